import Foundation
import Testing

@testable import Git
@testable import Platform

/// A throw-away folder with a repository of its own and a person who has a name.
struct Scratch: Sendable {
  let root: String
  let launcher: GitLauncher
  /// The checkout of the person.
  var main: String { root + "/main" }
  var trees: String { root + "/trees" }
  var trash: String { root + "/trash" }

  static func with(
    _ name: String = "repo", unborn: Bool = false, _ body: (Scratch) async throws -> Void
  ) async throws {
    var template = Array("/tmp/drover-git-XXXXXX".utf8CString)
    let root = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer { try? FileManager.default.removeItem(atPath: root) }
    let scratch = Scratch(root: root, launcher: GitLauncher(environment: environment(root)))
    try await scratch.git("init", "-q", "-b", "main", "main", in: root)
    if !unborn {
      try scratch.write("one\ntwo\nthree\n", to: "a.txt")
      try scratch.write("*.log\nbuild/\n", to: ".gitignore")
      try await scratch.commit("first")
    }
    try await body(scratch)
  }

  static func environment(_ root: String) -> [String: String] {
    let config = "[user]\n\tname = Ada\n\temail = ada@example.org\n[protocol \"file\"]\n\tallow = always\n"
    try? config.write(toFile: root + "/config", atomically: true, encoding: .utf8)
    return [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": root, "GIT_CONFIG_GLOBAL": root + "/config",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere", "LANGUAGE": "de",
    ]
  }

  @discardableResult
  func git(_ arguments: String..., in folder: String? = nil) async throws -> String {
    let result = try await Child.run(["git"] + arguments, environment: launcher.environment, folder: folder ?? main)
    guard result.status.isSuccess else { throw Failed(text: arguments.joined(separator: " ") + result.errorText) }
    return result.output.line
  }

  struct Failed: Error { let text: String }

  func write(_ text: String, to name: String, in folder: String? = nil) throws {
    let path = (folder ?? main) + "/" + name
    try FileManager.default.createDirectory(
      atPath: Disk.folder(of: path), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  func read(_ name: String, in folder: String? = nil) -> String? {
    FileManager.default.contents(atPath: (folder ?? main) + "/" + name).map { String(decoding: $0, as: UTF8.self) }
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  func commit(_ message: String, in folder: String? = nil) async throws {
    try await git("add", "-A", in: folder)
    try await git("commit", "-q", "-m", message, in: folder)
  }

  func repository(_ path: String? = nil) async throws -> Repository {
    try await Repository.at(path ?? main, launcher)
  }

  /// A worktree of a task on a branch of its own.
  func tree(_ name: String = "task-1", base: String = "main") async throws -> NewWorktree {
    let repository = try await repository()
    return try await Worktrees(repository).add(
      branch: name, base: try await repository.base(base), at: "\(trees)/\(name)")
  }
}

/// The error of a call that must be refused.
func refused(_ body: () async throws -> Void) async -> GitError? {
  await #expect(throws: GitError.self) { try await body() }
}
