import Base

/// The fold of what agents do and are told.
extension TaskRecord {
  mutating func applyAgent(_ event: Event) {
    switch event.body {
    case .agentSession(let data):
      change(event.run) { attempt in
        attempt.agentSession = data.session
        attempt.model = data.model ?? attempt.model
        attempt.consume(data.offset)
      }
    case .approvalAsked(let data):
      change(event.run) { attempt in
        let ask = OpenAsk(id: data.ask, kind: data.kind, title: data.what, since: event.time)
        attempt.asks = (attempt.asks ?? []) + [ask]
        attempt.consume(data.offset)
      }
      waitForPerson()
    case .approvalAnswered(let data): settle(data.ask, event.run)
    case .approvalWithdrawn(let data): settle(data.ask, event.run)
    case .promptSent(let data):
      change(event.run) { $0.inputs = ($0.inputs ?? []) + [Input(id: data.id, text: data.text)] }
    case .inputDelivered(let data):
      change(event.run) { attempt in
        guard let index = attempt.inputs?.firstIndex(where: { $0.id == data.id }) else { return }
        attempt.inputs?[index].delivered = data.offset
      }
    case .quotaNoted(let data): change(event.run) { $0.consume(data.offset) }
    case .agentRetrying(let data):
      change(event.run) { $0.consume(data.offset) }
      let until = data.seconds.map { Timestamp(microseconds: event.time.microseconds + Int64($0 * 1_000_000)) }
      waiting = Waiting(
        for: data.errorClass == .quota ? .quota : .retry, since: event.time, until: until, reason: data.message)
    case .agentFault(let data):
      change(event.run) { attempt in
        attempt.lastFault = data.message
        attempt.consume(data.offset)
      }
    case .turnFinished(let data):
      change(event.run) { attempt in
        attempt.turn = data
        attempt.consume(data.offset)
      }
      if waiting?.for == .retry || waiting?.for == .quota { waiting = nil }
    case .filesTouched(let data):
      change(event.run) { attempt in
        attempt.touched = Array(((attempt.touched ?? []) + data.files).prefix(1000))
        attempt.consume(data.offset)
      }
    default: break  // folded where the rest is
    }
  }

  private mutating func settle(_ ask: AskID, _ run: RunID?) {
    change(run) { attempt in
      attempt.asks?.removeAll { $0.id == ask }
      if attempt.asks?.isEmpty == true { attempt.asks = nil }
    }
    waitForPerson()
  }

  /// The oldest open ask is what the task waits for.
  private mutating func waitForPerson() {
    if let ask = activeAttempt?.asks?.first {
      waiting = Waiting(for: ask.kind == .approval ? .approval : .answer, since: ask.since, reason: ask.title)
    } else if waiting?.for == .approval || waiting?.for == .answer, waiting?.needs == nil {
      waiting = nil
    }
  }
}

extension TaskRecord.Attempt {
  mutating func consume(_ offset: Int64) { consumed = max(consumed ?? 0, offset) }
}
