import JSON
import Platform
import Wire

/// The agent of the demo that asks before it runs a command: a real conversation on its standard streams.
enum DemoAsker {
  static func play(_ environment: [String: String]) async throws {
    let link = try await StandardStreams.link()
    var machine = DemoProtocol()
    var framing = LineFraming(limit: 1 << 20)
    func send(_ values: [JSONValue]) async throws {
      for value in values { try await link.write(JSONWriter.compact(value) + [0x0A]) }
    }
    while let bytes = await link.next() {
      for line in framing.feed(bytes) where !line.isCut && !line.bytes.isEmpty {
        for action in machine.received(line.bytes) {
          switch action {
          case .send(let value): try await send([value])
          case .begin:
            try DemoAgent.writePrices()
            try await send([
              machine.says("There was no list of prices. I wrote one."),
              machine.says("I would like to run the check over it, and ask first."), machine.asks,
            ])
          case .finish(let isAllowed):
            try await send(try await finish(machine, isAllowed: isAllowed, environment))
          }
        }
      }
    }
  }

  private static func finish(
    _ machine: DemoProtocol, isAllowed: Bool, _ environment: [String: String]
  ) async throws -> [JSONValue] {
    guard isAllowed else {
      return [machine.ran("not allowed", isGood: false), machine.says("Then I leave it unchecked."), machine.ends]
        .compactMap { $0 }
    }
    let done = try await Child.run(["sh", "./check"], environment: environment, deadline: .seconds(10))
    return [
      machine.ran(done.outputText + done.errorText, isGood: done.status.isSuccess), machine.says("Done."),
      machine.ends,
    ].compactMap { $0 }
  }
}
