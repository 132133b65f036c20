/// What an entry of the trash was: written before anything is moved, so that a crash half-way can be told apart.
struct TrashRecord: Equatable {
  struct Part: Equatable {
    /// The name of the registration in the repository.
    var name: String
    /// Where its worktree lies under the tree; empty for the tree itself.
    var place: String
    /// The branch and commit of its HEAD; empty when there was none.
    var branch: String
    var commit: String
    /// Keeps the commit and what was staged from being collected.
    var pin: String
  }

  static let version = "drover-trash-1"
  var commonFolder: String
  var worktree: String
  var parts: [Part]

  var bytes: [UInt8] {
    let head = [Self.version, commonFolder, worktree]
    let rest = parts.flatMap { [$0.name, $0.place, $0.branch, $0.commit, $0.pin] }
    return (head + rest).flatMap { Array($0.utf8) + [0] }
  }

  init(commonFolder: String, worktree: String, parts: [Part]) {
    self.commonFolder = commonFolder
    self.worktree = worktree
    self.parts = parts
  }

  init?(_ bytes: [UInt8]) {
    let fields = bytes.names
    guard fields.count >= 8, fields[0] == Self.version, (fields.count - 3).isMultiple(of: 5) else { return nil }
    commonFolder = fields[1]
    worktree = fields[2]
    parts = stride(from: 3, to: fields.count, by: 5).map {
      Part(name: fields[$0], place: fields[$0 + 1], branch: fields[$0 + 2], commit: fields[$0 + 3], pin: fields[$0 + 4])
    }
  }
}
