import Domain

/// What comes next for a conversation, from its facts alone, so that an engine that was killed at any moment goes on where
/// the facts stand. One turn at a time; the others wait in its queue.
enum SessionMachine {
  enum Step: Equatable {
    case rest
    /// Writes down the run that answers; from then on its name is never used again.
    case begin(TurnRecord)
    case launch(TurnRecord, TaskRecord.Attempt)
    case talk(TurnRecord, TaskRecord.Attempt)
    case close(TurnRecord, Outcome)
  }

  /// `turn` is the first one of the queue.
  static func next(_ turn: TurnRecord?, isLaunched: (RunID) -> Bool) -> Step {
    guard let turn, turn.closed == nil else { return .rest }
    guard let attempt = turn.attempt else {
      return turn.stopped == nil ? .begin(turn) : .close(turn, Outcome(.cancelled))
    }
    guard attempt.agentEnded != nil else {
      return isLaunched(attempt.run) ? .talk(turn, attempt) : .launch(turn, attempt)
    }
    if turn.stopped != nil { return .close(turn, Outcome(.cancelled)) }
    guard let failure = AgentFailure(of: attempt) else { return .close(turn, Outcome(.succeeded)) }
    return .close(turn, Outcome(.failed, reason: failure.sentence(attempt.service)))
  }

  /// Who answers, and with which memory: the service that the person named, else the one that the conversation is with,
  /// else the first that is there and keeps the mode.
  static func choose(_ session: SessionRecord, known: [AgentFacts]) throws(DroverError) -> ServiceChoice {
    let usable = known.filter { $0.program != nil && $0.isLoggedIn != false }
    if let name = session.draft.service ?? session.memory?.service {
      guard let facts = known.first(where: { $0.name == name }) else {
        throw DroverError(
          .unavailable, "there is no service \(name)",
          remedy: "one of: \(known.map(\.name).joined(separator: ", "))")
      }
      let resumes = facts.resumes && session.memory?.service == name ? session.memory?.id : nil
      let reason = session.draft.service == nil ? "the conversation is with it" : "asked for by name"
      return ServiceChoice(service: name, reason: reason, resumes: resumes)
    }
    guard let first = usable.first(where: { $0.permissions.contains(session.permission) && $0.resumes }) else {
      throw DroverError(
        .unavailable, "no agent is there that could hold a conversation",
        remedy: "install one (`drover doctor` says which)")
    }
    return ServiceChoice(
      service: first.name, reason: "the first agent in order that is installed and keeps a conversation", resumes: nil)
  }
}
