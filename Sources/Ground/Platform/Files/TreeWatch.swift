/// Tells that something changed in a folder or anywhere below it; new folders are taken in as they come.
///
/// Bound: ``most`` folders; what changes beyond them is not told. Not said: what changed.
package struct TreeWatch: Sendable {
  package static let most = 4096
  private let root: String
  private let watch: FileWatch

  package init(_ root: String) async throws {
    self.root = root
    watch = try await FileWatch()
  }

  /// Watches all folders that are there now but for these, which are named from the root; false when the root is gone.
  package func look(skipping skipped: Set<String>) async -> Bool {
    await Blocking.files.perform { [root, watch] in
      guard Files.facts(root)?.kind == .folder else { return false }
      for folder in Self.folders(below: root, skipping: skipped) {
        // One that went away meanwhile has nothing to tell.
        _ = try? watch.add(folder.isEmpty ? root : "\(root)/\(folder)")
      }
      return true
    }
  }

  /// Waits for a change, then for what comes with it; false after `stop` or cancellation.
  package func next(settling pause: Duration) async -> Bool {
    guard await watch.next() != nil else { return false }
    do { try await ContinuousClock().sleep(for: pause) } catch { return false }
    return true
  }

  package func stop() async { await watch.stop() }

  /// The root itself is the empty name. Nothing in `.git` is anybody's work.
  static func folders(below root: String, skipping skipped: Set<String>) -> [String] {
    var found = [""]
    var index = 0
    while index < found.count, found.count < most {
      let parent = found[index]
      index += 1
      for name in Files.names(in: parent.isEmpty ? root : "\(root)/\(parent)") where name != ".git" {
        let path = parent.isEmpty ? name : "\(parent)/\(name)"
        guard !skipped.contains(path), Files.facts("\(root)/\(path)")?.kind == .folder else { continue }
        found.append(path)
      }
    }
    return found
  }
}
