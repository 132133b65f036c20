/// Something that sends messages for as long as the model wants it. The runtime compares the wanted with the running by
/// id: what is new starts, what is gone ends; nobody re-arms a tick, and none outlives its screen.
package struct Subscription<Message: Sendable>: Sendable {
  package let id: Identity
  let work: @Sendable (LoopClock, Send<Message>) async -> Void

  /// What it needs belongs into the id: a changed interval or path is another subscription.
  package init(id: Identity, _ work: @escaping @Sendable (Send<Message>) async -> Void) {
    self.id = id
    self.work = { _, send in await work(send) }
  }

  init(id: Identity, clocked work: @escaping @Sendable (LoopClock, Send<Message>) async -> Void) {
    self.id = id
    self.work = work
  }

  /// A message each `interval`, the first after one. A program that is behind gets none on top.
  /// With `atOnce` one comes before: what was not looked at for a while is old.
  package static func every(
    _ interval: Duration, id: Identity, atOnce: Bool = false, _ message: @escaping @Sendable () -> Message
  ) -> Subscription {
    Subscription(
      id: id,
      clocked: { clock, send in
        if atOnce { await send(message()) }
        while !Task.isCancelled {
          await clock.sleep(until: clock.now() + interval)
          guard !Task.isCancelled else { return }
          await send(message())
        }
      })
  }

  /// Each element of a stream that is made anew when the subscription starts.
  package static func stream<Element: Sendable>(
    id: Identity, _ stream: @escaping @Sendable () async -> AsyncStream<Element>,
    _ message: @escaping @Sendable (Element) -> Message
  ) -> Subscription {
    Subscription(id: id) { send in
      for await element in await stream() { await send(message(element)) }
    }
  }

  package func map<Other>(_ transform: @escaping @Sendable (Message) -> Other) -> Subscription<Other> {
    Subscription<Other>(
      id: id,
      clocked: { [work] clock, send in
        await work(clock, Send { await send(transform($0)) })
      })
  }
}

/// The clock of a program: time since some start, so that any clock of the standard library can stand in.
package struct LoopClock: Sendable {
  package let now: @Sendable () -> Duration
  /// It goes as the world's does, so that a screen's own alarm can stand in for a sleep.
  let isReal: Bool
  private let sleeper: @Sendable (Duration) async -> Void

  package init<C: Clock>(_ clock: C) where C.Duration == Duration {
    let start = clock.now
    isReal = clock is ContinuousClock
    now = { start.duration(to: clock.now) }
    sleeper = { instant in
      // A cancelled sleep ends early; who sleeps looks at the cancellation.
      do { try await clock.sleep(until: start.advanced(by: instant), tolerance: nil) } catch { return }
    }
  }

  package func sleep(until instant: Duration) async {
    await sleeper(instant)
  }
}
