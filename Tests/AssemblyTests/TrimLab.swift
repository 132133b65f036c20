import Domain
import Foundation
import Store
import Testing

@testable import Assembly
@testable import Git
@testable import Platform

/// A repository, a task's worktree in it, and our git over both.
struct TrimLab: Sendable {
  let root: String
  let repositories: GitRepositories
  let tree: TreeFacts
  private let environment: [String: String]

  var worktree: String { tree.path ?? "" }

  /// `before` makes the base, `work` is what the task did; both are lines for a shell.
  static func with(_ before: String, work: String, _ body: (TrimLab) async throws -> Void) async throws {
    var template = Array("/tmp/drover-trim-XXXXXX".utf8CString)
    let root = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer { try? FileManager.default.removeItem(atPath: root) }
    let config =
      "[user]\n\tname = Ada\n\temail = ada@example.org\n[apply]\n\twhitespace = fix\n[core]\n\tautocrlf = input\n"
    try config.write(toFile: root + "/config", atomically: true, encoding: .utf8)
    let environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": root, "GIT_CONFIG_GLOBAL": root + "/config",
      "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
    ]
    try FileManager.default.createDirectory(atPath: root + "/main", withIntermediateDirectories: true)
    try await shell(
      "git init -q -b main . && " + before + "\ngit add -A && git commit -qm base", root + "/main", environment)
    let repositories = GitRepositories(home: Home(path: root + "/home"), environment: environment)
    let made = try await repositories.makeTree(
      TreeRequest(task: TaskID(number: 1), workspace: root + "/main", base: nil))
    let tree = TreeFacts(
      task: TaskID(number: 1), workspace: root + "/main", path: made.path, branch: made.branch, base: made.base,
      baseCommit: made.baseCommit)
    let lab = TrimLab(root: root, repositories: repositories, tree: tree, environment: environment)
    try await lab.shell(work)
    _ = try await repositories.commit(tree, message: "work", merging: nil)
    try await body(lab)
  }

  @discardableResult
  private static func shell(_ line: String, _ folder: String, _ environment: [String: String]) async throws -> String {
    let done = try await Child.run(["sh", "-ec", line], environment: environment, folder: folder)
    guard done.status.isSuccess else { throw Failed(text: line + done.errorText) }
    return done.outputText.trimmingCharacters(in: .newlines)
  }

  struct Failed: Error { let text: String }

  /// In the worktree.
  @discardableResult func shell(_ line: String) async throws -> String {
    try await Self.shell(line, worktree, environment)
  }

  func patch(_ from: String, _ to: String) async throws -> Patch {
    let repository = try await Repository.at(worktree, repositories.launcher)
    var bytes: [UInt8] = []
    try await repository.patch(Comparison(base: from, head: to, sinceFork: false), withBinaries: false) { bytes += $0 }
    return Patch(bytes)
  }

  /// The tree of the base with these hunks.
  func prepared(_ choose: @escaping @Sendable (Hunk) -> Bool) async throws -> TrimTarget {
    try await repositories.prepareTrim(
      tree, .keep { patch in TreePlan(patch, staged: Set(patch.hunks.filter(choose).map(\.id))) })
  }

  /// As the engine does it: a picture first, then the trim.
  func trim(to target: TrimTarget) async throws {
    let seen = try await repositories.snapshot(tree, name: "R\(Int.random(in: 2...1_000_000))")
    let trim = Trim(tree: target.tree, from: target.from, kept: 1, hunks: 2, undoes: false)
    try await repositories.trim(tree, to: trim, seen: try #require(seen.commit), message: "work")
  }

  func refusal(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? DroverError)?.message ?? "\(error)"
    }
  }
}
