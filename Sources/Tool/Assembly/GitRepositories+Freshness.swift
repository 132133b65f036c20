import Domain
import Git

extension GitRepositories {
  func freshness(of base: String?, in workspace: String) async throws -> BaseFreshness? {
    try await worded {
      let repository = try await Repository.at(workspace, launcher)
      guard await repository.hasRemotes() else { return nil }
      let found = if let base { try await repository.base(base) } else { try await repository.currentBase() }
      let fetched = await repository.lastFetch()
      switch found.kind {
      case .remoteBranch: return BaseFreshness(base: found.name, upstream: found.name, behind: 0, fetched: fetched)
      case .branch:
        return try await repository.tracking(ofBranch: found.name).map {
          BaseFreshness(base: found.name, upstream: $0.upstream, behind: $0.behind, fetched: fetched)
        }
      case .tag, .commit: return nil
      }
    }
  }
}
