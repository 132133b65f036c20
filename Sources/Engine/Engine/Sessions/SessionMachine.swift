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
  /// else the first that is there, fit and keeps the mode.
  static func choose(
    _ session: SessionRecord, known: [AgentFacts], health: [String: ServiceHealth]
  ) throws(DroverError) -> ServiceChoice {
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
    let able = known.filter {
      $0.program != nil && $0.isLoggedIn != false && $0.resumes && $0.permissions.contains(session.permission)
        && health[$0.name]?.state != .disabled
    }
    guard let first = able.first(where: { health[$0.name]?.isUsable != false }) ?? able.first else {
      throw DroverError(
        .unavailable, "no agent is there that could hold a conversation",
        remedy: "install one (`drover doctor` says which)")
    }
    let down = able.filter { health[$0.name]?.state == .down }.map {
      "; \($0.name) is down: \(health[$0.name]?.reason ?? "")"
    }
    let reason = "the first agent in order that is installed and keeps a conversation" + down.joined()
    return ServiceChoice(service: first.name, reason: reason, resumes: nil)
  }

  /// What words may name with `@`: each as it stands, and without what ends a sentence.
  static func references(in text: String) -> [String] {
    var names: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) where word.hasPrefix("@") && word.count > 1 {
      let name = String(word.dropFirst())
      let bare = String(name.reversed().drop { ".,;:!?)]}'\"".contains($0) }.reversed())
      for one in [name, bare] where !one.isEmpty && !names.contains(one) { names.append(one) }
    }
    return names
  }

  /// What the agent is told: the words, and which files they name.
  static func prompt(_ turn: TurnRecord) -> String {
    guard let files = turn.files, !files.isEmpty else { return turn.text }
    return turn.text + "\n\nRead these files of this folder first, which are named above with @:\n"
      + files.map { "- \($0)" }.joined(separator: "\n")
  }
}

extension SessionRecord {
  /// Where its work stands; nil while it only reads. In place it is the person's own checkout.
  var facts: TreeFacts? {
    guard mayWrite else { return nil }
    var facts = TreeFacts(
      task: TaskID(number: 0), workspace: draft.workspace, path: folder,
      branch: tree?.branch ?? "in-place/session-\(id.number)", base: tree?.base ?? "",
      baseCommit: tree?.baseCommit ?? "")
    facts.session = id
    return facts
  }
}
