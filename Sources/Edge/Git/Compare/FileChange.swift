/// One file of a comparison.
package struct FileChange: Equatable, Sendable {
  package enum Kind: Equatable, Sendable { case added, modified, deleted, renamed, copied, typeChanged }
  package let path: String
  /// Where it was before, when it was renamed or copied.
  package let oldPath: String?
  package let kind: Kind
  /// Lines; nil in a binary file.
  package var added: Int?
  package var removed: Int?
  /// The id of the content after the change; zeros when it is gone.
  package var content: String
  package var isBinary: Bool { added == nil }

  /// From `git diff --raw --numstat -z`: first what happened to each file, then the lines of each.
  static func parse(_ bytes: [UInt8]) -> [FileChange] {
    var fields = bytes.fields[...]
    var changes: [FileChange] = []
    while let head = fields.first, head.first == 0x3A {
      fields = fields.dropFirst()
      let words = head.text.split(separator: " ")
      let content = words.count > 3 ? String(words[3]) : ""
      changes.append(change(words.last?.first ?? "M", content, &fields))
    }
    var places: [String: Int] = [:]
    for (index, change) in changes.enumerated() { places[change.path] = index }
    while let counts = fields.popFirst() {
      let columns = counts.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
      guard columns.count == 3 else { break }
      let path = columns[2].isEmpty ? fields.dropFirst().first?.text ?? "" : columns[2].text
      if columns[2].isEmpty { fields = fields.dropFirst(2) }
      guard let place = places[path] else { continue }
      changes[place].added = Int(columns[0].text)
      changes[place].removed = Int(columns[1].text)
    }
    return changes
  }

  private static func change(
    _ letter: Character, _ content: String, _ fields: inout ArraySlice<ArraySlice<UInt8>>
  ) -> FileChange {
    let first = fields.popFirst()?.text ?? ""
    let isPair = letter == "R" || letter == "C"
    let path = isPair ? fields.popFirst()?.text ?? "" : first
    let kind: Kind =
      switch letter {
      case "A": .added
      case "D": .deleted
      case "R": .renamed
      case "C": .copied
      case "T": .typeChanged
      default: .modified
      }
    return FileChange(path: path, oldPath: isPair ? first : nil, kind: kind, content: content)
  }

  init(
    path: String, oldPath: String?, kind: Kind, added: Int? = nil, removed: Int? = nil, content: String = ""
  ) {
    self.content = content
    self.path = path
    self.oldPath = oldPath
    self.kind = kind
    self.added = added
    self.removed = removed
  }
}
