internal import Platform

/// Moves whole folders, across file systems too: there the copy is complete before the first original goes.
struct Mover: Sendable {
  let launcher: GitLauncher
  /// Copies even where a rename would do.
  var alwaysCopies = false

  func move(_ source: String, to target: String) async throws {
    guard await !Disk.exists(target) else {
      throw GitError(
        .refused, "failed to move \(source): nothing may be at \(target)", remedy: "move away what is there")
    }
    if !alwaysCopies, try await Disk.rename(source, to: target) { return }
    let draft = target + ".partial"
    try await run(["rm", "-rf", "--", draft], "clear \(draft)")
    try await run(["cp", "-a", "--", source, draft], "copy \(source) to the trash")
    _ = try await Disk.rename(draft, to: target)
    try await remove(source)
  }

  /// Folders that may not be written would keep what is in them.
  func remove(_ folder: String) async throws {
    if await Disk.isFolder(folder) {
      try await run(["chmod", "-R", "u+rwX", "--", folder], "open the folders of \(folder)")
    }
    try await run(["rm", "-rf", "--", folder], "remove \(folder)")
  }

  private func run(_ argv: [String], _ action: String) async throws {
    do {
      let result = try await Child.run(
        argv, environment: launcher.environment, deadline: .seconds(3600), limit: 1 << 16)
      guard result.status.isSuccess else {
        let first = result.errorText.split(separator: "\n").first.map(String.init) ?? "it must succeed"
        throw GitError(.failed, "failed to \(action): \(first)", remedy: "look at the disk and try again")
      }
    } catch let error as PlatformError {
      throw GitError(error, action: action)
    }
  }
}
