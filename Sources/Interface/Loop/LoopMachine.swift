import Canvas

/// Outside of the generic machine, so that looking through many of them costs no search for their type.
private struct LiveRun {
  var id: Identity?
  var scopes: [Identity]
  var isSubscription: Bool

  func answers(to name: Identity) -> Bool { !isSubscription && (id == name || scopes.contains(name)) }
}

/// Holds the model and decides what happens next: what comes from the world goes in, what must be done comes out.
///
/// Pure but for the program's own functions. It drains all that came, then draws at most once.
struct LoopMachine<P: Program> {
  typealias Message = P.Message

  enum Action {
    case start(RunKey, @Sendable (LoopClock, Send<Message>) async -> Void)
    case cancel(RunKey)
    case screen(ScreenRequest)
    case exec(ForegroundCommand, @Sendable (ForegroundResult) -> Message, RunKey)
    case present(Canvas)
    case wake(at: Duration)
    case end(Outcome)
  }

  let program: P
  private(set) var model: P.Model
  private(set) var size = Size(columns: 0, rows: 0)
  private var scheduler: FrameScheduler
  private var running: [RunKey: LiveRun] = [:]
  private var subscriptions: [Identity: RunKey] = [:]
  /// What was wanted when they were compared last: mostly the same as now, in the same order.
  private var wantedIds: [Identity] = []
  private var nextKey = 0
  /// What comes after a while, and the moment for which the world was asked to call.
  private var delayed: [(at: Duration, key: RunKey, message: Message)] = []
  private var awaited: Duration?
  private var now = Duration.zero
  private var outcome: Outcome?
  /// The model may have changed since subscriptions were compared.
  private var isUpdated = true
  private var firstEffect: Effect<Message>
  /// How many views were drawn; tests hold it against the number of messages.
  private(set) var views = 0

  init(_ program: P, framesPerSecond: Int) {
    self.program = program
    (model, firstEffect) = program.start()
    scheduler = FrameScheduler(framesPerSecond: framesPerSecond)
  }

  /// What must not be lost with an end that nobody asked for.
  var parting: (@Sendable () async -> Void)? {
    guard case .ended = outcome else { return nil }
    return program.parting(model)
  }

  var awaitsShown: Bool { scheduler.awaitsShown }

  /// Effects and subscriptions that live.
  var liveRuns: Int { running.count }

  /// What follows from what came, the frame first: whoever pressed a key waits for nothing else.
  mutating func handle(_ batch: Mailbox<Message>.Batch, at now: Duration) -> [Action] {
    self.now = now
    var actions: [Action] = []
    for event in batch.events where outcome == nil { take(event, &actions) }
    for notice in batch.notices where outcome == nil { take(notice, &actions) }
    if !delayed.isEmpty { takeDelayed(&actions) }
    if let outcome { return actions + endAll() + [.end(outcome)] }
    let (frame, next) = draw(at: now)
    if let wake = wake(for: next) { actions.append(wake) }
    if let frame { actions.insert(.present(frame), at: 0) }
    return actions
  }

  /// What should run from now on; asked for once the frame is on its way.
  mutating func settle() -> [Action] {
    guard outcome == nil else { return [] }
    var actions: [Action] = []
    compareSubscriptions(&actions)
    return actions
  }
}

// MARK: - What comes in

extension LoopMachine {
  private mutating func take(_ event: ScreenEvent, _ actions: inout [Action]) {
    switch event {
    case .opened(let facts):
      size = facts.size
      scheduler.changed()
      let first = firstEffect
      firstEffect = .none
      tell(event, &actions)
      perform(first, &actions)
    case .frameShown: scheduler.shown()
    case .resized(let newSize):
      size = newSize
      scheduler.changed()
      tell(event, &actions)
    case .resumed:
      scheduler.returned()
      tell(event, &actions)
    case .ended(let ending): outcome = .ended(ending)
    case .input, .background: tell(event, &actions)
    }
  }

  private mutating func tell(_ event: ScreenEvent, _ actions: inout [Action]) {
    guard let message = program.message(for: event) else { return }
    update(message, &actions)
  }

  private mutating func take(_ notice: Mailbox<Message>.Notice, _ actions: inout [Action]) {
    switch notice {
    case .message(let message, let key):
      // What was cancelled may have sent before it saw that: it no longer counts.
      guard running[key] != nil else { return }
      update(message, &actions)
    case .ended(let key):
      guard let ended = running.removeValue(forKey: key), ended.isSubscription, let id = ended.id else { return }
      // An ended subscription stays known until it is no longer wanted: it is not started over and over.
      if subscriptions[id] == nil { subscriptions[id] = key }
    case .timer: awaited = nil
    }
  }

  /// Those whose time is over, in the order of their times.
  private mutating func takeDelayed(_ actions: inout [Action]) {
    guard delayed.contains(where: { $0.at <= now }) else { return }
    let due = delayed.filter { $0.at <= now }.sorted { $0.at < $1.at }
    delayed.removeAll { $0.at <= now }
    for one in due where outcome == nil && running.removeValue(forKey: one.key) != nil {
      update(one.message, &actions)
    }
  }

  private mutating func update(_ message: Message, _ actions: inout [Action]) {
    isUpdated = true
    if program.isSeen(message) { scheduler.changed() }
    let effect = program.update(&model, message)
    perform(effect, &actions)
  }
}

// MARK: - What goes out

extension LoopMachine {
  private mutating func perform(_ effect: Effect<Message>, _ actions: inout [Action]) {
    for operation in effect.operations {
      switch operation {
      case .run(let run): start(run, &actions)
      case .after(let delay): put(off: delay, &actions)
      case .cancel(let id): cancel(id, &actions)
      case .screen(let request):
        if request == .suspend { scheduler.lent() }
        actions.append(.screen(request))
      case .exec(let command, let message):
        scheduler.lent()
        actions.append(.exec(command, message, register(id: nil, scopes: [], isSubscription: false)))
      case .quit: outcome = .quit
      case .stepAside: outcome = .steppedAside
      }
    }
  }

  private mutating func start(_ run: Effect<Message>.Run, _ actions: inout [Action]) {
    if run.cancelsInFlight, let id = run.id { cancel(id, &actions) }
    let key = register(id: run.id, scopes: run.scopes, isSubscription: false)
    actions.append(.start(key) { _, send in await run.work(send) })
  }

  private mutating func put(off delay: Effect<Message>.Delay, _ actions: inout [Action]) {
    if delay.cancelsInFlight, let id = delay.id { cancel(id, &actions) }
    let key = register(id: delay.id, scopes: delay.scopes, isSubscription: false)
    delayed.append((now + delay.time, key, delay.message))
  }

  private mutating func register(id: Identity?, scopes: [Identity], isSubscription: Bool) -> RunKey {
    nextKey += 1
    let key = RunKey(number: nextKey)
    running[key] = LiveRun(id: id, scopes: scopes, isSubscription: isSubscription)
    return key
  }

  private mutating func cancel(_ id: Identity, _ actions: inout [Action]) {
    var found: [RunKey] = []
    for (key, run) in running where run.answers(to: id) { found.append(key) }
    found.sort { $0.number < $1.number }
    for key in found { cancel(key, &actions) }
  }

  private mutating func cancel(_ key: RunKey, _ actions: inout [Action]) {
    guard running.removeValue(forKey: key) != nil else { return }
    if let index = delayed.firstIndex(where: { $0.key == key }) {
      delayed.remove(at: index)
    } else {
      actions.append(.cancel(key))
    }
  }

  private mutating func compareSubscriptions(_ actions: inout [Action]) {
    guard isUpdated else { return }
    isUpdated = false
    let wanted = program.subscriptions(model)
    var ids: [Identity] = []  // a key path of a generic type is looked up by name each time
    ids.reserveCapacity(wanted.count)
    for one in wanted { ids.append(one.id) }
    guard ids != wantedIds else { return }
    wantedIds = ids
    for (id, key) in subscriptions where !ids.contains(id) {
      subscriptions[id] = nil
      cancel(key, &actions)
    }
    for subscription in wanted where subscriptions[subscription.id] == nil {
      let key = register(id: subscription.id, scopes: [], isSubscription: true)
      subscriptions[subscription.id] = key
      actions.append(.start(key, subscription.work))
    }
  }

  /// A frame if it is time for one, else when it will be.
  private mutating func draw(at now: Duration) -> (frame: Canvas?, next: Duration?) {
    switch scheduler.next(at: now) {
    case .rest: return (nil, nil)
    case .wake(let instant): return (nil, instant)
    case .draw:
      views += 1
      return (program.view(model, size), nil)
    }
  }

  /// The world is asked for one call at a time, and not again for the same.
  private mutating func wake(for frame: Duration?) -> Action? {
    var first = frame
    for one in delayed where first.map({ one.at < $0 }) ?? true { first = one.at }
    guard let next = first, next != awaited else { return nil }
    awaited = next
    return .wake(at: next)
  }

  private mutating func endAll() -> [Action] {
    let keys = running.keys.sorted { $0.number < $1.number }
    running = [:]
    delayed = []
    return keys.map { .cancel($0) }
  }
}
