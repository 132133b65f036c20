package import JSON
package import Wire

/// The protocol of a server for the Model Context Protocol, without input and output: lines come in, actions come out.
///
/// Two eras meet here. Clients of the older one begin with `initialize`; those of the newer one are stateless and carry
/// their revision in every request. One connection may probe the newer one first and fall back.
package struct MCPMachine: Sendable {
  private enum State {
    /// Nothing was agreed. May become: agreed. Requests that carry their own revision are answered all the same.
    case fresh
    /// A revision of the older era was agreed; nothing follows.
    case agreed(revision: String, asksPerson: Bool)
  }

  /// How an open call's answer is written.
  private enum Era {
    case handshake
    case stateless
  }

  package enum Action: Hashable, Sendable {
    case send(RPCMessage)
    case call(MCPCall)
    /// The client wants no answer any more.
    case stop(RPCIdentifier)
    /// What came back for a question of ours; nil when it failed.
    case answered(RPCIdentifier, JSONValue?)
  }

  package static let stateless = "2026-07-28"
  /// Newest first.
  package static let revisions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
  private static let callBound = 64

  private let server: JSONValue
  private let instructions: String
  private let tools: [JSONValue]
  private var state = State.fresh
  private var calls: [RPCIdentifier: Era] = [:]

  package init(version: String, instructions: String, tools: [JSONValue]) {
    server = ["name": "drover", "title": "Drover", "version": .string(version)]
    self.instructions = instructions
    self.tools = tools
  }

  /// A line that is no message of the protocol is dropped: an answer without a number would confuse more than help.
  package mutating func received(_ line: [UInt8]) -> [Action] {
    guard let value = try? JSONParser.parse(line, dialect: .repairing) else { return [] }
    // Revision 2025-03-26 may send several at once.
    if let batch = value.arrayValue { return batch.compactMap(RPCMessage.init).flatMap { handle($0) } }
    return RPCMessage(value).map { handle($0) } ?? []
  }

  private mutating func handle(_ message: RPCMessage) -> [Action] {
    switch message {
    case .request(let id, let method, let parameters):
      guard calls[id] == nil else { return [.send(Self.failure(id, .invalidRequest, "this id is in use"))] }
      let meta = parameters["_meta"]
      if let revision = meta?["io.modelcontextprotocol/protocolVersion"]?.stringValue {
        return stateless(id, method, parameters, revision)
      }
      return handshake(id, method, parameters)
    case .notification("notifications/cancelled", let parameters):
      guard let id = parameters["requestId"].flatMap(RPCIdentifier.init), calls.removeValue(forKey: id) != nil else {
        return []
      }
      return [.stop(id)]
    case .notification: return []
    case .result(let id, let value): return [.answered(id, value)]
    case .failure(let id, _): return id.map { [.answered($0, nil)] } ?? []
    }
  }

  // MARK: Answers to calls

  /// Nil when the client does not want it any more.
  package mutating func finished(_ id: RPCIdentifier, _ outcome: ToolOutcome) -> RPCMessage? {
    calls.removeValue(forKey: id).map { .result(id: id, result(outcome, $0)) }
  }

  /// Only while the call is open, and only if the client gave a token.
  package func progress(_ call: MCPCall, _ number: Int, _ words: String) -> RPCMessage? {
    guard calls[call.id] != nil, let token = call.progressToken else { return nil }
    return .notification(
      method: "notifications/progress",
      parameters: ["progressToken": token, "progress": JSONValue(number), "message": .string(words)])
  }

  private func result(_ outcome: ToolOutcome, _ era: Era) -> JSONValue {
    var object = JSONObject()
    switch outcome {
    case .done(let value):
      object["content"] = [
        ["type": "text", "text": .string(String(decoding: JSONWriter.compact(value), as: UTF8.self))]
      ]
      object["structuredContent"] = value
      object["isError"] = false
    case .refused(let words):
      object["content"] = [["type": "text", "text": .string(words)]]
      object["isError"] = true
    case .asksPerson(let key, let request):
      return complete(["inputRequests": .object(JSONObject([.init(key: key, value: request)]))], type: "input_required")
    }
    return era == .stateless ? complete(.object(object), type: "complete") : .object(object)
  }

  private func complete(_ value: JSONValue, type: String) -> JSONValue {
    guard var object = value.objectValue else { return value }
    object["resultType"] = .string(type)
    object["_meta"] = ["io.modelcontextprotocol/serverInfo": server]
    return .object(object)
  }

  private static func failure(
    _ id: RPCIdentifier, _ code: RPCFailure.Code, _ message: String, data: JSONValue? = nil
  ) -> RPCMessage {
    .failure(id: id, RPCFailure(code, message, data: data))
  }
}

// MARK: - The older era

extension MCPMachine {
  private mutating func handshake(_ id: RPCIdentifier, _ method: String, _ parameters: JSONValue) -> [Action] {
    switch method {
    case "initialize": return [.send(.result(id: id, initialize(parameters)))]
    case "ping": return [.send(.result(id: id, [:]))]
    case "server/discover": return [.send(.result(id: id, discovery))]
    default: break
    }
    guard case .agreed(_, let asksPerson) = state else {
      return [.send(Self.failure(id, .invalidParameters, "the first request must be initialize"))]
    }
    switch method {
    case "tools/list": return [.send(.result(id: id, ["tools": .array(tools)]))]
    case "tools/call": return call(id, parameters, .handshake, asksPerson: asksPerson)
    default: return [.send(Self.failure(id, .methodNotFound, "there is no method \(method)", data: .string(method)))]
    }
  }

  private mutating func initialize(_ parameters: JSONValue) -> JSONValue {
    let offered = parameters["protocolVersion"]?.stringValue ?? ""
    let revision = Self.revisions.contains(offered) ? offered : Self.revisions[0]
    let asksPerson = parameters["capabilities"]?["elicitation"]?.objectValue != nil
    state = .agreed(revision: revision, asksPerson: asksPerson)
    return [
      "protocolVersion": .string(revision), "capabilities": ["tools": ["listChanged": false]], "serverInfo": server,
      "instructions": .string(instructions),
    ]
  }

  private mutating func call(
    _ id: RPCIdentifier, _ parameters: JSONValue, _ era: Era, asksPerson: Bool
  ) -> [Action] {
    guard let name = parameters["name"]?.stringValue else {
      return [.send(Self.failure(id, .invalidParameters, "a call must name a tool"))]
    }
    guard calls.count < Self.callBound else {
      return [.send(.result(id: id, result(.refused("\(Self.callBound) calls are open already; wait for one"), era)))]
    }
    calls[id] = era
    let arguments = parameters["arguments"]
    return [
      .call(
        MCPCall(
          id: id, name: name, arguments: arguments?.isNull ?? true ? [:] : arguments ?? [:],
          progressToken: token(parameters["_meta"]?["progressToken"]),
          person: !asksPerson ? .unreachable : era == .stateless ? .asked(parameters["inputResponses"]) : .reachable))
    ]
  }

  /// Numbers and texts are tokens; anything else is no request for progress.
  private func token(_ value: JSONValue?) -> JSONValue? {
    switch value {
    case .string, .integer, .double: value
    case .null, .bool, .array, .object, nil: nil
    }
  }
}

// MARK: - The newer era

extension MCPMachine {
  private mutating func stateless(
    _ id: RPCIdentifier, _ method: String, _ parameters: JSONValue, _ revision: String
  ) -> [Action] {
    guard revision == Self.stateless else {
      let data: JSONValue = ["supported": [.string(Self.stateless)], "requested": .string(revision)]
      return [
        .send(Self.failure(id, .unsupportedRevision, "this revision of the protocol is not spoken", data: data))
      ]
    }
    switch method {
    case "server/discover": return [.send(.result(id: id, discovery))]
    case "tools/list":
      let list: JSONValue = ["tools": .array(tools), "ttlMs": 0, "cacheScope": "private"]
      return [.send(.result(id: id, complete(list, type: "complete")))]
    case "tools/call":
      let abilities = parameters["_meta"]?["io.modelcontextprotocol/clientCapabilities"]
      return call(id, parameters, .stateless, asksPerson: abilities?["elicitation"]?.objectValue != nil)
    default: return [.send(Self.failure(id, .methodNotFound, "there is no method \(method)", data: .string(method)))]
    }
  }

  private var discovery: JSONValue {
    complete(
      [
        "supportedVersions": [.string(Self.stateless)], "capabilities": ["tools": ["listChanged": false]],
        "instructions": .string(instructions), "ttlMs": 0, "cacheScope": "private",
      ], type: "complete")
  }
}

extension RPCFailure.Code {
  static let unsupportedRevision = RPCFailure.Code(rawValue: -32022)
}
