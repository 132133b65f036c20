package import Domain

/// Changed files as rows of a tree: folders with the sums of what is in them, chains of single folders as one row.
package struct FileTree: Hashable, Sendable {
  package struct Row: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case folder(path: String)
      /// The index in the list of changes.
      case file(Int)
    }

    package let depth: Int
    package let name: String
    package let kind: Kind
    package let added: Int
    package let removed: Int
  }

  package private(set) var rows: [Row] = []
  /// The files in the order of the tree, also those in folded folders.
  package private(set) var order: [Int] = []

  /// What is in it, by path as the difference beside the tree has it: the next row is the next file there too.
  private final class Folder {
    enum Entry {
      case folder(String, Folder)
      case file(String, Int)
    }

    var entries: [Entry] = []
  }

  package init(_ files: [ChangedFile] = [], folded: Set<String> = []) {
    let root = Folder()
    for index in files.indices.sorted(by: { files[$0].path < files[$1].path }) {
      Self.insert(index, files[index].path.split(separator: "/").map(String.init)[...], into: root)
    }
    append(root, files, depth: 0, path: "", folded, isShown: true)
  }

  package func row(of file: Int) -> Int? { rows.firstIndex { $0.kind == .file(file) } }

  private static func insert(_ index: Int, _ parts: ArraySlice<String>, into folder: Folder) {
    guard let first = parts.first else { return }
    guard parts.count > 1 else { return folder.entries.append(.file(first, index)) }
    if case .folder(first, let there)? = folder.entries.last { return insert(index, parts.dropFirst(), into: there) }
    let inner = Folder()
    folder.entries.append(.folder(first, inner))
    insert(index, parts.dropFirst(), into: inner)
  }

  private mutating func append(
    _ folder: Folder, _ files: [ChangedFile], depth: Int, path: String, _ folded: Set<String>, isShown: Bool
  ) {
    for entry in folder.entries {
      switch entry {
      case .file(let name, let index):
        order.append(index)
        guard isShown else { continue }
        let (added, removed) = (files[index].added ?? 0, files[index].removed ?? 0)
        rows.append(Row(depth: depth, name: name, kind: .file(index), added: added, removed: removed))
      case .folder(let name, let inner):
        let (whole, end) = Self.chain(name, inner)
        let place = path.isEmpty ? whole : path + "/" + whole
        let sum = Self.sum(end, files)
        if isShown {
          rows.append(
            Row(depth: depth, name: whole, kind: .folder(path: place), added: sum.added, removed: sum.removed))
        }
        append(end, files, depth: depth + 1, path: place, folded, isShown: isShown && !folded.contains(place))
      }
    }
  }

  /// `a/b/c` in one row while there is nothing else on the way.
  private static func chain(_ name: String, _ folder: Folder) -> (String, Folder) {
    guard folder.entries.count == 1, case .folder(let next, let inner) = folder.entries[0] else {
      return (name, folder)
    }
    return chain(name + "/" + next, inner)
  }

  private static func sum(_ folder: Folder, _ files: [ChangedFile]) -> (added: Int, removed: Int) {
    folder.entries.reduce((0, 0)) { sum, entry in
      switch entry {
      case .file(_, let index): return (sum.0 + (files[index].added ?? 0), sum.1 + (files[index].removed ?? 0))
      case .folder(_, let inner):
        let more = Self.sum(inner, files)
        return (sum.0 + more.added, sum.1 + more.removed)
      }
    }
  }
}
