import Testing

@testable import Loop

@Suite struct FrameSchedulerTests {
  @Test func drawsAtOnceAfterQuietThenAtTheRate() {
    var scheduler = FrameScheduler(framesPerSecond: 50)
    #expect(scheduler.next(at: .zero) == .rest)
    scheduler.changed()
    #expect(scheduler.next(at: .seconds(1)) == .draw)
    scheduler.changed()
    #expect(scheduler.next(at: .milliseconds(1001)) == .rest)
    scheduler.shown()
    #expect(scheduler.next(at: .milliseconds(1005)) == .wake(at: .milliseconds(1020)))
    #expect(scheduler.next(at: .milliseconds(1020)) == .draw)
    scheduler.shown()
    #expect(scheduler.next(at: .seconds(2)) == .rest)
  }

  @Test func drawsNothingWhileTheTerminalIsLent() {
    var scheduler = FrameScheduler(framesPerSecond: 60)
    scheduler.lent()
    scheduler.changed()
    #expect(scheduler.next(at: .seconds(1)) == .rest)
    scheduler.returned()
    #expect(scheduler.next(at: .seconds(1)) == .draw)
  }

  @Test(
    arguments: [
      ([:], nil, 60), (["SSH_CONNECTION": "a b"], nil, 20), (["SSH_CONNECTION": "a b"], 30, 30), ([:], 0, 1),
    ] as [([String: String], Int?, Int)])
  func theRateFollowsTheConnection(environment: [String: String], configured: Int?, rate: Int) {
    #expect(FrameScheduler.framesPerSecond(configured: configured, environment: environment) == rate)
  }
}
