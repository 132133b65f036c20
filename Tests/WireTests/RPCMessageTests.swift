import JSON
import Testing

@testable import Wire

@Suite struct RPCMessageTests {
  static let messages: [(String, RPCMessage)] = [
    (
      #"{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"cursor":"a"}}"#,
      .request(id: .number(7), method: "tools/list", parameters: ["cursor": "a"])
    ),
    (#"{"jsonrpc":"2.0","id":"7","method":"ping"}"#, .request(id: .text("7"), method: "ping", parameters: nil)),
    (#"{"jsonrpc":"2.0","method":"note"}"#, .notification(method: "note", parameters: nil)),
    (#"{"jsonrpc":"2.0","id":1,"result":[true,null]}"#, .result(id: .number(1), [true, nil])),
    (
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}"#,
      .failure(id: nil, RPCFailure(.parseError, "no"))
    ),
    (
      #"{"jsonrpc":"2.0","id":2,"error":{"code":4,"message":"m","data":[1]}}"#,
      .failure(id: .number(2), RPCFailure(.init(rawValue: 4), "m", data: [1]))
    ),
  ]

  @Test(arguments: messages) func goesThroughALine(line: String, message: RPCMessage) throws {
    #expect(try RPCMessage(Array(line.utf8)) == message)
    #expect(String(decoding: message.line, as: UTF8.self) == line + "\n")
  }

  @Test(arguments: [
    (#"{"id":1"#, RPCFailure.Code.parseError), ("[]", .invalidRequest), (#"{"id":1}"#, .invalidRequest),
    (#"{"id":[1],"method":"m"}"#, .invalidRequest), (#"{"result":1}"#, .invalidRequest), ("3", .invalidRequest),
  ])
  func refusesWhatIsNone(line: String, code: RPCFailure.Code) {
    let failure = #expect(throws: RPCFailure.self) { try RPCMessage(Array(line.utf8)) }
    #expect(failure?.code == code)
  }

  @Test func takesMessagesWithoutAVersion() throws {
    #expect(try RPCMessage(Array(#"{"method":"m"}"#.utf8)) == .notification(method: "m", parameters: nil))
  }
}
