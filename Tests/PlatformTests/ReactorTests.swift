import Testing

@testable import Platform

@Suite struct ReactorTests {
  @Test func timersFireInTheOrderOfTheirDeadlines() {
    var queue = TimerQueue()
    let start = ContinuousClock.now
    let log = Log()
    let ids = [5, 1, 4, 2, 3, 2].map { number in
      queue.add(at: start + .seconds(number)) { log.add(number) }
    }
    queue.cancel(ids[2])
    while let action = queue.takeDue(at: start + .seconds(4)) { action() }
    #expect(log.numbers == [1, 2, 2, 3])
    #expect(queue.next == start + .seconds(5))
    queue.cancel(ids[0])
    #expect(queue.next == nil)
    #expect(queue.isEmpty)
  }

  @Test func timersOfTheReactorFire() async {
    let reactor = Reactor(name: "test")
    let start = ContinuousClock.now
    await Pause(reactor).wait(until: start + .milliseconds(20))
    #expect(ContinuousClock.now - start >= .milliseconds(20))
    reactor.stop()
  }
}

/// Filled on one thread at a time.
final class Log: @unchecked Sendable {
  var numbers: [Int] = []
  func add(_ number: Int) { numbers.append(number) }
}
