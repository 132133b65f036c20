/// Files of a worktree as another commit has them, for as long as something is proven with them.
extension Repository {
  /// Puts files into the worktree as `new` has them; those that it does not have go away only when they stand exactly as
  /// `old` has them. Index, HEAD and branch stay. What stands there as neither has it is kept under a private reference
  /// first.
  package func exchange(
    _ files: [String], in worktree: String, from old: String, to new: String, keepingAt ref: String
  ) async throws {
    guard !files.isEmpty else { return }
    let (before, after) = (try await blobs(files, at: old), try await blobs(files, at: new))
    let standing = try await blobs(standing: files, in: worktree)
    let strange = files.contains { file in
      standing[file].map { $0 != before[file] && $0 != after[file] } ?? false
    }
    if strange { _ = try await snapshot(of: worktree, to: ref) }
    let put = files.filter { after[$0] != nil }
    if !put.isEmpty {
      let arguments = ["--literal-pathspecs", "restore", "--source=\(new)", "--worktree"]
      _ = try await bytes(
        call(
          arguments + ["--pathspec-from-file=-", "--pathspec-file-nul"], "put files of \(new) into \(worktree)",
          in: worktree, input: put.flatMap { Array($0.utf8) + [0] }))
    }
    for file in files where after[file] == nil && before[file] != nil && standing[file] == before[file] {
      await Disk.removeFile("\(worktree)/\(file)")
    }
  }

  /// Those that a commit has.
  package func present(_ files: [String], at commit: String) async throws -> Set<String> {
    files.isEmpty ? [] : Set(try await blobs(files, at: commit).keys)
  }

  /// The content of each, by its name in git; nothing for what is not there.
  func blobs(_ files: [String], at commit: String) async throws -> [String: String] {
    let arguments = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", "--end-of-options", commit]
    let lines = try await bytes(call(arguments + files, "read files of \(commit)")).fields.map(\.text)
    var found: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: "\t", maxSplits: 1)
      let words = parts[0].split(separator: " ")
      if parts.count == 2, words.count == 3, words[1] == "blob" { found[String(parts[1])] = String(words[2]) }
    }
    return found
  }

  /// What git would call the content that stands in the worktree; a name with a line end is called nothing known.
  func blobs(standing files: [String], in worktree: String) async throws -> [String: String] {
    var found: [String: String] = [:]
    var asked: [String] = []
    for file in files where await Disk.exists("\(worktree)/\(file)") {
      found[file] = "?"
      if await !Disk.isFolder("\(worktree)/\(file)"), !file.utf8.contains(0x0A) { asked.append(file) }
    }
    guard !asked.isEmpty else { return found }
    let input: [UInt8] = asked.flatMap { Array($0.utf8) + [0x0A] }
    let said = try await bytes(
      call(["hash-object", "--stdin-paths"], "look at files of \(worktree)", in: worktree, input: input)
    ).text
    for (file, id) in zip(asked, said.split(separator: "\n")) { found[file] = String(id) }
    return found
  }
}
