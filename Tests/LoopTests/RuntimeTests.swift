import Canvas
import TestSupport
import Testing
import Wire

@testable import Loop

@Suite(.timeLimit(.minutes(1))) struct RuntimeTests {
  @Test func runsEffectsAndEndsWithoutWaitingForADeafOne() async throws {
    let screen = HeadlessScreen(columns: 30, rows: 2)
    let counter = Counter { send in
      await send(.add(100))
      // Ends only when the machine does: the runtime may not wait for it.
      await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }
    async let outcome = run(counter, on: screen)
    screen.type("w")
    _ = await screen.frame(showing: "count 100")
    screen.type("y")
    screen.type("e")
    _ = await screen.frame(showing: "exited(0)")
    let clock = ContinuousClock()
    let start = clock.now
    screen.type("q")
    #expect(try await outcome == .quit)
    #expect(start.duration(to: clock.now) < .seconds(20))
    #expect(screen.isClosed)
    #expect(screen.requests == [.title("counter"), .copy("text"), .notify(title: "done", body: ""), .bell])
    #expect(screen.commands.map(\.arguments) == [["editor"]])
  }

  @Test func holdsEffectsBackThatSendFasterThanTheProgramReads() async throws {
    let screen = HeadlessScreen(columns: 30, rows: 2)
    let counter = Counter { send in
      for _ in 0..<20_000 { await send(.add(1)) }
    }
    async let outcome = run(counter, on: screen)
    screen.type("w")
    _ = await screen.frame(showing: "count 20000")
    screen.type("q")
    #expect(try await outcome == .quit)
  }

  @Test func mergesAWheelWhileTheScreenTakesNothing() async throws {
    let screen = HeadlessScreen(columns: 30, rows: 2)
    async let outcome = run(Counter(), on: screen)
    _ = await screen.frame(showing: "count 0")
    screen.hold()
    screen.type("+")
    _ = await screen.frame(showing: "count 1")
    let before = screen.frames.count
    for _ in 0..<200 {
      screen.deliver(.input(.mouse(MouseEvent(.wheel(columns: 0, rows: 1), column: 3, row: 1))))
    }
    screen.release()
    _ = await screen.frame(showing: "count 201")
    #expect(screen.frames.count - before <= 4)
    screen.type("q")
    _ = try await outcome
  }

  @Test func mergesOnlyWhatBelongsTogether() {
    var events: [ScreenEvent] = []
    func add(_ kind: MouseEvent.Kind, row: Int = 0) {
      EventMerge.append(.input(.mouse(MouseEvent(kind, column: 0, row: row))), to: &events)
    }
    add(.wheel(columns: 0, rows: 1))
    add(.wheel(columns: 0, rows: -3))
    add(.wheel(columns: 1, rows: 0))
    add(.wheel(columns: 0, rows: 1), row: 5)
    add(.press(.left))
    add(.drag(.left), row: 1)
    add(.drag(.left), row: 2)
    add(.release(.left))
    let kinds: [MouseEvent.Kind] = events.compactMap {
      if case .input(.mouse(let event)) = $0 { event.kind } else { nil }
    }
    #expect(
      kinds == [
        .wheel(columns: 0, rows: -2), .wheel(columns: 1, rows: 0), .wheel(columns: 0, rows: 1), .press(.left),
        .drag(.left), .release(.left),
      ])
  }

  private func run(_ counter: Counter, on screen: HeadlessScreen) async throws -> Outcome {
    try await Runtime(counter, on: screen, clock: LoopClock(ContinuousClock()), framesPerSecond: 120).run()
  }
}
