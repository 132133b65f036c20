import Store

/// The branches that Drover made for tasks, by workspace: read once from the store and followed from then on, since a start
/// and an end of a run each ask for them.
actor OwnBranches {
  private var known: [String: Set<String>] = [:]
  private var isRead: Set<String> = []

  func of(_ workspace: String, in store: Store) async throws -> Set<String> {
    if !isRead.contains(workspace) {
      let found = try await store.branches(workspace: workspace)
      known[workspace, default: []].formUnion(found)
      isRead.insert(workspace)
    }
    return known[workspace] ?? []
  }

  func add(_ branch: String, to workspace: String) { known[workspace, default: []].insert(branch) }
}
