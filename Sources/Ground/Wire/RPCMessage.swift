package import JSON

/// A message of JSON-RPC 2.0, one a line, as MCP, ACP and agents' own servers speak it. Pure.
package enum RPCMessage: Hashable, Sendable {
  case request(id: RPCIdentifier, method: String, parameters: JSONValue)
  case notification(method: String, parameters: JSONValue)
  case result(id: RPCIdentifier, JSONValue)
  /// The id is missing where the other side could not even read that.
  case failure(id: RPCIdentifier?, RPCFailure)

  package init(_ line: [UInt8]) throws(RPCFailure) {
    let value: JSONValue
    do { value = try JSONParser.parse(line, dialect: .repairing) } catch {
      throw RPCFailure(.parseError, "failed to read a message: \(error)")
    }
    guard let message = RPCMessage(value) else {
      throw RPCFailure(.invalidRequest, "failed to read a message: it must be a request, a notification or an answer")
    }
    self = message
  }

  /// Some agents leave the version out: it is not asked for.
  package init?(_ value: JSONValue) {
    let id = value["id"].flatMap(RPCIdentifier.init)
    if let method = value["method"]?.stringValue {
      let parameters = value["params"] ?? .null
      if let id { self = .request(id: id, method: method, parameters: parameters); return }
      guard value["id"]?.isNull ?? true else { return nil }
      self = .notification(method: method, parameters: parameters)
    } else if let failure = value["error"].flatMap(RPCFailure.init) {
      self = .failure(id: id, failure)
    } else if let id, let result = value["result"] {
      self = .result(id: id, result)
    } else {
      return nil
    }
  }

  package var value: JSONValue {
    var object = JSONObject()
    object["jsonrpc"] = "2.0"
    switch self {
    case .request(let id, let method, let parameters):
      object["id"] = id.value
      object["method"] = .string(method)
      if !parameters.isNull { object["params"] = parameters }
    case .notification(let method, let parameters):
      object["method"] = .string(method)
      if !parameters.isNull { object["params"] = parameters }
    case .result(let id, let result):
      object["id"] = id.value
      object["result"] = result
    case .failure(let id, let failure):
      object["id"] = id?.value ?? .null
      object["error"] = failure.value
    }
    return .object(object)
  }

  /// With its line end.
  package var line: [UInt8] { JSONWriter.compact(value) + [0x0a] }
}

/// Numbers and texts are different ids, and come back as they were sent.
package enum RPCIdentifier: Hashable, Sendable {
  case number(Int64)
  case text(String)

  package init?(_ value: JSONValue) {
    switch value {
    case .integer(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .null, .bool, .double, .array, .object: return nil
    }
  }

  var value: JSONValue {
    switch self {
    case .number(let number): .integer(number)
    case .text(let text): .string(text)
    }
  }
}

package struct RPCFailure: Error, Hashable, Sendable {
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let parseError = Code(rawValue: -32700)
    package static let invalidRequest = Code(rawValue: -32600)
    package static let methodNotFound = Code(rawValue: -32601)
    package static let invalidParameters = Code(rawValue: -32602)
    package static let internalError = Code(rawValue: -32603)
  }

  package var code: Code
  package var message: String
  package var data: JSONValue?

  package init(_ code: Code, _ message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  init?(_ value: JSONValue) {
    guard let code = value["code"]?.intValue else { return nil }
    self.init(Code(rawValue: code), value["message"]?.stringValue ?? "", data: value["data"])
  }

  var value: JSONValue {
    var object = JSONObject()
    object["code"] = JSONValue(code.rawValue)
    object["message"] = .string(message)
    if let data { object["data"] = data }
    return .object(object)
  }
}
