/// One file of a commit with its content.
package struct CommittedFile: Equatable, Sendable {
  package let path: String
  package let isLink: Bool
  package let isProgram: Bool
  package let bytes: [UInt8]
}

extension Repository {
  /// All files at or under some paths of a commit; of a submodule only the commit that it names.
  package func files(under places: [String], at commit: String) async throws -> [CommittedFile] {
    let action = "read files of \(commit)"
    let listed = try await bytes(
      call(
        ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit] + places, action)
    ).fields.map(\.text)
    let entries = listed.compactMap(Entry.init)
    let blobs = entries.filter { !$0.isSubmodule }
    guard !entries.isEmpty else { return [] }
    let input = blobs.flatMap { Array("\($0.id)\n".utf8) }
    let output = try await bytes(call(["cat-file", "--batch"], action, input: input))
    var contents = Contents(output[...])
    return entries.map { entry in
      CommittedFile(
        path: entry.path, isLink: entry.mode == "120000", isProgram: entry.mode == "100755",
        bytes: entry.isSubmodule ? Array(entry.id.utf8) : contents.next())
    }
  }

  private struct Entry {
    let mode: String
    let id: String
    let path: String
    var isSubmodule: Bool { mode == "160000" }

    /// From "100644 blob <id>\t<path>".
    init?(_ line: String) {
      guard let tab = line.firstIndex(of: "\t") else { return nil }
      let words = line[..<tab].split(separator: " ")
      guard words.count == 3 else { return nil }
      mode = String(words[0])
      id = String(words[2])
      path = String(line[line.index(after: tab)...])
    }
  }

  /// "<id> blob <size>\n<content>\n", one after the other.
  private struct Contents {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> [UInt8] {
      guard let end = rest.firstIndex(of: 0x0A) else { return [] }
      let words = rest[..<end].split(separator: 0x20)
      rest = rest[(end + 1)...]
      guard words.count == 3, let size = Int(String(decoding: words[2], as: UTF8.self)) else { return [] }
      let content = Array(rest.prefix(size))
      rest = rest.dropFirst(size + 1)
      return content
    }
  }
}
