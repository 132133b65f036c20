import Base
import Domain

/// Which facts put a task where it is, in sentences.
extension Explanation {
  init(of record: TaskRecord) {
    self.init(id: record.id, state: record.state, facts: Self.facts(of: record), ways: Self.ways(from: record))
  }

  private static func facts(of record: TaskRecord) -> [String] {
    var facts = ["made \(record.created.words)"]
    if !record.draft.after.isEmpty {
      facts.append("comes after \(record.draft.after.map(\.description).joined(separator: ", "))")
    }
    if let asked = record.startAsked { facts.append("a start was asked for \(asked.words)") }
    for (index, attempt) in record.attempts.enumerated() {
      facts.append("attempt \(index + 1) (\(attempt.run)) by \(attempt.service): \(attempt.reason)")
      if let outcome = attempt.outcome {
        facts.append("it \(outcome.kind.rawValue)\(outcome.reason.isEmpty ? "" : ": \(outcome.reason)")")
      } else {
        facts.append("it is under way since \(attempt.started.words)")
      }
      facts += Self.treeFacts(of: attempt)
      if let verified = attempt.verified {
        facts.append((verified ? "verify passed" : "verify failed") + attempt.provenWith)
      }
    }
    if let cancelled = record.cancelled { facts.append("cancelled \(cancelled.words)") }
    if let waiting = record.waiting { facts.append("waits for \(waiting.for.rawValue): \(waiting.reason)") }
    if let merged = record.merged { facts.append("merged into \(merged.into) \(merged.time.words)") }
    if let closed = record.closed { facts.append("marked done \(closed.words)") }
    facts += raceFacts(of: record)
    for clash in record.clashes ?? [] {
      facts.append("\(clash.with) changes \(clash.isHot ? "the same lines" : "the same files"): \(list(clash.files))")
    }
    if let ref = record.lastReset {
      facts.append("its worktree was put back to its base; what was in it is kept in \(ref)")
    }
    if let trash = record.trashed { facts.append("discarded \(trash.time.words)") }
    return facts
  }

  private static func raceFacts(of record: TaskRecord) -> [String] {
    guard let race = record.race else { return [] }
    let others = race.tasks.filter { $0 != record.id }.map(\.description).joined(separator: ", ")
    guard let ranking = race.ranking else { return ["races with \(others); they are ranked once all have ended"] }
    return ["raced with \(others); ranked by work, verify, lines, money, time"]
      + ranking.enumerated().map { "\($0 + 1). \($1.task) by \($1.service): \($1.words)" }
  }

  /// What happened to the worktree and the repository around an attempt.
  private static func treeFacts(of attempt: TaskRecord.Attempt) -> [String] {
    var facts: [String] = []
    if let setup = attempt.setup {
      if !setup.copied.isEmpty { facts.append("copied into its worktree: \(list(setup.copied))") }
      if !setup.passed { facts.append("setup failed: \(setup.reason ?? setup.exitCode.map { "exit \($0)" } ?? "")") }
    }
    if let inspected = attempt.inspected {
      if !inspected.changes.isEmpty { facts.append("it changed what git obeys: \(list(inspected.changes))") }
      if !inspected.notes.isEmpty { facts.append("meanwhile in the repository: \(list(inspected.notes))") }
    }
    if let snapshot = attempt.snapshot {
      if let ref = snapshot.ref { facts.append("everything in its worktree is kept in \(ref)") }
      if let reason = snapshot.reason { facts.append("no snapshot of its worktree: \(reason)") }
      if !snapshot.left.isEmpty { facts.append("not in the snapshot: \(list(snapshot.left))") }
    }
    return facts
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
  }

  private static func ways(from record: TaskRecord) -> [String] {
    let id = record.id
    if record.trashed != nil { return ["drover task restore \(id)"] }
    return switch record.state {
    case .todo: ["drover task start \(id)", "drover task edit \(id)", "drover task rm \(id)"]
    case .running:
      (record.waiting?.ask.map { ["drover inbox answer \($0) allow|deny"] } ?? [])
        + (record.activeAttempt?.asks ?? []).map {
          "drover inbox answer \($0.id) \($0.kind == .approval ? "allow|deny" : "WORDS")"
        } + ["drover task logs \(id) --follow", "drover task cancel \(id)"]
    case .review:
      [
        "drover task diff \(id)", "drover task merge \(id)",
        "drover task done \(id)",
        "drover task discard \(id)",
      ] + undo(record)
    case .failed:
      [
        "drover task logs \(id)", "drover task retry \(id)",
        "drover task discard \(id)",
      ] + undo(record)
    case .done: ["drover task show \(id)"]
    }
  }

  private static func undo(_ record: TaskRecord) -> [String] {
    record.attempts.trimToUndo == nil ? [] : ["drover task trim \(record.id) --undo"]
  }
}
