package import Domain

/// What is proven about a task's work and what is not, the same wherever it may be merged.
package enum WorkProof {
  package enum Weight: Hashable, Sendable { case plain, good, warning, heading }

  package struct Line: Hashable, Sendable {
    package let weight: Weight
    package let text: String

    package init(weight: Weight, text: String) { (self.weight, self.text) = (weight, text) }
  }

  /// What somebody who merges should have read.
  package static func warnings(_ task: TaskView) -> [String] {
    lines(task).filter { $0.weight == .warning }.map(\.text)
  }

  /// The same of several: each warning once, with whose it is.
  package static func summary(_ tasks: [TaskView]) -> [String] {
    guard tasks.count > 1 else { return tasks.flatMap(warnings) }
    var owners: [(words: String, ids: [TaskID])] = []
    for (task, words) in tasks.flatMap({ task in warnings(task).map { (task.id, $0) } }) {
      if let index = owners.firstIndex(where: { $0.words == words }) {
        owners[index].ids.append(task)
      } else {
        owners.append((words, [task]))
      }
    }
    return owners.map { words, ids in
      let names = ids.prefix(6).map(\.description).joined(separator: ", ")
      return "\(names)\(ids.count > 6 ? " and \(ids.count - 6) more" : ""): \(words)"
    }
  }

  /// What was proven, for a question about one task.
  package static func proven(_ tasks: [TaskView]) -> [String] {
    tasks.count == 1 ? lines(tasks[0]).filter { $0.weight == .good }.map(\.text) : []
  }

  package static func lines(_ task: TaskView) -> [Line] { [verify(task)] + marks(task) }

  private static func verify(_ task: TaskView) -> Line {
    switch (task.verify, task.verified) {
    case (let command?, true?): Line(weight: .good, text: "verify passed: \(command)")
    case (let command?, false?): Line(weight: .warning, text: "verify failed: \(command)")
    case (let command?, nil): Line(weight: .warning, text: "verify has not run yet: \(command)")
    case (nil, true?): Line(weight: .good, text: "the workspace's verify command passed")
    case (nil, false?): Line(weight: .warning, text: "the workspace's verify command failed")
    case (nil, nil): Line(weight: .warning, text: "no verify command is set: only your eyes check this")
    }
  }

  private static func marks(_ task: TaskView) -> [Line] {
    let badges = Set(task.badges)
    let sayings: [(Badge, String)] = [
      (.conflict, "conflict: it and its base changed the same lines"),
      (.sameLines, "conflict hot: another open task changes the same lines"),
      (.sameFiles, "conflict soft: another open task changes the same files"),
      (
        .proofChanged,
        "proof changed: the work touches CI, .drover/ or the verify command's own files; read those first"
      ),
    ]
    let found = sayings.filter { badges.contains($0.0.rawValue) }.map { Line(weight: .warning, text: $0.1) }
    guard task.permission == .auto else { return found }
    return found + [Line(weight: .warning, text: "auto: the agent never asked before it did something")]
  }
}
