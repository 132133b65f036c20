internal import Base

/// How long pictures of worktrees are kept. They go with the tree that they show, when the trash lets go of it; of a tree
/// that stays, those of the newest attempts are kept, and each that was taken before a reset or a proof.
extension Repository {
  package static let snapshots = "refs/drover/snapshots/"
  /// How many attempts of one task.
  package static let mostSnapshots = 50

  /// Lets go of the oldest pictures of a branch's attempts.
  package func boundSnapshots(ofBranch branch: String, keeping most: Int = mostSnapshots) async throws {
    let attempts = try await references(under: "\(Self.snapshots)\(branch)/")
      .filter { Self.isAttempt($0.name.split(separator: "/").last ?? "") }
    for old in attempts.dropFirst(most) { try await deleteRef(old.name) }
  }

  /// Lets go of what was kept of a branch up to a moment, in seconds since 1970. What is younger belongs to another task
  /// that has the same name, perhaps of another home.
  func dropKept(ofBranch branch: String, until moment: Int64) async throws {
    let tips = "refs/drover/branches/\(branch)-"
    let pictures = try await references(under: "\(Self.snapshots)\(branch)/")
    let heads = try await references(under: "refs/drover/branches/").filter { found in
      found.name.withoutPrefix(tips).map { $0.utf8.count == 12 && $0.allSatisfy(\.isHexDigit) } ?? false
    }
    for old in pictures + heads where old.time <= moment { try await deleteRef(old.name) }
  }

  /// R and a number, as attempts are called.
  private static func isAttempt(_ name: Substring) -> Bool {
    name.first == "R" && name.count > 1 && name.dropFirst().allSatisfy(\.isWholeNumber)
  }

  private struct Kept {
    let name: String
    let time: Int64
  }

  /// The newest first.
  private func references(under prefix: String) async throws -> [Kept] {
    let format = "--format=%(creatordate:unix) %(refname)"
    let arguments = ["for-each-ref", "--sort=-version:refname", "--sort=-creatordate", format, prefix]
    let lines = try await bytes(call(arguments, "list what is kept under \(prefix)")).text
    return lines.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let time = Int64(words[0]) else { return nil }
      return Kept(name: String(words[1]), time: time)
    }
  }
}
