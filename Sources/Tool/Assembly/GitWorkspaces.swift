import Commands
import Domain
import Git
import Platform
import Store

/// What git and the disk say of a repository, as the engine's workspaces.
struct GitWorkspaces: Workspaces {
  let home: Home
  let launcher: GitLauncher
  let memory = RepositoryMemory()

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
    if let name, let known = await memory.files(of: name, in: workspace) { return known }
    do {
      let repository = try await Repository.at(workspace, launcher)
      let base = if let name { try await repository.base(name) } else { try await repository.currentBase() }
      return try await files(of: base.commit, in: repository, workspace)
    } catch {
      return []
    }
  }

  private func files(
    of commit: String, in repository: Repository, _ workspace: String
  ) async throws -> [CommittedFile] {
    if let known = await memory.files(of: commit, in: workspace) { return known }
    let found = try await repository.files(under: TrustFacts.places, at: commit)
    await memory.keep(found, of: commit, in: workspace)
    return found
  }

  /// `.drover` of a commit.
  func recipeFiles(of commit: String, in workspace: String) async throws -> [CommittedFile] {
    var found = await memory.files(of: commit, in: workspace)
    if found == nil {
      found = try await files(of: commit, in: try await Repository.at(workspace, launcher), workspace)
    }
    return (found ?? []).filter { $0.path == ".drover" || $0.path.hasPrefix(".drover/") }
  }
}

extension TrustFacts {
  fileprivate init(committed files: [CommittedFile]) {
    self.init(contents: files.map { ($0.path, $0.isLink ? Self.linkMark + $0.bytes : $0.bytes) })
  }
}
