import Git
import Platform

/// What of a repository never changes, or not without a trace on the disk: kept so that a start asks git only what it must.
actor RepositoryMemory {
  private var files: [String: [CommittedFile]] = [:]
  private var places: [String: (repository: Repository, mark: Mark)] = [:]
  /// More than the tasks of a day come from.
  private static let most = 256

  private struct Mark: Equatable {
    let device: UInt64
    let inode: UInt64
  }

  /// What a commit brings along; a commit's content is its name.
  func files(of commit: String, in workspace: String) -> [CommittedFile]? { files["\(workspace)\0\(commit)"] }

  func keep(_ found: [CommittedFile], of commit: String, in workspace: String) {
    if files.count >= Self.most { files = [:] }
    files["\(workspace)\0\(commit)"] = found
  }

  /// Where the repository's folders are. Its head moves on: ask `Repository.at` for that.
  func place(of workspace: String, _ launcher: GitLauncher) async throws -> Repository {
    let mark = await Blocking.files.perform {
      Files.facts("\(workspace)/.git").map { Mark(device: $0.device, inode: $0.inode) }
    }
    if let mark, let known = places[workspace], known.mark == mark { return known.repository }
    let repository = try await Repository.at(workspace, launcher)
    if places.count >= Self.most { places = [:] }
    if let mark { places[workspace] = (repository, mark) }
    return repository
  }
}
