import Canvas
import Synchronization
import Testing
import Wire

@testable import Loop

@Suite struct LoopMachineTests {
  typealias Machine = LoopMachine<Counter>
  typealias Batch = Mailbox<Counter.Message>.Batch

  @Test func aThousandMessagesMakeOneView() {
    var machine = opened()
    let key = started(&machine, "work")[0]
    let batch = (0..<1000).map { _ in Mailbox<Counter.Message>.Notice.message(.add(1), from: key) }
    let actions = machine.step(Batch(events: [.frameShown], notices: batch), at: .seconds(1))
    #expect(machine.model.count == 1000)
    #expect(actions.presented.count == 1)
    #expect(machine.views == 2)
  }

  @Test func oneFrameIsInFlight() {
    var machine = opened()
    #expect(key(&machine, "+", at: .seconds(1)).presented.isEmpty)
    #expect(machine.step(Batch(events: [.frameShown], notices: []), at: .seconds(2)).presented.count == 1)
    #expect(machine.step(Batch(events: [.frameShown], notices: []), at: .seconds(3)).isEmpty)
  }

  /// What it changed still counts: here it starts a subscription.
  @Test func nothingIsDrawnForWhatIsNotSeen() {
    var machine = opened()
    let key = started(&machine, "work")[0]
    _ = machine.step(Batch(events: [.frameShown], notices: []), at: .seconds(1))
    _ = machine.step(Batch(events: [.frameShown], notices: []), at: .seconds(2))
    let before = machine.views
    let actions = machine.step(Batch(events: [], notices: [.message(.unseen, from: key)]), at: .seconds(3))
    #expect(actions.presented.isEmpty && machine.views == before)
    #expect(actions.startedKeys.count == 1)
  }

  @Test func aShownFrameWakesOnlyWhoWaitsForIt() {
    let wakings = Mutex(0)
    let inbox = ScreenInbox { wakings.withLock { $0 += 1 } }
    _ = inbox.deliver([.frameShown])
    #expect(wakings.withLock { $0 } == 0)
    #expect(inbox.awaitShown())
    #expect(inbox.takeAll() == [.frameShown])
    #expect(!inbox.awaitShown())
    _ = inbox.deliver([.frameShown])
    _ = inbox.deliver([.frameShown])
    #expect(wakings.withLock { $0 } == 1)
    _ = inbox.deliver([.frameShown, .resumed])
    #expect(wakings.withLock { $0 } == 2)
  }

  @Test func aRunIsReplacedCancelledAndThenUnheard() {
    var machine = opened()
    let first = started(&machine, "work")[0]
    let actions = key(&machine, "w", at: .seconds(2))
    #expect(actions.cancelled == [first])
    let second = actions.startedKeys[0]
    #expect(machine.liveRuns == 1)
    #expect(key(&machine, "c", at: .seconds(3)).cancelled == [second])
    _ = machine.step(Batch(events: [], notices: [.message(.add(5), from: second), .ended(second)]), at: .seconds(4))
    #expect(machine.model.count == 0)
    #expect(machine.liveRuns == 0)
  }

  @Test func aScopeEndsWhatBelongsToIt() {
    var machine = opened()
    let scoped = key(&machine, "s", at: .seconds(1)).startedKeys
    #expect(scoped.count == 2)
    #expect(Set(key(&machine, "S", at: .seconds(2)).cancelled) == Set(scoped))
  }

  @Test func whatWasPutOffComesOnceItsTimeIsOver() {
    var machine = opened()
    #expect(key(&machine, "d", at: .seconds(1)).wakes == [.seconds(3)])
    #expect(key(&machine, "+", at: .seconds(2)).wakes.isEmpty, "the world is asked once")
    _ = machine.step(Batch(events: [.frameShown], notices: []), at: .seconds(2))
    let early = machine.step(Batch(events: [], notices: [.timer]), at: .milliseconds(2999))
    #expect(machine.model.count == 1 && early.wakes == [.seconds(3)])
    _ = machine.step(Batch(events: [], notices: [.timer]), at: .seconds(3))
    #expect(machine.model.count == 1001 && machine.liveRuns == 0)
  }

  @Test func whatIsPutOffAgainComesOnceAndLater() {
    var machine = opened()
    #expect(key(&machine, "p", at: .seconds(1)).wakes == [.seconds(3)])
    #expect(key(&machine, "p", at: .seconds(2)).wakes == [.seconds(4)], "the world need not call in vain")
    _ = machine.step(Batch(events: [], notices: [.timer]), at: .seconds(3))
    #expect(machine.model.count == 0)
    _ = machine.step(Batch(events: [], notices: [.timer]), at: .seconds(4))
    #expect(machine.model.count == 1000 && machine.liveRuns == 0)
  }

  @Test func whatIsCancelledBeforeItsTimeNeverComes() {
    var machine = opened()
    _ = key(&machine, "d", at: .seconds(1))
    #expect(key(&machine, "D", at: .seconds(2)).cancelled.isEmpty, "no task has to end for it")
    _ = machine.step(Batch(events: [], notices: [.timer]), at: .seconds(3))
    #expect(machine.model.count == 0 && machine.liveRuns == 0)
  }

  @Test func subscriptionsFollowTheModel() {
    var machine = opened()
    let ticking = key(&machine, "t", at: .seconds(1)).startedKeys
    #expect(ticking.count == 1)
    #expect(key(&machine, "+", at: .seconds(2)).startedKeys.isEmpty)
    #expect(key(&machine, "t", at: .seconds(3)).cancelled == ticking)
    #expect(machine.liveRuns == 0)
  }

  @Test func theFrameGoesBeforeAllElse() {
    var machine = opened()
    let batch = Batch(events: [.frameShown, .input(.key(KeyPress(.character("w"))))], notices: [])
    let actions = machine.handle(batch, at: .seconds(1))
    #expect(actions.count == 2 && actions.startedKeys.count == 1)
    if case .present? = actions.first {} else { Issue.record("the frame is not first") }
  }

  @Test func anEndedSubscriptionIsNotStartedAgain() {
    var machine = opened()
    let ticking = key(&machine, "t", at: .seconds(1)).startedKeys
    #expect(machine.step(Batch(events: [], notices: [.ended(ticking[0])]), at: .seconds(2)).startedKeys.isEmpty)
    #expect(key(&machine, "+", at: .seconds(3)).startedKeys.isEmpty)
  }

  @Test func quittingEndsEverything() {
    var machine = opened()
    let key1 = started(&machine, "work")
    let key2 = key(&machine, "t", at: .seconds(2)).startedKeys
    let actions = key(&machine, "q", at: .seconds(3))
    #expect(Set(actions.cancelled) == Set(key1 + key2))
    #expect(actions.outcome == .quit)
    #expect(machine.liveRuns == 0)
  }

  @Test func aHangUpEndsTheProgram() {
    var machine = opened()
    let actions = machine.step(Batch(events: [.ended(.hangUp)], notices: []), at: .seconds(1))
    #expect(actions.outcome == .ended(.hangUp))
  }

  @Test func drawsAgainWhenTheTerminalIsBack() {
    var machine = opened()
    _ = key(&machine, "z", at: .seconds(1))
    #expect(key(&machine, "+", at: .seconds(2)).presented.isEmpty)
    #expect(machine.step(Batch(events: [.resumed], notices: []), at: .seconds(3)).presented.count == 1)
  }

  // MARK: - Steps

  private func opened() -> Machine {
    var machine = Machine(Counter(), framesPerSecond: 60)
    let facts = ScreenFacts(size: Size(columns: 20, rows: 3), colorDepth: .mono)
    #expect(machine.step(Batch(events: [.opened(facts)], notices: []), at: .zero).presented.count == 1)
    return machine
  }

  private func key(_ machine: inout Machine, _ scalar: Unicode.Scalar, at now: Duration) -> [Machine.Action] {
    machine.step(Batch(events: [.input(.key(KeyPress(.character(scalar))))], notices: []), at: now)
  }

  private func started(_ machine: inout Machine, _ id: String) -> [RunKey] {
    key(&machine, "w", at: .milliseconds(1)).startedKeys
  }
}

extension LoopMachine {
  /// All that the runtime would do.
  fileprivate mutating func step(_ batch: Mailbox<P.Message>.Batch, at now: Duration) -> [Action] {
    handle(batch, at: now) + settle()
  }
}

extension [LoopMachine<Counter>.Action] {
  var presented: [Canvas] { compactMap { if case .present(let canvas) = $0 { canvas } else { nil } } }
  var wakes: [Duration] { compactMap { if case .wake(let instant) = $0 { instant } else { nil } } }
  var startedKeys: [RunKey] { compactMap { if case .start(let key, _) = $0 { key } else { nil } } }
  var cancelled: [RunKey] { compactMap { if case .cancel(let key) = $0 { key } else { nil } } }
  var outcome: Outcome? { compactMap { if case .end(let outcome) = $0 { outcome } else { nil } }.first }
}
