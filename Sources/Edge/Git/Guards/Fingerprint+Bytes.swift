internal import Base

/// How a fingerprint is kept while a run goes on: fields that each end with a zero byte.
extension Fingerprint {
  private static let version = "drover-fingerprint-1"

  package var bytes: [UInt8] {
    var fields = [Self.version]
    for (name, values) in config.sorted(by: { $0.key < $1.key }) {
      for value in values { fields += ["config", name, value] }
    }
    for (kind, table) in [("hook", hooks), ("ref", refs), ("file", files)] {
      for (name, value) in table.sorted(by: { $0.key < $1.key }) { fields += [kind, name, value] }
    }
    return fields.flatMap { Array($0.utf8) + [0] }
  }

  /// nil for what is none.
  package init?(_ bytes: [UInt8]) {
    let fields = bytes.names
    guard fields.first == Self.version, fields.count % 3 == 1 else { return nil }
    for start in stride(from: 1, to: fields.count, by: 3) {
      let (name, value) = (fields[start + 1], fields[start + 2])
      switch fields[start] {
      case "config": config[name, default: []].append(value)
      case "hook": hooks[name] = value
      case "ref": refs[name] = value
      case "file": files[name] = value
      default: return nil
      }
    }
  }
}

extension Repository {
  /// What changed since, parted into what makes our git stand still and what only moved on: people and other runs commit,
  /// make branches and follow remotes at any time; nobody rewrites or deletes what others have without being asked.
  package func changes(
    since before: Fingerprint, of worktree: String?, ownBranches: Set<String>
  ) async throws -> (grave: [String], notes: [String]) {
    let isReadable = await leadsHere(worktree)
    var (before, now) = (before, try await fingerprint(of: isReadable ? worktree : nil, ownBranches: ownBranches))
    if let worktree, !isReadable {
      // One that was taken away is no danger; one whose link leads elsewhere is.
      let link = worktree + "/.git"
      if let bytes = await Disk.read(link) {
        now.files[link] = ContentHash.sha256(bytes)
      } else {
        before.files[link] = nil
      }
    }
    var grave: [String] = []
    var notes: [String] = []
    for change in now.changes(since: before, ownBranches: ownBranches) {
      if try await isHarmless(change, before, now) {
        notes.append(change.sentence)
      } else {
        grave.append(change.sentence)
      }
    }
    return (grave, notes)
  }

  private func leadsHere(_ worktree: String?) async -> Bool {
    guard let worktree, await Disk.isFolder(worktree) else { return false }
    do { return try await Repository.at(worktree, launcher).commonFolder == commonFolder } catch { return false }
  }

  private func isHarmless(_ change: Fingerprint.Change, _ before: Fingerprint, _ now: Fingerprint) async throws -> Bool
  {
    switch change.kind {
    case .hook, .file: return false
    case .config: return Fingerprint.isEveryday(change.name)
    case .ref:
      if change.name.hasPrefix("HEAD of ") { return true }
      guard let new = now.refs[change.name] else { return false }
      guard let old = before.refs[change.name] else { return true }
      return try await isAncestor(old, of: new)
    }
  }
}

extension Fingerprint {
  /// What git, its helpers and editors write by themselves, and what names no program and no address.
  static func isEveryday(_ key: String) -> Bool {
    if key.hasPrefix("branch.") || key == "lfs.repositoryformatversion" { return true }
    if key.hasPrefix("lfs."), key.hasSuffix(".access") || key.hasSuffix(".locksverify") { return true }
    return key.hasPrefix("submodule.") && (key.hasSuffix(".active") || key.hasSuffix(".url"))
  }
}
