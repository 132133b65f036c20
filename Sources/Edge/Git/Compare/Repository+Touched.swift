extension Repository {
  /// Which of some files differ from a commit in a worktree, committed or not, and the old lines of each change. Nothing
  /// else of the worktree is looked at. A file without lines to compare has an empty list.
  package func touched(_ files: [String], in worktree: String, since commit: String) async throws -> [String:
    [ClosedRange<Int>]]
  {
    let action = "look which files changed in \(worktree)"
    let plain = ["--no-ext-diff", "--no-textconv", "--no-color", "--no-renames"]
    let names = try await bytes(
      call(
        ["--literal-pathspecs", "diff"] + plain + ["--name-only", "-z", "--end-of-options", commit, "--"] + files,
        action,
        in: worktree)
    ).names
    let new = try await bytes(
      call(
        ["--literal-pathspecs", "ls-files", "--others", "--exclude-standard", "-z", "--"] + files, action, in: worktree)
    ).names
    var found = Dictionary((names + new).map { ($0, [ClosedRange<Int>]()) }, uniquingKeysWith: { first, _ in first })
    guard !names.isEmpty else { return found }
    let patch = try await bytes(
      call(
        ["--literal-pathspecs", "diff"] + plain
          + ["--unified=0", "--src-prefix=a/", "--dst-prefix=b/", "--end-of-options", commit, "--"] + names, action,
        in: worktree)
    ).text
    var path: String?
    for line in patch.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("--- ") {
        path = String(line).withoutPrefix("--- a/")
      } else if line.hasPrefix("@@ "), let path, let range = Self.oldLines(line) {
        found[path, default: []].append(range)
      }
    }
    return found
  }

  /// From "@@ -12,3 +15,2 @@"; an insertion stands at the line before it.
  private static func oldLines(_ header: Substring) -> ClosedRange<Int>? {
    guard let words = header.dropFirst(4).split(separator: " ").first else { return nil }
    let numbers = words.split(separator: ",").compactMap { Int($0) }
    guard let first = numbers.first else { return nil }
    let count = numbers.count == 2 ? numbers[1] : 1
    return first...(first + max(count, 1) - 1)
  }
}
