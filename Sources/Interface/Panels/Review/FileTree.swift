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

  private struct Folder {
    var folders: [(name: String, folder: Folder)] = []
    var files: [(name: String, index: Int)] = []
  }

  package init(_ files: [ChangedFile] = [], folded: Set<String> = []) {
    var root = Folder()
    for index in files.indices.sorted(by: { files[$0].path < files[$1].path }) {
      Self.insert(index, files[index].path.split(separator: "/").map(String.init)[...], into: &root)
    }
    append(root, files, depth: 0, path: "", folded, isShown: true)
  }

  package func row(of file: Int) -> Int? { rows.firstIndex { $0.kind == .file(file) } }

  private static func insert(_ index: Int, _ parts: ArraySlice<String>, into folder: inout Folder) {
    guard let first = parts.first else { return }
    guard parts.count > 1 else { return folder.files.append((first, index)) }
    if folder.folders.last?.name != first { folder.folders.append((first, Folder())) }
    insert(index, parts.dropFirst(), into: &folder.folders[folder.folders.count - 1].folder)
  }

  private mutating func append(
    _ folder: Folder, _ files: [ChangedFile], depth: Int, path: String, _ folded: Set<String>, isShown: Bool
  ) {
    for (name, inner) in folder.folders {
      let (whole, end) = Self.chain(name, inner)
      let place = path.isEmpty ? whole : path + "/" + whole
      let sum = Self.sum(end, files)
      if isShown {
        rows.append(Row(depth: depth, name: whole, kind: .folder(path: place), added: sum.added, removed: sum.removed))
      }
      append(end, files, depth: depth + 1, path: place, folded, isShown: isShown && !folded.contains(place))
    }
    for (name, index) in folder.files {
      order.append(index)
      guard isShown else { continue }
      let file = files[index]
      rows.append(
        Row(depth: depth, name: name, kind: .file(index), added: file.added ?? 0, removed: file.removed ?? 0))
    }
  }

  /// `a/b/c` in one row while there is nothing else on the way.
  private static func chain(_ name: String, _ folder: Folder) -> (String, Folder) {
    guard folder.files.isEmpty, folder.folders.count == 1 else { return (name, folder) }
    return chain(name + "/" + folder.folders[0].name, folder.folders[0].folder)
  }

  private static func sum(_ folder: Folder, _ files: [ChangedFile]) -> (added: Int, removed: Int) {
    var sum = (added: 0, removed: 0)
    for (_, index) in folder.files {
      sum.added += files[index].added ?? 0
      sum.removed += files[index].removed ?? 0
    }
    for (_, inner) in folder.folders {
      let more = Self.sum(inner, files)
      sum = (sum.added + more.added, sum.removed + more.removed)
    }
    return sum
  }
}
