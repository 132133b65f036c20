import Domain
import Store

extension OrchestrationEngine {
  func addWorkspace(_ path: String, name: String?, by author: Author) async throws -> WorkspaceView {
    try await store.write { transaction in
      if let known = try transaction.workspace(path: path) {
        throw DroverError(
          .refused, "\(path) is the workspace \(known.id) already",
          remedy: "`drover workspace show \(known.id)` shows it")
      }
      let name = name ?? path.split(separator: "/").last.map(String.init) ?? path
      let added = WorkspaceAdded(id: try transaction.nextWorkspace(), path: path, name: name)
      try transaction.append(EventDraft(.workspaceAdded(added), by: author))
      return try transaction.existing(added.id)
    }
  }

  func removeWorkspace(_ id: WorkspaceID, by author: Author) async throws -> Reply {
    try await store.write { transaction in
      let known = try transaction.existing(id)
      let open = try transaction.openTasks(in: known.path)
      guard open == 0 else {
        throw DroverError(
          .refused, "\(known.name) still has \(open) tasks that are not done",
          remedy: "finish or remove them first: drover task list --workspace \(known.path)")
      }
      try transaction.append(EventDraft(.workspaceRemoved(WorkspaceRemoved(id: id)), by: author))
      return .done
    }
  }
}

extension Transaction {
  func existing(_ id: WorkspaceID) throws -> WorkspaceView {
    guard let found = try workspace(id) else { throw DroverError.noWorkspace(id.description) }
    return found
  }
}

extension DroverError {
  static func noWorkspace(_ name: String) -> DroverError {
    DroverError(
      .notFound, "there is no workspace \(name)", remedy: "`drover workspace list` shows those that there are")
  }
}
