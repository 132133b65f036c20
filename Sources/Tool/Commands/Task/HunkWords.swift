import Domain
import Verbs

/// The hunks of a task's work with what is staged, as the verbs name them.
struct HunkWords {
  let task: TaskView
  let patch: Patch
  private(set) var staged: Set<HunkID>

  init(_ name: String, _ client: any EngineClient) async throws {
    guard case .task(let task) = try await client.ask(.task(id: name)),
      case .detail(let detail) = try await client.ask(.detail(task: task.id))
    else { throw DroverError(.notFound, "there is no task \(name)") }
    var bytes: [UInt8] = []
    for try await piece in try await client.blob(.patch(DiffRequest(task: task.id))) { bytes += piece }
    (self.task, patch, staged) = (task, Patch(bytes), detail.notes.stagedHunks)
  }

  /// The same work with what is staged by now.
  func now(_ client: any EngineClient) async throws -> HunkWords {
    guard case .detail(let detail) = try await client.ask(.detail(task: task.id)) else { return self }
    var now = self
    now.staged = detail.notes.stagedHunks
    return now
  }

  /// Marks of hunks that have changed since: who stages anew has seen that they are not there.
  var fallenOff: [HunkID] { staged.subtracting(patch.hunks.map(\.id)).sorted() }

  var count: StageCount { patch.count(staged) }

  /// Those that were named: each by its id or a beginning of it that is one hunk's alone, by its file, or all.
  func named(_ words: Invocation) throws(DroverError) -> [HunkID] {
    let names = Array(words.arguments.dropFirst())
    let files = words.flags["file"] ?? []
    guard !names.isEmpty || !files.isEmpty || words.has("all") else {
      throw DroverError(
        .usage, "no hunk is named",
        remedy: "name some of `drover task diff \(task.id) --hunks`, or --file PATH, or --all")
    }
    guard !patch.hunks.isEmpty else {
      throw DroverError(
        .refused, "\(task.id) changed nothing", remedy: "`drover task show \(task.id)` says where it stands")
    }
    if words.has("all") { return patch.hunks.map(\.id) }
    var found: [HunkID] = []
    for name in names { found.append(try hunk(name)) }
    for file in files { found += try hunks(of: file) }
    return found
  }

  private func hunk(_ name: String) throws(DroverError) -> HunkID {
    if let exact = patch.hunks.first(where: { $0.id.description == name }) { return exact.id }
    let matching = patch.hunks.filter { $0.id.description.hasPrefix(name) }
    guard let only = matching.first, matching.count == 1, !name.isEmpty else {
      let what = matching.isEmpty ? "has no hunk \(name)" : "has \(matching.count) hunks that begin with \(name)"
      throw DroverError(
        .notFound, "\(task.id) \(what)", remedy: "`drover task diff \(task.id) --hunks` lists those that there are")
    }
    return only.id
  }

  private func hunks(of file: String) throws(DroverError) -> [HunkID] {
    let found = patch.hunks.filter { $0.path == file || $0.oldPath == file }.map(\.id)
    guard found.isEmpty else { return found }
    throw DroverError(
      .notFound, "\(task.id) did not change \(file)",
      remedy: "`drover task diff \(task.id) --hunks` lists what it changed, by paths from the repository's top")
  }

  var rows: [HunkRow] {
    patch.hunks.map {
      HunkRow(
        id: $0.id, path: $0.path, staged: staged.contains($0.id), added: $0.added, removed: $0.removed,
        header: $0.header)
    }
  }
}

/// A hunk as `--json` writes it.
struct HunkRow: Encodable {
  let id: HunkID
  let path: String
  let staged: Bool
  /// Null where git shows no lines.
  let added: Int?
  let removed: Int?
  let header: String
}
