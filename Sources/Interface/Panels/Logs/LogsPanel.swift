import Base
import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit
import Widgets
import Wire

/// What happened in the logs. What belongs to a window that is gone carries an old generation, and is dropped.
package enum LogsMessage: Sendable {
  case found(TaskView, [RunOfTask], RunID?)
  /// Those that are seen together, oldest first, and which of them go on.
  case runs([RunOfTask], live: Set<RunID> = [])
  case tail(Int, LogPart)
  case page(Int, LogPart)
  case taskChanged(TaskView)
  case typed(String)
  case searched(String)
  case searchEnded
  case hits(Int, LogHits)
  case errors(Int, LogHits)
  case failed(DroverError)
}

/// A stretch of a log, decoded.
package struct LogPart: Sendable {
  var batch = EntryBuilder.Batch()
  var times: [LogTime] = []
  /// How long the log was then.
  var end: Int64 = 0
  /// Of these runs only the end is here.
  var cut: Set<RunID> = []
}

/// What a run prints, decoded as it is looked at: a window around what is seen, never the whole log.
package struct LogsPanel: Panel {
  package let view = ViewID.logs
  package var keymap: Keymap<LogsAction> { LogsAction.keymap }
  let reader: LogReader
  /// Shows a whole run in the person's pager.
  private let pager: @Sendable (RunOfTask) -> ForegroundCommand
  private let zone: Int

  package init(
    client: any EngineClient, decoder: @escaping @Sendable (String) -> any AgentDecoder, zone: Int = 0,
    pager: @escaping @Sendable (RunOfTask) -> ForegroundCommand
  ) {
    reader = LogReader(client: client, decoder: decoder)
    self.zone = zone
    self.pager = pager
  }

  package func start() -> (LogsState, Effect<LogsMessage>) {
    var state = LogsState()
    state.window.look.zone = zone
    state.showsAll = true
    state.isLoading = true
    return (state, reader.findAll())
  }

  package func show(_ subject: Subject, _ state: inout LogsState) -> Effect<LogsMessage> {
    let task: TaskID
    var run: RunID?
    switch subject {
    case .task(let id): task = id
    case .run(let id, let attempt): (task, run) = (id, attempt)
    case .session, .service: return .none
    }
    if state.task?.id == task, !state.showsAll, run == nil || run == state.run?.run { return .none }
    begin(&state)
    state.task = nil
    state.showsAll = false
    state.isLoading = true
    return .batch(.cancel("logs.tail"), reader.find(task, run))
  }

  /// Everything that a window knows is forgotten; what the person has chosen stays.
  func begin(_ state: inout LogsState) {
    state.generation += 1
    state.window.clear()
    state.viewport.follow()
    (state.cursor, state.reading, state.target) = (nil, nil, nil)
    (state.selection, state.drag) = (nil, nil)
    (state.missed, state.end, state.isAtEnd, state.isStale) = (0, 0, true, false)
    (state.found, state.troubles) = (LogFindings(), LogFindings())
    state.cut = []
  }

  package func subscriptions(_ state: LogsState, isShown: Bool) -> [Subscription<LogsMessage>] {
    guard isShown, state.task != nil || state.showsAll else { return [] }
    return [reader.changes(of: state.showsAll ? nil : state.task?.id)]
  }

  package func update(_ state: inout LogsState, _ message: LogsMessage) -> PanelStep<LogsMessage> {
    switch message {
    case .found(let task, let runs, let wanted):
      guard !state.showsAll else { return .none }
      state.isLoading = false
      state.task = task
      state.runs = runs
      state.run = runs.last { wanted == nil || $0.run == wanted } ?? runs.last
      return PanelStep(goBack(&state) ?? open(&state))
    case .runs(let runs, let live):
      guard state.showsAll else { return .none }
      state.isLoading = false
      (state.together, state.live) = (runs, live)
      return PanelStep(openAll(&state))
    case .tail(let generation, let part):
      guard generation == state.generation else { return .none }
      return PanelStep(arrived(part, &state))
    case .page(let generation, let part):
      guard generation == state.generation else { return .none }
      return PanelStep(read(part, &state))
    case .taskChanged(let task): return PanelStep(changed(task, &state))
    case .typed(let text):
      state.found.text = text
      return .none
    case .searched(let text):
      let effect = search(text, &state)
      return state.showsAll ? searchTogether(text, &state) : PanelStep(effect)
    case .searchEnded:
      state.found = LogFindings()
      return PanelStep(.cancel("logs.search"))
    case .hits(let generation, let hits):
      guard generation == state.generation else { return .none }
      return found(hits, &state)
    case .errors(let generation, let hits):
      guard generation == state.generation else { return .none }
      return foundErrors(hits, &state)
    case .failed(let error):
      state.isLoading = false
      state.reading = nil
      return PanelStep(.say(error.sentence))
    }
  }

  func pagerCommand(_ run: RunOfTask) -> ForegroundCommand { pager(run) }
}

// MARK: - Reading

extension LogsPanel {
  func open(_ state: inout LogsState) -> Effect<LogsMessage> {
    guard let run = state.run else { return .none }
    begin(&state)
    state.showsAll = false
    state.window.look.tags = [:]
    return reader.follow(run, from: -LogReader.tail, state.generation)
  }

  /// To where one stood when the screen went away.
  private func goBack(_ state: inout LogsState) -> Effect<LogsMessage>? {
    guard let place = state.recalled, state.run != nil else { return nil }
    begin(&state)
    (state.recalled, state.window.look.tags) = (nil, [:])
    return jump(to: LogsState.Target(offset: place, isSearch: false), &state)
  }

  func openAll(_ state: inout LogsState) -> Effect<LogsMessage> {
    begin(&state)
    state.window.look.tags = tags(state)
    return reader.followAll(state.together, state.generation)
  }

  private func tags(_ state: LogsState) -> [RunID: RunTag] {
    let width = (state.together.map { $0.task.description.utf8.count }.max() ?? 0) + 1
    let pairs = state.together.map { run in
      (run.run, RunTag(name: run.task.description.padded(to: width), role: Look.role(ofService: run.service)))
    }
    return Dictionary(pairs) { first, _ in first }
  }

  private func arrived(_ part: LogPart, _ state: inout LogsState) -> Effect<LogsMessage> {
    state.end = max(state.end, part.end)
    guard state.isAtEnd else {
      state.missed += part.batch.entries.count
      return .none
    }
    grow(part, &state)
    state.cut.formUnion(part.cut)
    state.window.append(part.batch)
    if let run = part.batch.entries.first?.id.run { state.window.setTimes(part.times, of: run) }
    if state.viewport.isFollowing {
      state.window.trimStart(to: state.bound)
    } else if state.window.lines.count > state.bound * 2 {
      // Pinned, and far more has come than is held: the window stays where it is, and the rest is read again on the way.
      let seen = state.viewport.top(state.window).line
      let reach = state.viewport.size.rows + LogReader.margin
      if state.window.trimEnd(to: state.bound, keeping: seen + reach) { state.isAtEnd = false }
      state.window.trimStart(to: state.bound, keeping: seen - reach)
    }
    return .none
  }

  /// What came is searched as it comes, so that counts go on while it follows.
  private func grow(_ part: LogPart, _ state: inout LogsState) {
    let end = part.batch.range.upperBound
    if state.found.isActive, !state.found.isScanning {
      let search = TextSearch(state.found.text)
      var count = 0
      let hits = part.batch.entries.filter { entry in
        let here = ([entry.title] + entry.lines).reduce(0) { $0 + search.ranges(in: $1).count }
        count += here
        return here > 0
      }
      state.found.grow(hits.map { $0.end - 1 }, count: count, to: end)
    }
    let troubles = part.batch.entries.filter(\.isTrouble)
    state.troubles.grow(troubles.map { $0.end - 1 }, count: troubles.count, to: end)
  }

  private func read(_ part: LogPart, _ state: inout LogsState) -> Effect<LogsMessage> {
    let edge = state.reading
    state.reading = nil
    state.end = max(state.end, part.end)
    switch edge {
    case .before:
      state.window.prepend(part.batch)
      if !state.viewport.isFollowing, state.window.lines.count > LogWindow.bound {
        state.window.trimEnd()
        state.isAtEnd = false
      }
    case .after:
      guard !part.batch.range.isEmpty else { return attach(&state) }
      state.window.append(part.batch)
      state.window.trimStart()
    case .jump:
      state.window.clear()
      state.window.append(part.batch)
      state.viewport.goToStart(state.window)
    case nil: return .none
    }
    if let run = state.run?.run { state.window.setTimes(part.times, of: run) }
    if edge == .jump { arrive(&state) }
    return readAhead(&state)
  }

  /// The window has reached the end of the log: from here it grows by itself.
  private func attach(_ state: inout LogsState) -> Effect<LogsMessage> {
    guard let run = state.run else { return .none }
    state.isAtEnd = true
    state.missed = 0
    return reader.follow(run, from: state.window.range.upperBound, state.generation)
  }

  /// Reads the neighbouring stretch before one gets there.
  func readAhead(_ state: inout LogsState) -> Effect<LogsMessage> {
    guard state.reading == nil, !state.showsAll, let run = state.run, !state.window.isEmpty else { return .none }
    let (range, lines) = (state.window.range, state.window.lines)
    let top = state.viewport.top(state.window).line
    if top - lines.lowerBound < LogReader.margin, range.lowerBound > 0 {
      state.reading = .before
      return reader.page(run, before: range.lowerBound, state.generation)
    }
    if !state.isAtEnd, lines.upperBound - top < LogReader.margin + state.viewport.size.rows {
      state.reading = .after
      return reader.page(run, after: range.upperBound, state.generation)
    }
    return .none
  }

  /// To a place of the log that is not held.
  func jump(to target: LogsState.Target, _ state: inout LogsState) -> Effect<LogsMessage> {
    guard let run = state.run else { return .none }
    state.generation += 1
    state.isAtEnd = false
    state.target = target
    state.reading = .jump
    return .batch(
      .cancel("logs.tail"), reader.page(run, around: target.offset, state.generation))
  }

  /// The head names the task as it is now, and a new attempt is followed when the old one was.
  private func changed(_ task: TaskView, _ state: inout LogsState) -> Effect<LogsMessage> {
    if state.showsAll { return changedTogether(task, &state) }
    guard task.id == state.task?.id else { return .none }
    let hadRuns = state.task?.runs
    state.task = task
    guard hadRuns != task.runs, state.run == nil || state.viewport.isFollowing else { return .none }
    return reader.find(task.id, nil)
  }

  /// A run that begins joins the others; whoever reads further up is not torn away from there.
  private func changedTogether(_ task: TaskView, _ state: inout LogsState) -> Effect<LogsMessage> {
    guard let run = task.runs.last else { return .none }
    guard task.state == .running else {
      state.live.subtract(task.runs)
      return .none
    }
    guard !state.together.contains(where: { $0.run == run }) else {
      state.live.insert(run)
      return .none
    }
    guard state.viewport.isFollowing else {
      state.isStale = true
      return .none
    }
    return reader.findAll()
  }
}
