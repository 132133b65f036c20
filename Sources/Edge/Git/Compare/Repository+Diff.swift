/// The two sides of a comparison.
package struct Comparison: Equatable, Sendable {
  package let base: String
  package let head: String
  /// Only what `head` did since both parted; without it, what it takes to get from one to the other.
  package var sinceFork = true

  package init(base: String, head: String, sinceFork: Bool = true) {
    self.base = base
    self.head = head
    self.sinceFork = sinceFork
  }
}

/// A file's content at a commit; `isCut` when it was longer than asked for.
package struct FileContent: Equatable, Sendable {
  package let bytes: [UInt8]
  package let isCut: Bool
}

extension Repository {
  /// The patch as git writes it, in pieces as they come. Nothing of it is held here.
  package func patch(
    _ comparison: Comparison, paths: [String] = [], context: Int = 3, withBinaries: Bool = true,
    each body: ([UInt8]) async throws -> Void
  ) async throws {
    let arguments =
      ["--patch", "--full-index", "--find-renames", "--unified=\(context)"] + (withBinaries ? ["--binary"] : [])
    try await launcher.stream(diff(arguments, comparison, paths), each: body)
  }

  package func changes(_ comparison: Comparison, paths: [String] = []) async throws -> [FileChange] {
    FileChange.parse(
      try await bytes(diff(["--raw", "--numstat", "--find-renames", "-z"], comparison, paths)))
  }

  /// The names alone; a renamed file counts as both.
  package func changedFiles(_ comparison: Comparison) async throws -> [String] {
    try await bytes(diff(["--name-only", "--no-renames", "-z"], comparison, [])).names
  }

  /// nil when there is no such file in that commit.
  package func content(of path: String, at commit: String, limit: Int = 16 << 20) async throws -> FileContent? {
    let action = "read \(path) at \(commit)"
    let listed = try await bytes(
      call(["--literal-pathspecs", "ls-tree", "-z", "--full-tree", "--end-of-options", commit, path], action)
    ).fields.map(\.text).first { $0.hasSuffix("\t" + path) }
    let words = listed?.split(separator: " ", maxSplits: 2) ?? []
    guard words.count == 3, words[1] == "blob" else { return nil }
    return try await blob(String(words[2].prefix { $0 != "\t" }), action, limit)
  }

  private func blob(_ id: String, _ action: String, _ limit: Int) async throws -> FileContent {
    var bytes: [UInt8] = []
    do {
      try await launcher.stream(call(["cat-file", "blob", id], action)) { chunk in
        bytes += chunk
        if bytes.count > limit { throw Enough() }
      }
    } catch is Enough {
      return FileContent(bytes: Array(bytes.prefix(limit)), isCut: true)
    }
    return FileContent(bytes: bytes, isCut: false)
  }

  private struct Enough: Error {}

  private func diff(_ arguments: [String], _ comparison: Comparison, _ paths: [String]) -> GitCall {
    let range = comparison.sinceFork ? ["--merge-base"] : []
    let plain = ["--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/", "--no-relative"]
    return call(
      ["--literal-pathspecs", "diff-tree", "-r"] + plain + arguments + range + ["--end-of-options", comparison.base]
        + [comparison.head, "--"] + paths, "compare \(comparison.base) with \(comparison.head)")
  }
}
