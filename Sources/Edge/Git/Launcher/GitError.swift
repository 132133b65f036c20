internal import Platform

/// What git refused or could not do: one sentence, and what a person can do about it.
package struct GitError: Error, Equatable, CustomStringConvertible {
  package struct Code: Equatable, Sendable {
    private enum Kind { case failed, notRepository, missing, refused, conflict, noIdentity, busy, deadline }
    private let kind: Kind
    package static let failed = Code(kind: .failed)
    package static let notRepository = Code(kind: .notRepository)
    /// The branch, commit, worktree or file does not exist.
    package static let missing = Code(kind: .missing)
    /// It would lose or overwrite something, or git does not accept it here.
    package static let refused = Code(kind: .refused)
    /// Both sides changed the same; `paths` names the files.
    package static let conflict = Code(kind: .conflict)
    package static let noIdentity = Code(kind: .noIdentity)
    /// Another git holds a lock or is in the middle of something.
    package static let busy = Code(kind: .busy)
    package static let deadline = Code(kind: .deadline)
  }

  package let code: Code
  package let message: String
  package let remedy: String
  /// The files that stand in the way, where there are such.
  package let paths: [String]

  package init(_ code: Code, _ message: String, remedy: String, paths: [String] = []) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.paths = paths
  }

  package var description: String { message }
}

extension GitError {
  /// From what git wrote: the first of its sentences that says why.
  init(failedTo action: String, said errors: String) {
    let lines = errors.split(separator: "\n").map(String.init)
    let paths = lines.filter { $0.hasPrefix("\t") }.map { String($0.dropFirst()) }
    let kind = Self.kinds.first { errors.contains($0.text) }
    let reason = kind?.reason ?? Self.reason(in: lines)
    self.init(
      kind?.code ?? .failed, "failed to \(action): \(reason)",
      remedy: kind?.remedy ?? "run the same with git to see the whole of what it says", paths: paths)
  }

  private static func reason(in lines: [String]) -> String {
    let marks = ["fatal: ", "error: "]
    for mark in marks {
      if let line = lines.first(where: { $0.hasPrefix(mark) }) { return "git says " + line.dropFirst(mark.count) }
    }
    return lines.first.map { "git says " + $0 } ?? "git must succeed"
  }

  private struct Known {
    let text: String
    let code: Code
    let reason: String
    let remedy: String
  }

  private static let kinds = [
    Known(
      text: "not a git repository", code: .notRepository, reason: "it must be in a git repository",
      remedy: "go to a repository, or make one with: git init"),
    Known(
      text: "dubious ownership", code: .refused, reason: "the repository must belong to you",
      remedy: "if you trust it: git config --global --add safe.directory PATH"),
    Known(
      text: ".lock': File exists", code: .busy, reason: "no other git may hold its lock",
      remedy: "wait for the other git, or remove the lock file that a killed one left"),
    Known(
      text: "No space left on device", code: .failed, reason: "the disk must have free space",
      remedy: "free some space and try again"),
    Known(
      text: "unrelated histories", code: .refused, reason: "both sides must have a common commit",
      remedy: "merge them by hand with: git merge --allow-unrelated-histories"),
  ]

  init(_ error: PlatformError, action: String) {
    switch error.code {
    case .deadline:
      self.init(
        .deadline, "failed to \(action): git must end in time",
        remedy: "look whether the disk or a filter of this repository hangs")
    case .missing:
      self.init(.missing, "failed to \(action): \(error.message)", remedy: "put back what is missing and try again")
    default:
      self.init(.failed, "failed to \(action): \(error.message)", remedy: "try again when the system allows it")
    }
  }
}
