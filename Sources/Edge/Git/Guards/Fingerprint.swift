internal import Base

/// What an agent has no business to change in a repository: compared before and after its run.
package struct Fingerprint: Equatable, Sendable {
  /// What changed, each in a sentence.
  package struct Change: Equatable, Sendable {
    package enum Kind: Equatable, Sendable { case config, hook, ref, file }
    package let kind: Kind
    package let name: String
    package let sentence: String
  }

  /// The values of each key, with where they stand.
  var config: [String: [String]] = [:]
  /// The content and mode of each hook.
  var hooks: [String: String] = [:]
  /// Branches and tags, and what the other worktrees have checked out.
  var refs: [String: String] = [:]
  /// Small files that change what git does.
  var files: [String: String] = [:]

  /// What is different now, without what belongs to the run's own branches.
  package func changes(since before: Fingerprint, ownBranches: Set<String> = []) -> [Change] {
    let keys = differences(before.config, config).filter { key, _ in !Self.belongs(key, to: ownBranches) }
    return keys.map { Change(kind: .config, name: $0, sentence: "the setting \($0) was \($1)") }
      + differences(before.hooks, hooks).map { Change(kind: .hook, name: $0, sentence: "the hook \($0) was \($1)") }
      + differences(before.refs, refs).filter { ref, _ in
        !(ref.withoutPrefix("refs/heads/").map(ownBranches.contains) ?? false)
      }
      .map { Change(kind: .ref, name: $0, sentence: "\($0) was \($1)") }
      + differences(before.files, files).map { Change(kind: .file, name: $0, sentence: "the file \($0) was \($1)") }
  }

  /// Keys are called `branch.NAME.KEY`, and a name may hold dots.
  private static func belongs(_ key: String, to branches: Set<String>) -> Bool {
    guard let rest = key.withoutPrefix("branch."), let end = rest.lastIndex(of: ".") else { return false }
    return branches.contains(String(rest[..<end]))
  }

  private func differences<Value: Equatable>(_ before: [String: Value], _ now: [String: Value]) -> [(String, String)] {
    Set(before.keys).union(now.keys).sorted().compactMap { name in
      if before[name] == now[name] { return nil }
      return (name, before[name] == nil ? "added" : now[name] == nil ? "removed" : "changed")
    }
  }
}

extension Repository {
  /// With a worktree also what leads git from there to the repository, and its own settings. `ownBranches` are left out:
  /// there may be hundreds, and they are not compared.
  package func fingerprint(
    of worktree: String? = nil, ownBranches: Set<String> = []
  ) async throws -> Fingerprint {
    var print = Fingerprint()
    // Both gits at once: a start waits for them.
    async let listed = references(without: ownBranches)
    print.config = try await configuration(in: worktree)
    let path = print.config["core.hookspath"]?.last?.split(separator: "\n", maxSplits: 1).last.map(String.init)
    print.hooks = await hashes(in: hooksFolder(path))
    print.refs = try await listed
    let watched = ["config.worktree", "info/attributes", "info/grafts", "objects/info/alternates", "shallow"]
    for path in watched.map({ "\(commonFolder)/\($0)" }) + (worktree.map { [$0 + "/.git"] } ?? []) {
      if let bytes = await Disk.read(path) { print.files[path] = ContentHash.sha256(bytes) }
    }
    return print
  }

  /// All that is in force here, included files too; only our own guards on the command line are left out.
  private func configuration(in worktree: String?) async throws -> [String: [String]] {
    let fields = try await bytes(
      call(
        ["config", "--list", "--show-scope", "--show-origin", "-z"], "read the configuration of \(place)",
        in: worktree)
    )
    .fields.map(\.text)
    var found: [String: [String]] = [:]
    for start in stride(from: 0, to: fields.count - 2, by: 3) where fields[start] != "command" {
      let parts = fields[start + 2].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count == 2 ? String(parts[1]) : "true"
      // In the main checkout git names its own file from there, in a worktree as a whole path.
      let origin = fields[start + 1].withoutPrefix("file:")
      let from = origin.map { $0.hasPrefix("/") ? $0 : "\(worktree ?? place)/\($0)" } ?? fields[start + 1]
      found[String(parts[0]), default: []].append("\(from)\n\(value)")
    }
    return found
  }

  private func hooksFolder(_ configured: String?) -> String {
    guard let configured, !configured.isEmpty else { return commonFolder + "/hooks" }
    if let rest = configured.withoutPrefix("~/") { return (launcher.environment["HOME"] ?? "") + "/" + rest }
    return configured.hasPrefix("/") ? configured : "\(place)/\(configured)"
  }

  private func hashes(in folder: String) async -> [String: String] {
    var found: [String: String] = [:]
    for name in await Disk.names(in: folder) where !name.hasSuffix(".sample") {
      if let bytes = await Disk.read("\(folder)/\(name)") {
        found[name] = ContentHash.sha256(bytes) + (await Disk.isProgram("\(folder)/\(name)") ? "x" : "")
      }
    }
    return found
  }

  /// Ours, and what a fetch brings, may change at any time.
  private func references(without ownBranches: Set<String>) async throws -> [String: String] {
    let action = "list the references of \(place)"
    let lines = try await bytes(call(["for-each-ref", "--format=%(refname) %(objectname)"], action))
    let passing = ["refs/drover/", "refs/remotes/"].map { Array($0.utf8) }
    var found: [String: String] = [:]
    for line in lines.split(separator: 0x0A) where !passing.contains(where: line.starts) {
      guard let space = line.firstIndex(of: 0x20) else { continue }
      let name = line[..<space].text
      if let branch = name.withoutPrefix("refs/heads/"), ownBranches.contains(branch) { continue }
      found[name] = line[line.index(after: space)...].text
    }
    // A branch that moves shows as itself; here only what is checked out.
    for (place, head) in await Heads.all(in: commonFolder) { found["HEAD of \(place)"] = head }
    return found
  }
}
