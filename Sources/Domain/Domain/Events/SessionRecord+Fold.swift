import Base

/// The fold of conversations: pure, so that the projection can be dropped and rebuilt to the same bytes.
extension SessionRecord {
  package static func begun(by event: Event) -> SessionRecord? {
    guard case .sessionCreated(let data) = event.body else { return nil }
    var record = SessionRecord(id: data.id, uid: data.uid, draft: data.draft, created: event.time)
    record.memory = data.memory
    return record
  }

  /// `turn` is the one that the event is about.
  package mutating func apply(_ event: Event, turn: TurnRecord?) {
    changed = event.time
    switch event.body {
    case .sessionEdited(let data): apply(data.edit)
    case .sessionPrompted(let data):
      queue.append(data.turn)
      turns += 1
    case .sessionTreeMade(let data): tree = data.tree
    case .sessionTreeGiven: tree = nil
    case .turnClosed(let data): queue.removeAll { $0 == data.turn }
    case .sessionRemoved: removed = event.time
    case .agentSession(let data):
      guard let service = turn?.attempt?.service else { return }
      memory = Memory(service: service, id: data.session, isForked: false)
    case .usageBooked(let data):
      usage = usage.map { $0 + data.usage } ?? data.usage
      cost = cost.map { $0.adding(data.cost) } ?? data.cost
    default: break  // about the turn alone
    }
  }

  private mutating func apply(_ edit: SessionEdit) {
    if let name = edit.name { draft.name = name }
    if let service = edit.service, service != draft.service {
      draft.service = service
      draft.model = nil  // one service's models are not another's
    }
    if let model = edit.model { draft.model = model.isEmpty ? nil : model }
  }
}

extension TurnRecord {
  package static func begun(by event: Event) -> TurnRecord? {
    guard case .sessionPrompted(let data) = event.body else { return nil }
    var record = TurnRecord(id: data.turn, session: data.id, text: data.text, asked: event.time)
    record.files = data.files
    return record
  }

  package mutating func apply(_ event: Event) {
    switch event.body {
    case .turnStarted(let data):
      guard let run = event.run else { return }
      var attempt = TaskRecord.Attempt(
        run: run, service: data.service, model: data.model, reason: data.reason, started: event.time)
      attempt.prompt = text
      snapshot = data.snapshot
      attempt.resumes = data.resumes
      self.attempt = attempt
    case .turnStopped: stopped = event.time
    case .turnClosed(let data):
      closed = event.time
      outcome = data.outcome
      waiting = nil
    default: applyRun(event)
    }
  }

  /// The facts of a run are the same whether a task or a conversation started it, and so is their fold.
  private mutating func applyRun(_ event: Event) {
    guard let attempt else { return }
    var carrier = TaskRecord(
      id: TaskID(number: 1), uid: FullID(milliseconds: 0, random: 0, more: 0),
      draft: TaskDraft(prompt: "", workspace: ""), created: asked)
    carrier.attempts = [attempt]
    carrier.waiting = waiting
    carrier.apply(event)
    self.attempt = carrier.attempts.first
    waiting = carrier.waiting
  }
}
