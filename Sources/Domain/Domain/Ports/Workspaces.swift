/// What the engine needs to know of a repository before it lets anything run there, and after.
package protocol Workspaces: Sendable {
  /// What the repository brings along, in the person's checkout and in the commit that `base` names; nil: the branch that
  /// is checked out.
  func content(of workspace: String, base: String?) async throws -> WorkspaceContent
  /// What the base commit of a task says is to be run around it, made ready outside of every worktree.
  func recipes(of tree: TreeFacts) async throws -> Recipes
  /// Fills the submodules of a new tree, and brings ignored files into it that the person's checkout has; answers which.
  func fill(_ tree: TreeFacts, copying: [String]) async throws -> [String]
  /// Keeps what git obeys in the repository as it is now, without the branches of Drover's own tasks.
  func remember(_ tree: TreeFacts, before run: RunID, ownBranches: Set<String>) async throws
  /// What of it is different now; branches of Drover's own tasks do not count.
  func changes(in tree: TreeFacts, since run: RunID, ownBranches: Set<String>) async throws -> RepositoryInspected
}

/// Programs in `.drover/` of a base commit, by the path where they stand now, and what is to be copied.
package struct Recipes: Hashable, Sendable {
  package var setup: String?
  package var teardown: String?
  package var verify: String?
  package var copy: [String]

  package init(setup: String? = nil, teardown: String? = nil, verify: String? = nil, copy: [String] = []) {
    self.setup = setup
    self.teardown = teardown
    self.verify = verify
    self.copy = copy
  }
}

/// The files of a repository that could run something or steer an agent, by path with the hash of their content.
package struct WorkspaceContent: Hashable, Sendable, Codable {
  /// In the person's checkout.
  package var files: [String: String]
  /// Over all of `files`; what trust is bound to.
  package var hash: String
  /// In the commit that work starts from.
  package var base: [String: String]
  /// Over all of `base`.
  package var baseHash: String

  package init(files: [String: String], hash: String, base: [String: String], baseHash: String) {
    self.files = files
    self.hash = hash
    self.base = base
    self.baseHash = baseHash
  }
}

/// Whether a repository may run anything now, and what it would run.
package struct TrustReport: Hashable, Sendable, Codable {
  package var path: String
  package var isTrusted: Bool
  /// What could run or steer an agent and was not seen yet, by path.
  package var unseen: [String]
  /// What a run changed there and the person has not seen yet, in sentences.
  package var changes: [String]
  /// To be handed back with the trust: it holds for exactly what stands here.
  package var hash: String
  package var baseHash: String?

  package init(
    path: String, isTrusted: Bool, unseen: [String], changes: [String], hash: String, baseHash: String? = nil
  ) {
    self.path = path
    self.isTrusted = isTrusted
    self.unseen = unseen
    self.changes = changes
    self.hash = hash
    self.baseHash = baseHash
  }
}
