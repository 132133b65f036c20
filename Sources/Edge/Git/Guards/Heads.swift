internal import Glibc
internal import Platform
internal import Synchronization

/// What each checkout of a repository has as its HEAD, as the files say it: for a comparison nobody has to ask git.
///
/// Trees that Drover itself locked are left out: what comes and goes there is no news, and there may be hundreds of them.
enum Heads {
  static func all(in commonFolder: String) async -> [(place: String, head: String)] {
    await Blocking.files.perform { allNow(in: commonFolder) }
  }

  private static func allNow(in commonFolder: String) -> [(place: String, head: String)] {
    let main = commonFolder.hasSuffix("/.git") ? Disk.folder(of: commonFolder) : commonFolder
    var found = [(main, Disk.readNow(commonFolder + "/HEAD")?.line ?? "")]
    let root = commonFolder + "/worktrees"
    for entry in Disk.entriesNow(in: root) {
      let own = "\(root)/\(entry.name)"
      guard !OwnTrees.shared.contains(own, entry.inode), let link = Disk.readNow(own + "/gitdir")?.line else {
        continue
      }
      found.append((Disk.folder(of: link), Disk.readNow(own + "/HEAD")?.line ?? ""))
    }
    return found
  }
}

/// The registrations that were seen with a lock of ours: each is looked into once, not at every start and end of a run.
private final class OwnTrees: Sendable {
  static let shared = OwnTrees()
  private let known = Mutex<[String: UInt64]>([:])
  private static let most = 50_000

  func contains(_ folder: String, _ inode: UInt64) -> Bool {
    if known.withLock({ $0[folder] == inode }) { return true }
    guard Disk.readNow(folder + "/locked")?.starts(with: Array("drover ".utf8)) == true else { return false }
    known.withLock { known in
      if known.count >= Self.most { known = [:] }
      known[folder] = inode
    }
    return true
  }
}
