/// Trees that no commit ever had: a commit's, with some files of another one and some that are given.
extension Repository {
  /// Written with an index of its own, so that nobody's index, HEAD or files move. Files that cannot stand beside each
  /// other are refused, as where a folder of the one is a file of the other.
  package func mixedTree(
    _ base: String, taking paths: [String], of head: String, writing contents: [String: [UInt8]]
  ) async throws -> String {
    let shadow = commonFolder + "/drover-tree-\(UInt64.random(in: .min ... .max))"
    do {
      let tree = try await mixedTree(base, paths, head, contents, shadow)
      await Disk.removeFile(shadow)
      return tree
    } catch {
      await Disk.removeFile(shadow)
      throw error
    }
  }

  private func mixedTree(
    _ base: String, _ paths: [String], _ head: String, _ contents: [String: [UInt8]], _ shadow: String
  ) async throws -> String {
    let action = "put a tree together from \(base)"
    let variables = ["GIT_INDEX_FILE": shadow]
    _ = try await bytes(call(["read-tree", "--end-of-options", base], action, variables: variables))
    let taken = try await entries(paths, at: head)
    let old = try await entries(paths.filter { taken[$0] == nil } + Array(contents.keys), at: base)
    if let none = paths.first(where: { taken[$0] == nil && old[$0] == nil }) { throw Self.noFile(none, head, action) }
    let none = String(repeating: "0", count: (try await line(call(["rev-parse", head], action))).count)
    // What goes makes room for what comes.
    var lines = paths.filter { taken[$0] == nil }.map { "0 \(none)\t\($0)" }
    lines += taken.sorted { $0.key < $1.key }.map { "\($1.mode) \($1.id)\t\($0)" }
    for (path, content) in contents.sorted(by: { $0.key < $1.key }) {
      guard let mode = old[path]?.mode else { throw Self.noFile(path, base, action) }
      let id = try await line(call(["hash-object", "-w", "--stdin"], action, input: content))
      lines.append("\(mode) \(id)\t\(path)")
    }
    let input: [UInt8] = lines.flatMap { Array($0.utf8) + [0] }
    _ = try await bytes(call(["update-index", "-z", "--index-info"], action, input: input, variables: variables))
    let tree = try await line(call(["write-tree"], action, variables: variables))
    try await refusePushedOut(base, tree, Set(paths).union(contents.keys))
    return tree
  }

  /// Git lets a file that comes take the place of a folder, and of all in it, or the other way round.
  private func refusePushedOut(_ base: String, _ tree: String, _ named: Set<String>) async throws {
    let changed = try await changedFiles(Comparison(base: base, head: tree, sinceFork: false))
    guard let lost = changed.first(where: { !named.contains($0) }) else { return }
    throw GitError(
      .refused, "\(lost) cannot stay beside what takes its place: a file and a folder of one name",
      remedy: "take both or none of what happened to \(lost)", paths: [lost])
  }

  private static func noFile(_ path: String, _ commit: String, _ action: String) -> GitError {
    GitError(
      .refused, "failed to \(action): \(path) must be a file of \(commit)",
      remedy: "a name that is no UTF-8 cannot be staged; rename the file in the worktree and commit that")
  }

  struct TreeEntry: Equatable {
    let mode: String
    let id: String
  }

  /// Files, links and submodules by path; folders and what is not there are left out.
  func entries(_ paths: [String], at commit: String) async throws -> [String: TreeEntry] {
    var found: [String: TreeEntry] = [:]
    for start in stride(from: 0, to: paths.count, by: 500) {
      let arguments = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", "--end-of-options", commit]
      let some = Array(paths[start..<min(start + 500, paths.count)])
      for text in try await bytes(call(arguments + some, "read files of \(commit)")).fields.map(\.text) {
        guard let tab = text.firstIndex(of: "\t") else { continue }
        let words = text[..<tab].split(separator: " ").map(String.init)
        guard words.count == 3, words[1] != "tree" else { continue }
        found[String(text[text.index(after: tab)...])] = TreeEntry(mode: words[0], id: words[2])
      }
    }
    return found
  }

  /// The commit from which both have gone on.
  package func mergeBase(_ one: String, _ other: String) async throws -> String {
    try await line(call(["merge-base", "--end-of-options", one, other], "find where \(other) began"))
  }
}
