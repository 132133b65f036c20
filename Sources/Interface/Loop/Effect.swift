/// What `update` wants done, as a value that tests can read.
package struct Effect<Message: Sendable>: Sendable {
  package enum Operation: Sendable {
    case run(Run)
    /// A message after a while; costs no task.
    case after(Delay)
    /// Ends what runs under this id, or in a scope of this id.
    case cancel(Identity)
    case screen(ScreenRequest)
    /// Gives the terminal to another program until it ends.
    case exec(ForegroundCommand, @Sendable (ForegroundResult) -> Message)
    case quit
    case stepAside
  }

  package struct Run: Sendable {
    package let id: Identity?
    /// Ends an older run with the same id first; else the older one goes on beside it.
    package let cancelsInFlight: Bool
    /// The screens that it belongs to: it ends when one of them is cancelled.
    package var scopes: [Identity] = []
    package let work: @Sendable (Send<Message>) async -> Void
  }

  /// A message that comes when its time is over, unless it is cancelled by its id or a scope before.
  package struct Delay: Sendable {
    package let id: Identity?
    package let cancelsInFlight: Bool
    package var scopes: [Identity] = []
    package let time: Duration
    package let message: Message
  }

  package let operations: [Operation]

  package init(_ operations: [Operation]) {
    self.operations = operations
  }
}

extension Effect {
  package static var none: Effect { Effect([]) }
  package static var quit: Effect { Effect([.quit]) }
  /// Ends the program so that it can begin anew when the person comes back to it.
  package static var stepAside: Effect { Effect([.stepAside]) }
  /// Stops as Ctrl-Z in a shell does, and comes back with `fg`.
  package static var suspend: Effect { Effect([.screen(.suspend)]) }
  /// Paints everything again, for a screen that another program has written into.
  package static var redraw: Effect { Effect([.screen(.redraw)]) }
  package static var bell: Effect { Effect([.screen(.bell)]) }

  package static func batch(_ effects: [Effect]) -> Effect {
    Effect(effects.flatMap { $0.operations })
  }

  /// What most steps end with: mostly one of them wants something, or none, and is passed on as it is.
  package static func batch(_ first: Effect, _ second: Effect, _ more: Effect...) -> Effect {
    guard more.isEmpty else { return batch([first, second] + more) }
    if second.operations.isEmpty { return first }
    return first.operations.isEmpty ? second : batch([first, second])
  }

  package static func run(
    id: Identity? = nil, cancelInFlight: Bool = false, _ work: @escaping @Sendable (Send<Message>) async -> Void
  ) -> Effect {
    Effect([.run(Run(id: id, cancelsInFlight: cancelInFlight, work: work))])
  }

  package static func after(
    _ time: Duration, id: Identity? = nil, cancelInFlight: Bool = false, _ message: Message
  ) -> Effect {
    Effect([.after(Delay(id: id, cancelsInFlight: cancelInFlight, time: time, message: message))])
  }

  package static func cancel(_ id: Identity) -> Effect { Effect([.cancel(id)]) }

  package static func title(_ text: String) -> Effect { Effect([.screen(.title(text))]) }
  package static func copy(_ text: String) -> Effect { Effect([.screen(.copy(text))]) }
  package static func mouse(_ isCaptured: Bool) -> Effect { Effect([.screen(.captureMouse(isCaptured))]) }

  package static func notify(_ title: String, _ body: String = "") -> Effect {
    Effect([.screen(.notify(title: title, body: body))])
  }

  package static func exec(
    _ command: ForegroundCommand, _ message: @escaping @Sendable (ForegroundResult) -> Message
  ) -> Effect {
    Effect([.exec(command, message)])
  }
}

// MARK: - Composition

extension Effect {
  /// The effect of a part, in the words of the whole.
  package func map<Other>(_ transform: @escaping @Sendable (Message) -> Other) -> Effect<Other> {
    Effect<Other>(operations.map { $0.map(transform) })
  }

  /// Lets `cancel(id)` end all of this effect, whatever ids its parts have.
  package func scoped(to id: Identity) -> Effect {
    Effect(
      operations.map { operation in
        switch operation {
        case .run(var run):
          run.scopes.append(id)
          return .run(run)
        case .after(var delay):
          delay.scopes.append(id)
          return .after(delay)
        case .cancel, .screen, .exec, .quit, .stepAside: return operation
        }
      })
  }
}

extension Effect.Operation {
  fileprivate func map<Other>(_ transform: @escaping @Sendable (Message) -> Other) -> Effect<Other>.Operation {
    switch self {
    case .run(let run):
      let work: @Sendable (Send<Other>) async -> Void = { send in
        await run.work(Send { await send(transform($0)) })
      }
      return .run(.init(id: run.id, cancelsInFlight: run.cancelsInFlight, scopes: run.scopes, work: work))
    case .after(let delay):
      return .after(
        .init(
          id: delay.id, cancelsInFlight: delay.cancelsInFlight, scopes: delay.scopes, time: delay.time,
          message: transform(delay.message)))
    case .cancel(let id): return .cancel(id)
    case .screen(let request): return .screen(request)
    case .exec(let command, let message): return .exec(command) { transform(message($0)) }
    case .quit: return .quit
    case .stepAside: return .stepAside
    }
  }
}

// MARK: - What tests ask

extension Effect {
  package var isNone: Bool { operations.isEmpty }

  package var quits: Bool {
    operations.contains { if case .quit = $0 { true } else { false } }
  }

  package var stepsAside: Bool {
    operations.contains { if case .stepAside = $0 { true } else { false } }
  }

  /// The ids of what would start, now or after a while.
  package var runs: [Identity?] {
    operations.compactMap { operation in
      switch operation {
      case .run(let run): .some(run.id)
      case .after(let delay): .some(delay.id)
      case .cancel, .screen, .exec, .quit, .stepAside: nil
      }
    }
  }

  /// What would come after a while.
  package var delayed: [Message] {
    operations.compactMap { if case .after(let delay) = $0 { delay.message } else { nil } }
  }

  package var cancelled: [Identity] {
    operations.compactMap { if case .cancel(let id) = $0 { id } else { nil } }
  }

  package var screenRequests: [ScreenRequest] {
    operations.compactMap { if case .screen(let request) = $0 { request } else { nil } }
  }
}
