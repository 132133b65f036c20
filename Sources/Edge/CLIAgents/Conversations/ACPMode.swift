import Domain
import JSON

/// How a permission mode is kept by an agent that names its modes itself.
enum ACPMode {
  /// The flags of the command line keep it, or the agent is in it already.
  case asItIs
  /// There is nothing to choose: the client's answers keep it, which works for all but `plan`.
  case byAnswers
  /// There are modes, and none is the one.
  case missing
  case set(method: String, JSONObject)

  /// `names` are what the mode may be called; none when it is kept by the command line.
  static func choose(_ names: [String], from result: JSONValue) -> ACPMode {
    guard !names.isEmpty else { return .asItIs }
    if let modes = result.given("modes") {
      let offered = modes.list("availableModes").compactMap { $0.text("id") }
      guard let mode = names.first(where: offered.contains) else { return offered.isEmpty ? .byAnswers : .missing }
      if modes.text("currentModeId") == mode { return .asItIs }
      return .set(method: "session/set_mode", ["modeId": .string(mode)] as JSONObject)
    }
    guard let option = result.list("configOptions").first(where: { $0.text("category") == "mode" }) else {
      return .byAnswers
    }
    let offered = option.list("options").compactMap { $0.text("value") }
    guard let mode = names.first(where: offered.contains) else { return .missing }
    if option.text("currentValue") == mode { return .asItIs }
    return .set(
      method: "session/set_config_option",
      ["configId": .string(option.text("id") ?? ""), "value": .string(mode)] as JSONObject)
  }
}

extension ACPConversation {
  /// Kinds of tools that only touch the files that they name.
  private static let edits: Set<String> = ["edit", "delete", "move"]

  /// Whether the mode allows this without a word: everything in `auto`, files of the worktree in `edits`. Only where
  /// the agent has no modes of its own; else its asking means that the mode does not cover it.
  func allowsItself(_ params: JSONValue) -> Bool {
    guard keepsModeItself else { return false }
    switch start.permission {
    case .auto: return true
    case .ask, .plan: return false
    case .edits:
      let call = params["toolCall"] ?? .null
      let paths = (call.list("locations") + call.list("content")).compactMap { $0.text("path") }
      return Self.edits.contains(call.text("kind") ?? "") && !paths.isEmpty && paths.allSatisfy(isInside)
    }
  }

  /// By its letters only: what leads out through a link is not seen here.
  private func isInside(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard !parts.contains("..") else { return false }
    return !path.hasPrefix("/") || path.hasPrefix(start.folder.hasSuffix("/") ? start.folder : start.folder + "/")
  }
}
