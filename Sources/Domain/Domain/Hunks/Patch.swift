/// A task's work as git writes it, taken apart into hunks. Pure: the same bytes give the same names everywhere, so what a
/// screen shows as staged is what the engine keeps.
package struct Patch: Sendable {
  /// One file of it, as it stands there; a file that became something else, such as a link, stands there twice.
  package struct Section: Sendable {
    package let path: String
    /// Of each `@@` in turn; of a file that is taken as a whole its one name each time.
    package let hunks: [HunkID]
    /// The name of the whole file, where it is taken as one.
    package let whole: HunkID?
    let lines: [PatchReader.Lines]
  }

  package private(set) var sections: [Section] = []
  /// Each once, in the order in which they stand there.
  package private(set) var hunks: [Hunk] = []
  let bytes: [UInt8]

  package init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
    let read = bytes.withUnsafeBufferPointer { all in
      var reader = PatchReader(all)
      reader.run()
      return reader.sections
    }
    let twice = Set(Dictionary(grouping: read, by: \.path).filter { $0.value.count > 1 }.keys)
    for section in read { add(section, isTwice: twice.contains(section.path)) }
  }

  private mutating func add(_ section: PatchReader.Section, isTwice: Bool) {
    guard isTwice || section.kind != .lines else { return addLines(section) }
    if isTwice, let first = hunks.last(where: { $0.path == section.path }) { return append(section, whole: first.id) }
    let kind = isTwice && section.kind != .submodule ? .typeChanged : section.kind
    let id = HunkID(path: section.path, content: Array(bytes[section.header]), order: 1)
    let isCounted = kind != .binary && !section.lines.isEmpty
    hunks.append(
      Hunk(
        id: id, path: section.path, oldPath: section.oldPath, kind: kind,
        added: isCounted ? section.lines.reduce(0) { $0 + $1.added } : kind == .binary ? nil : 0,
        removed: isCounted ? section.lines.reduce(0) { $0 + $1.removed } : kind == .binary ? nil : 0,
        header: words(kind, section)))
    append(section, whole: id)
  }

  private mutating func append(_ section: PatchReader.Section, whole id: HunkID) {
    sections.append(
      Section(path: section.path, hunks: section.lines.map { _ in id }, whole: id, lines: section.lines))
  }

  private mutating func addLines(_ section: PatchReader.Section) {
    var seen: [HunkID: Int] = [:]
    var ids: [HunkID] = []
    for lines in section.lines {
      let content = Array(bytes[lines.body])
      let first = HunkID(path: section.path, content: content, order: 1)
      seen[first, default: 0] += 1
      ids.append(HunkID("\(first)" + (seen[first] == 1 ? "" : ".\(seen[first] ?? 1)")))
      hunks.append(
        Hunk(
          id: ids[ids.count - 1], path: section.path, oldPath: nil, kind: .lines, added: lines.added,
          removed: lines.removed, header: String(decoding: bytes[lines.header], as: UTF8.self)))
    }
    sections.append(Section(path: section.path, hunks: ids, whole: nil, lines: section.lines))
  }

  private func words(_ kind: Hunk.Kind, _ section: PatchReader.Section) -> String {
    switch kind {
    case .lines: ""
    case .binary: "binary file"
    case .deleted: "deleted file"
    case .renamed: "renamed from \(section.oldPath ?? "")"
    case .mode: "mode \(section.mode ?? "")"
    case .empty: section.isNew ? "empty file" : "no lines"
    case .link: "symbolic link"
    case .typeChanged: "another kind of file"
    case .submodule: "submodule"
    }
  }

  package func count(_ staged: Set<HunkID>) -> StageCount {
    StageCount(staged: hunks.count { staged.contains($0.id) }, all: hunks.count)
  }
}
