import Domain
import PanelKit

/// What is known about the work and what is not: a person who merges should read both.
enum ReviewFacts {
  enum Weight: Hashable { case plain, good, warning, heading }

  struct Line: Hashable {
    let weight: Weight
    let text: String
  }

  static func lines(_ detail: TaskDetail) -> [Line] {
    [Line(weight: .heading, text: "Proof")] + proof(detail) + [
      Line(weight: .heading, text: "Not covered by it"),
      Line(
        weight: .plain, text: "Verify saw the agent's worktree: ignored files and what lies outside may differ here."),
      Line(weight: .plain, text: "It ran before the merge: what others merged meanwhile was not part of it."),
      Line(
        weight: .warning,
        text:
          "An agent runs as you: it can write outside of its worktree, into Drover's home too, and nothing stops it yet."
      ),
      Line(weight: .heading, text: "Attempts"),
    ] + detail.attempts.map { Line(weight: .plain, text: TaskText.attempt($0)) } + [
      Line(weight: .heading, text: "Why it is here")
    ]
      + detail.explanation.facts.map { Line(weight: .plain, text: $0) }
      + detail.explanation.ways.map { Line(weight: .plain, text: "now: \($0)") }
  }

  /// What somebody who merges should have read.
  static func warnings(_ detail: TaskDetail) -> [String] {
    proof(detail).filter { $0.weight == .warning }.map(\.text)
  }

  private static func proof(_ detail: TaskDetail) -> [Line] {
    var lines: [Line] = []
    let task = detail.task
    let last = detail.attempts.last
    switch (task.verify, last?.verified) {
    case (let command?, true?): lines.append(Line(weight: .good, text: "verify passed: \(command)"))
    case (let command?, false?): lines.append(Line(weight: .warning, text: "verify failed: \(command)"))
    case (let command?, nil): lines.append(Line(weight: .warning, text: "verify has not run yet: \(command)"))
    case (nil, true?): lines.append(Line(weight: .good, text: "the workspace's verify command passed"))
    case (nil, false?): lines.append(Line(weight: .warning, text: "the workspace's verify command failed"))
    case (nil, nil): lines.append(Line(weight: .warning, text: "no verify command is set: only your eyes check this"))
    }
    if task.badges.contains(Badge.proofChanged.rawValue) {
      lines.append(
        Line(
          weight: .warning,
          text: "proof changed: the work touches CI, .drover/ or the verify command's own files; read those first"))
    }
    if task.permission == .auto {
      lines.append(Line(weight: .warning, text: "auto: the agent never asked before it did something"))
    }
    return lines
  }
}
