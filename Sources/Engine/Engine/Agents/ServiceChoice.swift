import Domain

/// Who does the next attempt, and why.
struct ServiceChoice: Equatable, Sendable {
  var service: String
  var reason: String
  /// The agent's own session to go on with.
  var resumes: String?

  /// The one that the task names, or the first in the configured order that is there, keeps the mode, and has not just
  /// failed at it.
  static func choose(
    _ record: TaskRecord, permission: Permission, known: [AgentFacts], health: [String: ServiceHealth] = [:]
  ) throws(DroverError) -> Self {
    if let named = record.draft.service {
      return Self(named, "asked for by name", record, known)
    }
    let able = candidates(permission, known).filter { health[$0.name]?.state != .disabled }
    let healthy = able.filter { health[$0.name]?.isUsable != false }
    let usable = healthy.isEmpty ? able : healthy
    let failed = failed(record.attempts.suffix(record.followUps ?? 0))
    guard let first = usable.first(where: { !failed.contains($0.name) }) ?? usable.first else {
      throw DroverError(
        .unavailable, "no agent is there that could run this task",
        remedy: "install one (`drover doctor` says which), or name --service command")
    }
    let before = failed.isEmpty ? "" : "; \(failed.sorted().joined(separator: ", ")) failed before"
    let down = able.filter { health[$0.name]?.state == .down }.map {
      "; \($0.name) is down: \(health[$0.name]?.reason ?? "")"
    }
    return Self(
      first.name, "the first agent in order that is installed and keeps \(permission)\(before)\(down.joined())", record,
      known)
  }

  static func hasOther(_ record: TaskRecord, permission: Permission, known: [AgentFacts]) -> Bool {
    let tried = Set(record.attempts.suffix((record.followUps ?? 0) + 1).map(\.service))
    return candidates(permission, known).contains { !tried.contains($0.name) }
  }

  private static func candidates(_ permission: Permission, _ known: [AgentFacts]) -> [AgentFacts] {
    known.filter { $0.program != nil && $0.isLoggedIn != false && $0.permissions.contains(permission) }
  }

  /// Who is not asked again in this row. What waiting mends is a reason only after all the waiting.
  private static func failed(_ row: ArraySlice<TaskRecord.Attempt>) -> Set<String> {
    var failed: Set<String> = []
    var waits: [String: Int] = [:]
    for attempt in row {
      switch AgentFailure(of: attempt)?.errorClass {
      case .quota, .authentication, .modelUnknown, .agentCrash: failed.insert(attempt.service)
      case .overloaded, .network:
        waits[attempt.service, default: 0] += 1
        if waits[attempt.service, default: 0] > ErrorPolicy.mostFollowUps { failed.insert(attempt.service) }
      case nil, .contextTooLong, .permission, .taskFailure, .unknown: break
      }
    }
    return failed
  }

  init(service: String, reason: String, resumes: String?) {
    self.service = service
    self.reason = reason
    self.resumes = resumes
  }

  private init(_ service: String, _ reason: String, _ record: TaskRecord, _ known: [AgentFacts]) {
    self.service = service
    self.reason = reason
    guard record.askedPrompt != nil || record.followUps ?? 0 > 0 else { return }
    guard known.first(where: { $0.name == service })?.resumes == true else { return }
    resumes = record.attempts.last { $0.service == service && $0.agentSession != nil }?.agentSession
  }
}

/// What an attempt's agent is asked to do.
enum AgentPrompt {
  static func text(_ record: TaskRecord, _ attempt: TaskRecord.Attempt) -> String {
    if attempt.isHandover == true, let prompt = attempt.prompt { return prompt }
    let earlier = record.attempts.prefix { $0.run != attempt.run }
    if attempt.resumes != nil {
      return (earlier.last?.trim?.undoes == false ? trimmed : "")
        + (attempt.prompt ?? "Go on with the task where you stopped.")
    }
    guard attempt.prompt != nil || attempt.isFollowUp == true, let last = earlier.last else {
      return record.draft.prompt
    }
    return recap(record, last)
      + (attempt.prompt.map { "\n\nWhat is asked of you now:\n\($0)" } ?? "\n\nGo on from there.")
  }

  /// For an agent that believes all of its changes to be there still.
  private static let trimmed =
    "Since you stopped, the person took some of your changes out of this folder again. What stands in the files now is "
    + "what counts; read them before you change them.\n\n"

  /// For an agent that knows nothing of what another one, or it itself in a lost session, did.
  static func recap(_ record: TaskRecord, _ last: TaskRecord.Attempt) -> String {
    var text = "The task was:\n\(record.draft.prompt)\n\nSomebody has worked on it in this folder already"
    let files = last.changedFiles ?? last.touched ?? []
    text += files.isEmpty ? "." : " and changed: \(files.prefix(50).joined(separator: ", "))."
    let worker = last.trim == nil ? last : record.attempts.last { $0.trim == nil }
    if let words = worker?.turn?.message, !words.isEmpty { text += "\nTheir last words were:\n\(words.prefix(2000))" }
    return text
  }
}
