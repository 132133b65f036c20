/// One checkout of a repository, as `git worktree list` tells it.
package struct Worktree: Equatable, Sendable {
  package let path: String
  package var commit: String?
  /// nil when its HEAD is detached.
  package var branch: String?
  package var isBare = false
  package var isLocked = false
  package var lockReason = ""
  /// Its folder is gone, or points elsewhere.
  package var isPrunable = false

  init(path: String) {
    self.path = path
  }

  /// The first is the main one.
  static func parse(_ bytes: [UInt8]) -> [Worktree] {
    var found: [Worktree] = []
    for field in bytes.fields.map(\.text) {
      if let path = field.withoutPrefix("worktree ") {
        found.append(Worktree(path: path))
      } else if !found.isEmpty {
        found[found.count - 1].take(field)
      }
    }
    return found
  }

  private mutating func take(_ field: String) {
    if let commit = field.withoutPrefix("HEAD ") {
      self.commit = commit.allSatisfy { $0 == "0" } ? nil : commit
    } else if let name = field.withoutPrefix("branch ") {
      branch = name.withoutPrefix("refs/heads/") ?? name
    } else if field == "bare" {
      isBare = true
    } else if field == "locked" || field.hasPrefix("locked ") {
      isLocked = true
      lockReason = field.withoutPrefix("locked ") ?? ""
    } else if field == "prunable" || field.hasPrefix("prunable ") {
      isPrunable = true
    }
  }
}
