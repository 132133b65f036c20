/// What a tree is to hold beside the base: of each changed file all, some or none of what the work made of it.
package struct TreePlan: Hashable, Sendable {
  /// A file as the base has it, with some of its hunks.
  package struct Part: Hashable, Sendable {
    package let path: String
    package let hunks: [HunkText]
  }

  /// As the work has them; gone where it has them no more.
  package private(set) var whole: [String] = []
  package private(set) var parts: [Part] = []
  package let count: StageCount

  package init(_ patch: Patch, staged: Set<HunkID>) {
    count = patch.count(staged)
    for (path, hunks) in Self.byFile(patch.hunks) {
      let kept = hunks.filter { staged.contains($0.id) }
      if kept.count == hunks.count {
        whole += [path] + hunks.compactMap(\.oldPath)
      } else if !kept.isEmpty {
        parts.append(Part(path: path, hunks: patch.texts(of: path, Set(kept.map(\.id)))))
      }
    }
  }

  private static func byFile(_ hunks: [Hunk]) -> [(path: String, hunks: [Hunk])] {
    var files: [(path: String, hunks: [Hunk])] = []
    for hunk in hunks {
      if files.last?.path == hunk.path {
        files[files.count - 1].hunks.append(hunk)
      } else {
        files.append((hunk.path, [hunk]))
      }
    }
    return files
  }
}

extension Patch {
  fileprivate func texts(of path: String, _ kept: Set<HunkID>) -> [HunkText] {
    sections.filter { $0.path == path }.flatMap { section in
      zip(section.hunks, section.lines).filter { kept.contains($0.0) }.map { _, lines in
        HunkText(oldStart: lines.oldStart, oldCount: lines.oldCount, body: Array(bytes[lines.body]))
      }
    }
  }
}
