import JSON
import Platform

/// Whether what an agent uses is paid by a subscription, as far as its own login files say it: money that nobody is
/// billed for is shown with ≈, and uses up no budget unless that is configured.
enum Subscriptions {
  /// A key of one's own in the environment is billed, whatever else stands in a file.
  private static let keys: [String: [String]] = [
    "claude": ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX"],
    "codex": ["OPENAI_API_KEY", "CODEX_API_KEY"],
  ]

  static func covers(_ service: String, _ environment: [String: String]) async -> Bool {
    guard let keys = keys[service], !keys.contains(where: { environment[$0]?.isEmpty == false }) else { return false }
    return await Blocking.files.perform { file(of: service, environment).map { isCovered(service, by: $0) } ?? false }
  }

  private static func file(of service: String, _ environment: [String: String]) -> JSONValue? {
    let home = environment["HOME"] ?? ""
    let path =
      service == "claude"
      ? (environment["CLAUDE_CONFIG_DIR"] ?? home + "/.claude") + "/.credentials.json"
      : (environment["CODEX_HOME"] ?? home + "/.codex") + "/auth.json"
    guard let bytes = Files.small(path) else { return nil }
    do { return try JSONParser.parse(bytes) } catch { return nil }  // a file that cannot be read says nothing
  }

  private static func isCovered(_ service: String, by file: JSONValue) -> Bool {
    guard let object = file.objectValue else { return false }
    if service == "claude" { return object["claudeAiOauth"]?.objectValue != nil }
    return object["tokens"]?.objectValue != nil && object["OPENAI_API_KEY"]?.stringValue == nil
  }
}
