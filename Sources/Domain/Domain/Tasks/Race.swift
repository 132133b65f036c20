import Base

/// Several services that do the same work at once, each as a task of its own.
package struct Race: Hashable, Sendable, Codable {
  /// The first made first; their worktrees are named after it.
  package var tasks: [TaskID]
  /// Once all have ended: the best first.
  package var ranking: [RacePlace]?
  /// The one that was merged instead, until a person takes this one back out of the trash.
  package var lostTo: TaskID?

  package init(tasks: [TaskID], ranking: [RacePlace]? = nil, lostTo: TaskID? = nil) {
    self.tasks = tasks
    self.ranking = ranking
    self.lostTo = lostTo
  }
}

/// What one of them came to, in facts.
package struct RacePlace: Hashable, Sendable, Codable {
  package var task: TaskID
  package var service: String
  package var outcome: Outcome.Kind
  /// Nil where nothing was to be verified, or it never came to that.
  package var verified: Bool?
  package var files: Int
  package var lines: Int?
  package var cost: Cost?
  package var seconds: Double

  package init(_ record: TaskRecord) {
    let last = record.lastAttempt
    task = record.id
    service = last?.service ?? record.draft.service ?? ""
    outcome = record.cancelled != nil ? .cancelled : last?.outcome?.kind ?? .cancelled
    verified = last?.verified
    files = last?.changedFiles?.count ?? 0
    lines = last?.changedLines
    cost = record.cost
    seconds = record.attempts.compactMap { attempt in attempt.finished.map { $0.since(attempt.started).inSeconds } }
      .reduce(0, +)
  }

  /// Work that stands, then what was proven, then the smaller change, then money, then time. What is not known comes last.
  private var merit: (Int, Int, Int, Money, Double, TaskID) {
    let stands = outcome != .succeeded ? 2 : files == 0 ? 1 : 0
    let proof = verified.map { $0 ? 0 : 2 } ?? 1
    return (stands, proof, lines ?? .max, cost?.amount ?? Money(billionths: .max), seconds, task)
  }

  package static func ranked(_ records: [TaskRecord]) -> [RacePlace] {
    records.map(RacePlace.init).sorted { $0.merit < $1.merit }
  }

  /// For people: what it is ranked by, in the order in which that counts.
  package var words: String {
    let work =
      switch outcome {
      case .succeeded: files == 0 ? "no change" : "\(files) \(files == 1 ? "file" : "files")"
      case .failed: "failed"
      case .cancelled: "cancelled"
      }
    let proof = verified.map { $0 ? "verify passed" : "verify failed" }
    let size = lines.map { "\($0) \($0 == 1 ? "line" : "lines")" }
    let sign = cost?.basis == .subscription ? "≈$" : "$"
    let money = cost?.amount.map { "\(sign)\($0)" } ?? "cost unknown"
    let time = seconds < 10 ? "\((seconds * 10).rounded() / 10) s" : "\(Int(seconds)) s"
    return [work, proof, size, money, time].compactMap(\.self).joined(separator: ", ")
  }
}

/// What a service charges and what its runs cost so far: shown before several of them start.
package struct ServicePrice: Hashable, Sendable, Codable {
  package var service: String
  /// The one that was asked for, or that it ran with last.
  package var model: String?
  /// US dollars for a million tokens; nil where nobody knows.
  package var input: Money?
  package var output: Money?
  /// Attempts that ended in this home, and what they cost on the average.
  package var runs: Int
  package var average: Money?

  package init(service: String, model: String?, input: Money?, output: Money?, runs: Int, average: Money?) {
    (self.service, self.model, self.input, self.output) = (service, model, input, output)
    (self.runs, self.average) = (runs, average)
  }

  package var words: String {
    let rate = input.flatMap { input in output.map { "$\(input) in, $\($0) out for a million tokens" } }
    let past = average.map { "$\($0) on the average of \(runs) \(runs == 1 ? "run" : "runs") here" }
    let known = [rate, past].compactMap(\.self)
    return "\(service)\(model.map { " (\($0))" } ?? ""): "
      + (known.isEmpty ? "nobody knows what it costs" : known.joined(separator: "; "))
  }
}

extension ServicePrice {
  /// What is said before a race starts, a line for each service below the first.
  package static func words(_ prices: [ServicePrice], budget: Money?, howToLimit: String) -> String {
    let most = budget.map { "; at most $\($0) each" } ?? "; no budget limits it (\(howToLimit))"
    return "\(prices.count) services are paid for at once\(most)\n"
      + prices.map { "  \($0.words)" }.joined(separator: "\n")
  }
}

/// What another service is told when it takes a task over: shown to the person, who sends it or does not.
package struct Recap: Hashable, Sendable, Codable {
  package var task: TaskID
  package var service: String
  package var text: String
  /// An attempt is under way, which would end first.
  package var isRunning: Bool

  package init(task: TaskID, service: String, text: String, isRunning: Bool) {
    (self.task, self.service, self.text, self.isRunning) = (task, service, text, isRunning)
  }
}
