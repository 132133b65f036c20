import Commands
import Domain
import Git
import Platform
import Store

/// What git and the disk say of a repository, as the engine's workspaces.
struct GitWorkspaces: Workspaces {
  let home: Home
  let launcher: GitLauncher

  init(home: Home, environment: [String: String]) {
    self.home = home
    launcher = GitLauncher(environment: environment)
  }

  func content(of workspace: String, base: String?) async throws -> WorkspaceContent {
    let checkout = await Blocking.files.perform { TrustFacts(of: workspace) }
    let base = TrustFacts(committed: await committed(in: workspace, at: base))
    return WorkspaceContent(
      files: checkout.digests, hash: checkout.hash, base: base.digests, baseHash: base.hash)
  }

  /// A base that cannot be read brings nothing: that it cannot be worked from is said where the tree is made.
  private func committed(in workspace: String, at name: String?) async -> [CommittedFile] {
    do {
      let repository = try await Repository.at(workspace, launcher)
      let base = if let name { try await repository.base(name) } else { try await repository.currentBase() }
      return try await repository.files(under: TrustFacts.places, at: base.commit)
    } catch {
      return []
    }
  }
}

extension TrustFacts {
  fileprivate init(committed files: [CommittedFile]) {
    self.init(contents: files.map { ($0.path, $0.isLink ? Self.linkMark + $0.bytes : $0.bytes) })
  }
}
