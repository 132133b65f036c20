internal import Platform

extension Repository {
  /// Brings ignored files and folders of the person's checkout into a new worktree, as clones where the file system can.
  /// Answers what was brought; nothing that is there already is replaced.
  package func copyIgnored(_ patterns: [String], to worktree: String) async throws -> [String] {
    guard let top, !patterns.isEmpty else { return [] }
    let action = "copy ignored files into \(worktree)"
    for pattern in patterns where pattern.hasPrefix("/") || pattern.split(separator: "/").contains("..") {
      throw GitError(
        .refused, "failed to \(action): \(pattern) must be a path inside of the repository",
        remedy: "name it relative to the top, like .env")
    }
    let specs = patterns.map { ":(top,glob)" + ($0.hasSuffix("/") ? String($0.dropLast()) : $0) }
    let found = try await bytes(
      call(
        ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--"] + specs, action, in: top)
    ).names
    var copied: [String] = []
    for name in found {
      let path = name.hasSuffix("/") ? String(name.dropLast()) : name
      guard await !Disk.exists("\(worktree)/\(path)") else { continue }
      try await Disk.makeFolder(Disk.folder(of: "\(worktree)/\(path)"))
      try await copy("\(top)/\(path)", to: "\(worktree)/\(path)", action)
      copied.append(name)
    }
    return copied
  }

  /// Under another name first: a crash leaves nothing that looks whole.
  private func copy(_ source: String, to target: String, _ action: String) async throws {
    let draft = target + ".drover-copy"
    do {
      _ = try await Child.run(["rm", "-rf", "--", draft], environment: launcher.environment, deadline: .seconds(600))
      let result = try await Child.run(
        ["cp", "-a", "--reflink=auto", "--", source, draft], environment: launcher.environment,
        deadline: .seconds(3600),
        limit: 1 << 16)
      guard result.status.isSuccess else {
        throw GitError(
          .failed, "failed to \(action): \(result.errorText.split(separator: "\n").first ?? "cp must succeed")",
          remedy: "look at the disk and try again")
      }
    } catch let error as PlatformError {
      throw GitError(error, action: action)
    }
    _ = try await Disk.rename(draft, to: target)
  }
}
