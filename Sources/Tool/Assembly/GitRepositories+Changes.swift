import Domain
import Git
import Platform

/// What a tree changed, once or as it goes on.
extension GitRepositories {
  func diff(_ tree: TreeFacts) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    try await patch(in: tree.workspace, Comparison(base: tree.baseCommit, head: "refs/heads/\(tree.branch)"))
  }

  func patch(_ comparison: TreeComparison) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    let sides = Comparison(base: comparison.from, head: comparison.to)
    return try await patch(in: comparison.workspace, sides, paths: comparison.paths, withBinaries: false)
  }

  private func patch(
    in workspace: String, _ sides: Comparison, paths: [String] = [], withBinaries: Bool = true
  ) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    let repository = try await worded { try await Repository.at(workspace, launcher) }
    return AsyncThrowingStream { continuation in
      // Ends with git's output or its reader; a git that fails on its way is told to the reader after what came.
      let pump = Task {
        do {
          try await worded {
            try await repository.patch(sides, paths: paths, withBinaries: withBinaries) { continuation.yield($0) }
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }

  func changes(_ comparison: TreeComparison) async throws -> [ChangedFile] {
    try await worded {
      let repository = try await Repository.at(comparison.workspace, launcher)
      let sides = Comparison(base: comparison.from, head: comparison.to)
      return try await repository.changes(sides, paths: comparison.paths).map { ChangedFile($0) }
    }
  }

  func picture(_ tree: TreeFacts) async throws -> String? {
    guard let path = tree.path, Files.facts(path)?.kind == .folder else { return nil }
    return try await worded { try await Repository.at(path, launcher).picture(of: path) }
  }

  func watch(_ tree: TreeFacts) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    guard let path = tree.path else { return AsyncThrowingStream { $0.finish() } }
    let watch = try await TreeWatch(path)
    // Who reads slowly hears of the newest change only.
    return AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let pump = Task {
        while await watch.look(skipping: await ignored(in: path)), await watch.next(settling: .seconds(1)) {
          continuation.yield([0x0a])
        }
        await watch.stop()
        continuation.finish()
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }

  /// What cannot be asked now is not skipped.
  private func ignored(in path: String) async -> Set<String> {
    do {
      let repository = try await Repository.at(path, launcher)
      return Set(try await repository.ignoredFolders(in: path).map { String($0.dropLast()) })
    } catch {
      return []
    }
  }
}

extension ChangedFile {
  init(_ change: Git.FileChange) {
    let kind: Kind =
      switch change.kind {
      case .added: .added
      case .modified: .modified
      case .deleted: .deleted
      case .renamed: .renamed
      case .copied: .copied
      case .typeChanged: .typeChanged
      }
    self.init(
      path: change.path, oldPath: change.oldPath, kind: kind, added: change.added, removed: change.removed,
      content: change.content)
  }
}
