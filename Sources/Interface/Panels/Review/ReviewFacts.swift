import Domain
import PanelKit

/// What is known about the work and what is not: a person who merges should read both.
enum ReviewFacts {
  typealias Line = WorkProof.Line

  static func lines(_ detail: TaskDetail) -> [Line] {
    [Line(weight: .heading, text: "Proof")] + WorkProof.lines(detail.task) + [
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
}
