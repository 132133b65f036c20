import JSON
import Testing
import Wire

@testable import MCP

@Suite struct MCPMachineTests {
  private static let tool: JSONValue = ["name": "add"]
  private static let meta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  private var machine: MCPMachine { MCPMachine(version: "9", instructions: "use it", tools: [Self.tool]) }

  private func line(_ id: Int?, _ method: String, _ parameters: JSONValue = [:]) -> [UInt8] {
    let message: RPCMessage =
      id.map { .request(id: .number(Int64($0)), method: method, parameters: parameters) }
      ?? .notification(method: method, parameters: parameters)
    return message.line
  }

  private func answer(_ actions: [MCPMachine.Action]) -> JSONValue? {
    guard case .send(let message)? = actions.first else { return nil }
    return message.value
  }

  @Test(arguments: [
    ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"),
    ("2024-11-05", "2024-11-05"), ("1999-01-01", "2025-11-25"), ("2026-07-28", "2025-11-25"),
  ])
  func aKnownRevisionIsKeptAndAnotherGetsTheNewest(_ offered: String, _ agreed: String) {
    var machine = machine
    let said = answer(machine.received(line(1, "initialize", ["protocolVersion": .string(offered)])))
    #expect(said?["result"]?["protocolVersion"]?.stringValue == agreed)
    #expect(said?["result"]?["serverInfo"]?["name"] == "drover")
    #expect(machine.received(line(nil, "notifications/initialized")).isEmpty)
    #expect(answer(machine.received(line(2, "tools/list")))?["result"] == ["tools": [Self.tool]])
    #expect(answer(machine.received(line(3, "ping")))?["result"] == [:])
    #expect(answer(machine.received(line(4, "prompts/list")))?["error"]?["code"] == -32601)
  }

  @Test func nothingButPingComesBeforeInitialize() {
    var machine = machine
    #expect(answer(machine.received(line(1, "tools/list")))?["error"]?["code"] == -32602)
    #expect(answer(machine.received(line(2, "ping")))?["result"] == [:])
  }

  @Test func aStatelessClientNeedsNoBeginning() {
    var machine = machine
    let found = answer(machine.received(line(1, "server/discover", ["_meta": Self.meta])))?["result"]
    #expect(found?["supportedVersions"] == ["2026-07-28"])
    #expect(found?["resultType"] == "complete")
    let list = answer(machine.received(line(2, "tools/list", ["_meta": Self.meta])))?["result"]
    #expect(list?["resultType"] == "complete" && list?["tools"] == [Self.tool] && list?["cacheScope"] == "private")
    #expect(answer(machine.received(line(3, "ping", ["_meta": Self.meta])))?["error"]?["code"] == -32601)
    let other: JSONValue = ["io.modelcontextprotocol/protocolVersion": "2030-01-01"]
    let refused = answer(machine.received(line(4, "tools/list", ["_meta": other])))?["error"]
    #expect(refused?["code"] == -32022)
    #expect(refused?["data"] == ["supported": ["2026-07-28"], "requested": "2030-01-01"])
  }

  @Test func aCallIsAnsweredOnceAndNotAfterItsEnd() throws {
    var machine = machine
    _ = machine.received(line(0, "initialize", ["protocolVersion": "2025-11-25"]))
    let token: JSONValue = ["progressToken": "p"]
    let actions = machine.received(line(7, "tools/call", ["name": "add", "arguments": ["a": 1], "_meta": token]))
    guard case .call(let call)? = actions.first else { Issue.record("no call"); return }
    #expect(call.name == "add" && call.arguments == ["a": 1] && call.person == .unreachable)
    #expect(machine.progress(call, 1, "half")?.value["params"]?["progressToken"] == "p")
    let again = machine.received(line(7, "ping"))
    #expect(answer(again)?["error"]?["code"] == -32600)
    let result = machine.finished(call.id, .done(["sum": 3]))?.value["result"]
    #expect(result?["structuredContent"] == ["sum": 3] && result?["isError"] == false)
    #expect(result?["content"]?[0]?["text"] == "{\"sum\":3}")
    #expect(machine.finished(call.id, .done([:])) == nil)
    #expect(machine.progress(call, 2, "late") == nil)
  }

  @Test func aCancelledCallGetsNoAnswer() {
    var machine = machine
    let actions = machine.received(line(7, "tools/call", ["name": "add", "_meta": Self.meta]))
    guard case .call(let call)? = actions.first else { Issue.record("no call"); return }
    #expect(machine.received(line(nil, "notifications/cancelled", ["requestId": 8])).isEmpty)
    #expect(machine.received(line(nil, "notifications/cancelled", ["requestId": 7])) == [.stop(.number(7))])
    #expect(machine.finished(call.id, .refused("late")) == nil)
  }

  @Test func aRefusalIsAResultForTheModel() {
    var machine = machine
    guard case .call(let call)? = machine.received(line(1, "tools/call", ["name": "x", "_meta": Self.meta])).first
    else { Issue.record("no call"); return }
    let result = machine.finished(call.id, .refused("no such tool"))?.value["result"]
    #expect(result?["isError"] == true && result?["resultType"] == "complete")
    #expect(result?["content"]?[0]?["text"] == "no such tool")
  }

  @Test(arguments: [
    "", "{", "null", "42", "\"text\"", "[]", "{}", "[1,2]", "{\"id\":{}}", "{\"id\":true,\"method\":\"ping\"}",
    "{\"id\":null,\"method\":7}", "{\"jsonrpc\":\"2.0\",\"id\":1}", "\u{0}\u{1}", "{\"id\":1.5,\"method\":\"ping\"}",
    "{\"method\":\"tools/call\",\"params\":[]}", "{\"result\":{},\"id\":\"who\"}x",
  ])
  func whatIsNoMessageIsDropped(_ text: String) {
    var machine = machine
    #expect(machine.received(Array(text.utf8)).isEmpty)
  }

  @Test func oddParametersAreRefusedAndNeverTrap() {
    var machine = machine
    for parameters: JSONValue in [[], "x", 7, .null, ["_meta": "x"], ["name": 7], ["name": "a", "arguments": []]] {
      for method in ["initialize", "tools/list", "tools/call", "server/discover", "notifications/cancelled"] {
        _ = machine.received(line(1, method, parameters))
        _ = machine.received(line(nil, method, parameters))
        _ = machine.finished(.number(1), .refused("x"))
      }
    }
  }

  @Test func severalAtOnceAreTakenApart() {
    var machine = machine
    let batch = "[{\"id\":1,\"method\":\"ping\"},{\"id\":2,\"method\":\"ping\"},7]"
    #expect(machine.received(Array(batch.utf8)).count == 2)
  }
}
