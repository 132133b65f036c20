import Domain

/// How a person logs an agent in, in its own words; Drover never sees a key.
enum LoginHint {
  static func words(_ service: ServiceView) -> String {
    guard service.isFound else { return "\(service.name) is not installed: `drover doctor` says where it comes from" }
    if service.isLoggedIn == true { return "\(service.name) is logged in" }
    return switch service.name {
    case "claude": "run `claude` in a terminal and type /login"
    case "codex": "run `codex login` in a terminal"
    case "gemini": "run `gemini` in a terminal and choose a login"
    case "qwen": "run `qwen` in a terminal and choose a login"
    case "opencode": "run `opencode auth login` in a terminal"
    case "aider": "give aider the key of a provider in its own environment, as its manual says"
    default: "start \(service.program ?? service.name) in a terminal once; it says how it is logged in"
    }
  }
}
