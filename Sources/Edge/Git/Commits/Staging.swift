/// What did not go into a commit or a snapshot, and why.
package struct LeftOut: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    case litter
    case ignored
    /// A repository of its own inside: a commit would hold only its name.
    case nestedRepository
    /// Changes inside of a submodule that are not committed there.
    case submodule
    case unreadable
  }
  package let path: String
  package let reason: Reason
}

/// Puts everything of a worktree into an index: the real one for a commit, a shadow for a snapshot.
struct Staging: Sendable {
  let repository: Repository
  let worktree: String
  var exclude: [String] = []
  /// Names the shadow index; empty for the real one.
  var variables: [String: String] = [:]

  func run() async throws -> [LeftOut] {
    // What was written where a sparse checkout has nothing is work as well.
    let sparse = try await showHidden() ? ["--sparse"] : []
    try await add(sparse + ["--update", "--", ":/"], [])
    let (wanted, left) = sort(try await untracked())
    if !wanted.isEmpty {
      try await add(
        sparse + ["--pathspec-from-file=-", "--pathspec-file-nul"], wanted.flatMap { Array($0) + [0] }, isLiteral: true)
    }
    // What git would not take is what is still there now.
    let (refused, _) = sort(try await untracked())
    let unreadable = refused.map { LeftOut(path: $0.text, reason: .unreadable) }
    return left + unreadable + (try await changedStill())
  }

  /// Takes away the marks by which somebody hid changes from git; those of a sparse checkout are git's own. Answers whether
  /// it is one.
  private func showHidden() async throws -> Bool {
    let marked = try await repository.bytes(call(["ls-files", "-v", "-z"])).fields.filter { $0.first != 0x48 }
    let assumed = marked.filter { (0x61...0x7A).contains($0.first ?? 0) }
    try await unmark(assumed, "--no-assume-unchanged")
    let skipped = marked.filter { $0.first == 0x53 || $0.first == 0x73 }
    if skipped.isEmpty { return false }
    let sparse = try await repository.optionalLine(call(["config", "--type=bool", "--get", "core.sparseCheckout"]))
    if sparse == "true" { return true }
    try await unmark(skipped, "--no-skip-worktree")
    return false
  }

  private func unmark(_ paths: [ArraySlice<UInt8>], _ option: String) async throws {
    if paths.isEmpty { return }
    let input: [UInt8] = paths.flatMap { path in Array(path.dropFirst(2)) + [0] }
    _ = try await repository.bytes(call(["update-index", option, "-z", "--stdin"], input: input))
  }

  private func add(_ arguments: [String], _ input: [UInt8], isLiteral: Bool = false) async throws {
    let result = try await repository.launcher.result(
      call((isLiteral ? ["--literal-pathspecs"] : []) + ["add", "--ignore-errors"] + arguments, input: input))
    // 1: some files could not be read; they are told by name later.
    guard result.isSuccess || result.errorText.contains("adding files failed") || isUnreadable(result.errorText)
    else { throw GitError(failedTo: action, said: result.errorText) }
  }

  private func isUnreadable(_ errors: String) -> Bool {
    errors.contains("unable to index file") || errors.contains("updating files failed")
  }

  private func untracked() async throws -> [ArraySlice<UInt8>] {
    try await repository.bytes(call(["ls-files", "--others", "--exclude-standard", "-z", "--", ":/"])).fields
  }

  private func sort(_ paths: [ArraySlice<UInt8>]) -> (wanted: [ArraySlice<UInt8>], left: [LeftOut]) {
    var wanted: [ArraySlice<UInt8>] = []
    var left: [LeftOut] = []
    for path in paths {
      let text = path.text
      if exclude.contains(where: { Litter.matches(text, $0) }) {
        left.append(LeftOut(path: text, reason: .litter))
      } else if path.last == 0x2F {
        left.append(LeftOut(path: text, reason: .nestedRepository))
      } else {
        wanted.append(path)
      }
    }
    return (wanted, left)
  }

  private func changedStill() async throws -> [LeftOut] {
    try await repository.bytes(call(["diff-files", "--raw", "-z", "--no-renames"])).fields
      .pairs.map { LeftOut(path: $1.text, reason: $0.text.hasPrefix(":160000") ? .submodule : .unreadable) }
  }

  private func call(_ arguments: [String], input: [UInt8] = []) -> GitCall {
    repository.call(arguments, action, in: worktree, input: input, variables: variables)
  }

  private var action: String { "stage the changes in \(worktree)" }
}

extension [ArraySlice<UInt8>] {
  var pairs: [(ArraySlice<UInt8>, ArraySlice<UInt8>)] {
    stride(from: 0, to: count - 1, by: 2).map { (self[$0], self[$0 + 1]) }
  }
}
