package import Domain
import JSON

/// The lines that we send to a running agent which need no memory of the conversation: a message to Claude, an interrupt,
/// and the answer to an approval in every protocol.
package enum AgentReply {
  package enum Decision: Hashable, Sendable {
    case allow
    case deny(reason: String)
  }

  /// A prompt, or a word in the middle of a turn, for agents with `streamJSON` input. `id` comes back in its events.
  package static func message(_ text: String, id: String?) -> [UInt8] {
    var message: JSONObject = [
      "type": "user", "message": ["role": "user", "content": .string(text)], "parent_tool_use_id": nil,
      "session_id": "",
    ]
    if let id { message["uuid"] = .string(id) }
    return line(.object(message))
  }

  /// Stops the turn and what it runs; the process goes on.
  package static func interrupt(id: String) -> [UInt8] {
    line(["type": "control_request", "request_id": .string(id), "request": ["subtype": "interrupt"]])
  }

  /// The answer that lets exactly the shown input run once, or keeps it from running. Nil for agents that cannot ask, and
  /// for an agent that offers no such answer.
  package static func answer(
    _ request: ApprovalRequest, _ decision: Decision, over input: AgentManifest.Input
  ) -> [UInt8]? {
    switch input {
    case .argument: return nil
    case .streamJSON: return claude(request, decision)
    case .appServer:
      guard let choice = choice(request, decision) else { return nil }
      return line(["id": id(request.id), "result": ["decision": .string(choice.id)]])
    case .acp: return acp(request, decision)
    }
  }

  private static func claude(_ request: ApprovalRequest, _ decision: Decision) -> [UInt8]? {
    let answer: JSONValue
    switch decision {
    case .allow:
      // What cannot be read was never shown as a whole.
      guard let shown = try? JSONParser.parse(request.input) else { return nil }
      answer = ["behavior": "allow", "updatedInput": shown]
    case .deny(let reason): answer = ["behavior": "deny", "message": .string(reason)]
    }
    return control(request.id, answer)
  }

  static func control(_ request: String, _ answer: JSONValue) -> [UInt8] {
    line([
      "type": "control_response",
      "response": ["subtype": "success", "request_id": .string(request), "response": answer],
    ])
  }

  /// To a permission request of the Agent Client Protocol whose turn is stopped.
  static func cancelled(_ request: String) -> [UInt8] {
    line(["jsonrpc": "2.0", "id": id(request), "result": ["outcome": ["outcome": "cancelled"]]])
  }

  /// A refusal that is not offered is a cancelled request.
  private static func acp(_ request: ApprovalRequest, _ decision: Decision) -> [UInt8]? {
    let outcome: JSONValue
    if let choice = choice(request, decision) {
      outcome = ["outcome": "selected", "optionId": .string(choice.id)]
    } else if case .deny = decision {
      outcome = ["outcome": "cancelled"]
    } else {
      return nil
    }
    return line(["jsonrpc": "2.0", "id": id(request.id), "result": ["outcome": outcome]])
  }

  /// Always the answer for this once: rules are ours to keep, not the agent's.
  private static func choice(_ request: ApprovalRequest, _ decision: Decision) -> Choice? {
    let kind = decision == .allow ? "allow_once" : "reject_once"
    return request.options.first { $0.kind == kind }
  }

  /// Agents number their requests, or name them; an answer must have the same type.
  private static func id(_ text: String) -> JSONValue { Int64(text).map(JSONValue.integer) ?? .string(text) }

  private static func line(_ value: JSONValue) -> [UInt8] { JSONWriter.compact(value) + [0x0A] }
}
