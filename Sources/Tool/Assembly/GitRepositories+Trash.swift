import Base
import Domain
import Git
import Platform

extension GitRepositories: TrashBin {
  /// The moment at which an entry was written is the moment of the discard: moving a worktree changes none of its times.
  func old(in folder: String, before moment: Timestamp) async -> [TrashedTree] {
    let aged = await Blocking.files.perform {
      Files.names(in: folder).compactMap { name -> (name: String, time: Timestamp)? in
        guard let facts = Files.facts("\(folder)/\(name)/entry") else { return nil }
        let time = Timestamp(microseconds: facts.modified / 1000)
        return time.microseconds < moment.microseconds ? (name, time) : nil
      }
    }
    var trees: [TrashedTree] = []
    for (name, time) in aged.sorted(by: { $0.time.microseconds < $1.time.microseconds }) {
      guard let entry = await Worktrees.trashEntry(in: "\(folder)/\(name)") else { continue }
      trees.append(
        TrashedTree(
          folder: "\(folder)/\(name)", task: name.split(separator: "-").first.flatMap { TaskID(String($0)) },
          worktree: entry.worktree, repository: entry.repository, discarded: time))
    }
    return trees
  }

  func empty(_ tree: TrashedTree) async throws {
    try await worded { try await Worktrees.emptyTrash(tree.folder, launcher) }
  }
}
