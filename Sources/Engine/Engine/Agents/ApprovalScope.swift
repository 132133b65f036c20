import Domain
import JSON

/// What a standing permission compares: the input of a tool, without the words that the agent says about it and with the
/// worktree's own path taken out, so that it holds in every worktree of the workspace and nowhere else.
///
/// A shell line stays whole: operators, substitutions and redirections are part of the text that must be the same.
enum ApprovalScope {
  static let mark = "{worktree}"

  static func subject(_ input: String, folder: String) -> String {
    guard case .object(let object)? = try? JSONParser.parse(input) else {
      return input  // not JSON: compared to the letter
    }
    var members = object.members
    if object["command"] != nil { members.removeAll { $0.key == "description" || $0.key == "reason" } }
    members = members.map { JSONObject.Member(key: $0.key, value: inClass($0.value, folder)) }
    members.sort { $0.key < $1.key }
    return String(decoding: JSONWriter.compact(.object(JSONObject(members))), as: UTF8.self)
  }

  private static func inClass(_ value: JSONValue, _ folder: String) -> JSONValue {
    guard case .string(let text) = value, !folder.isEmpty else { return value }
    if text == folder { return .string(mark) }
    guard text.hasPrefix(folder + "/"), !text.split(separator: "/").contains("..") else { return value }
    return .string(mark + text.dropFirst(folder.count))
  }
}

extension RuleView {
  func allows(_ request: ApprovalRequest, service: String, workspace: String, folder: String) -> Bool {
    self.workspace == workspace && self.service == service && tool == request.tool
      && input == ApprovalScope.subject(request.input, folder: folder)
  }
}
