import Platform
import Testing

@testable import Local

private func golden(_ name: String) throws -> [UInt8] {
  let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
  return try Files.read("\(root)/Tests/Golden/Keeper/\(name)")
}

@Suite struct LocalFormatTests {
  @Test func writesTheGoldenLaunchFile() throws {
    var plan = RunPlan(
      run: "R40", marker: "abc:R40", fence: 7, argv: ["echo", "two words"], environment: ["B": "2", "A": "1"],
      folder: "/tmp")
    plan.engineLock = "/home/u/engine.lock"
    #expect(plan.launchFile(program: "/bin/echo", host: "m1") == (try golden("launch")))
    #expect(plan.environmentBytes == Array("A=1\0B=2\0\0".utf8))
    #expect(!plan.hasZero)
    plan.argv.append("a\0program=/bin/evil")
    #expect(plan.hasZero)
  }

  @Test func writesTheGoldenRequests() throws {
    let requests: [ControlRequest] = [
      .input(id: "p1", bytes: Array("hello".utf8)), .closeInput, .interrupt, .terminate(graceMilliseconds: 5000),
      .resize(columns: 80, rows: 24), .status,
    ]
    #expect(requests.flatMap { $0.frame(fence: 7) } == (try golden("requests")))
    #expect(ControlReply([2, 0, 0, 0, 1]) == nil)
    #expect(ControlReply([2, 0, 0, 0, 1, 65])?.text == [65])
    #expect(ControlReply([2, 0, 0, 0, 1, 65])?.result == .known)
  }

  @Test func readsTheGoldenFiles() throws {
    let status = try #require(RunStatus(try golden("status")))
    #expect(status.child == ProcessMark("102 5002") && status.warden == ProcessMark("99 4999"))
    #expect(status.group == "/sys/fs/cgroup/drover-99-4999")
    #expect(status.fence == 7 && status.host == "m1" && status.boot.hasSuffix("abcdef"))
    let end = try #require(RunExit(try golden("exit")))
    #expect(end.kind == .signalled(number: 15))
    #expect(end.reason == .terminated && end.stragglers == 2 && end.logEnd == 1234)
    #expect(RunStatus(Array("version=2\n".utf8)) == nil)
    #expect(RunExit([]) == nil)
    #expect(ProcessMark("0 0") == nil)
  }
}
