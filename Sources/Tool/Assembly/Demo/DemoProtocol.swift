import Base
import JSON

/// The half of the Agent Client Protocol that the demo's agent speaks: pure, a line in, lines and work out.
struct DemoProtocol {
  enum Action: Equatable {
    case send(JSONValue)
    /// The first half of the work, which its mode allows; then it asks.
    case begin
    /// What it asked for, if it may.
    case finish(isAllowed: Bool)
  }

  static let session = "demo-1"
  static let command = "sh ./check"
  private static let question = "ask-1"
  private static let call = "call-2"
  private var prompt: JSONValue?

  mutating func received(_ line: [UInt8]) -> [Action] {
    // What is no request needs no answer.
    guard let value = try? JSONParser.parse(line), let id = value["id"] else { return [] }
    guard let method = value["method"]?.stringValue else { return answered(id, value["result"]) }
    switch method {
    case "initialize":
      return [reply(id, ["protocolVersion": 1, "agentInfo": ["name": "scripted", "version": "1"]])]
    case "session/new": return [reply(id, ["sessionId": .string(Self.session)])]
    case "session/prompt":
      prompt = id
      return [.begin]
    default:
      let error: JSONValue = ["code": -32601, "message": "the demo's agent knows only its script"]
      return [.send(["jsonrpc": "2.0", "id": id, "error": error])]
    }
  }

  /// Cancelled and refused are the same to it.
  private func answered(_ id: JSONValue, _ result: JSONValue?) -> [Action] {
    guard id.stringValue == Self.question else { return [] }
    return [.finish(isAllowed: result?["outcome"]?["optionId"]?.stringValue == "allow")]
  }

  // MARK: What it says

  func says(_ words: String) -> JSONValue {
    update(["sessionUpdate": "agent_message_chunk", "content": ["type": "text", "text": .string(words + "\n")]])
  }

  /// The question, after the call that it is about.
  var asks: JSONValue {
    let call: JSONValue = [
      "toolCallId": .string(Self.call), "title": .string(Self.command), "kind": "execute",
      "rawInput": ["command": .string(Self.command)],
    ]
    let options: JSONValue = [
      ["optionId": "allow", "name": "Allow", "kind": "allow_once"],
      ["optionId": "deny", "name": "Deny", "kind": "reject_once"],
    ]
    return [
      "jsonrpc": "2.0", "id": .string(Self.question), "method": "session/request_permission",
      "params": ["sessionId": .string(Self.session), "toolCall": call, "options": options],
    ]
  }

  func ran(_ output: String, isGood: Bool) -> JSONValue {
    update([
      "sessionUpdate": "tool_call_update", "toolCallId": .string(Self.call), "status": isGood ? "completed" : "failed",
      "content": [["type": "content", "content": ["type": "text", "text": .string(output)]]],
    ])
  }

  var ends: JSONValue? {
    prompt.map { ["jsonrpc": "2.0", "id": $0, "result": ["stopReason": "end_turn"]] }
  }

  private func update(_ update: JSONValue) -> JSONValue {
    [
      "jsonrpc": "2.0", "method": "session/update",
      "params": ["sessionId": .string(Self.session), "update": update],
    ]
  }

  private func reply(_ id: JSONValue, _ result: JSONValue) -> Action {
    .send(["jsonrpc": "2.0", "id": id, "result": result])
  }
}
