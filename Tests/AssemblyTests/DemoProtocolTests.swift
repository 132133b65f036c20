import JSON
import Testing

@testable import Assembly

@Suite struct DemoProtocolTests {
  private static func line(_ value: JSONValue) -> [UInt8] { JSONWriter.compact(value) }

  @Test(arguments: [("allow", true), ("deny", false)])
  func itAsksAfterItsWorkAndObeysTheAnswer(_ option: String, _ isAllowed: Bool) throws {
    var machine = DemoProtocol()
    guard case .send(let hello)? = machine.received(Self.line(["id": 1, "method": "initialize"])).first else {
      Issue.record("no answer")
      return
    }
    #expect(hello["result"]?["protocolVersion"] == 1)
    #expect(machine.received(Self.line(["id": 2, "method": "session/prompt"])) == [.begin])
    #expect(machine.asks["method"] == "session/request_permission")
    let outcome: JSONValue = ["outcome": ["outcome": "selected", "optionId": .string(option)]]
    let answer: JSONValue = ["id": machine.asks["id"] ?? .null, "result": outcome]
    #expect(machine.received(Self.line(answer)) == [.finish(isAllowed: isAllowed)])
    #expect(machine.ends?["id"] == 2)
  }

  @Test(arguments: ["", "{", "7", "{\"method\":\"session/cancel\"}", "{\"id\":\"other\",\"result\":{}}"])
  func whatIsNoRequestIsPassedOver(_ text: String) {
    var machine = DemoProtocol()
    #expect(machine.received(Array(text.utf8)).isEmpty)
  }
}
