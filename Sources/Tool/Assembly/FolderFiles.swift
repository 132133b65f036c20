import Base
import Domain
import Platform

/// The files of a worktree, for agents that ask their client for them. Links that lead out and git's own files are not
/// among them.
struct FolderFiles: AgentFiles {
  /// An answer must fit into one input of the keeper's.
  private static let most = 600 << 10

  func read(_ path: String, in folder: String, line: Int?, limit: Int?) async throws -> String {
    try await Blocking.files.run {
      let place = try Self.place(path, in: folder)
      guard Files.facts(place)?.kind == .file else { throw Self.error("there is no file \(path)") }
      var text = String(decoding: try Files.read(place), as: UTF8.self)
      if line != nil || limit != nil {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(max(0, (line ?? 1) - 1))
        text = lines.prefix(max(0, limit ?? .max)).joined(separator: "\n")
      }
      guard text.utf8.count <= Self.most else {
        throw Self.error("\(path) is longer than \(Self.most >> 10) KiB: read it in parts, with line and limit")
      }
      return text
    }
  }

  func write(_ content: String, to path: String, in folder: String) async throws {
    try await Blocking.files.run {
      let place = try Self.place(path, in: folder)
      let known = Files.facts(place)
      guard known.map({ $0.kind == .file }) ?? true else { throw Self.error("\(path) is no file") }
      try Self.makeFolders(Files.folder(of: place))
      try Files.writeAtomically(
        Array(content.utf8), to: place, mode: known.map { $0.mode & 0o777 } ?? 0o644, lasts: false)
    }
  }

  /// Where it really lies; the part that is there already decides.
  private static func place(_ path: String, in folder: String) throws -> String {
    let whole = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    let parts = whole.split(separator: "/").map(String.init)
    guard let root = Files.realPath(folder), !parts.contains(".."), !parts.contains(".git") else {
      throw outside(path)
    }
    var (there, rest) = ("/" + parts.joined(separator: "/"), [String]())
    while Files.facts(there) == nil, there != "/" {
      rest.insert(there.split(separator: "/").last.map(String.init) ?? "", at: 0)
      there = Files.folder(of: there)
    }
    guard let real = Files.realPath(there), real == root || real.hasPrefix(root + "/") else { throw outside(path) }
    return ([real] + rest).joined(separator: "/")
  }

  private static func makeFolders(_ path: String) throws {
    guard Files.facts(path) == nil else { return }
    try makeFolders(Files.folder(of: path))
    try Files.makeFolder(path, mode: 0o755)
  }

  private static func outside(_ path: String) -> DroverError { error("\(path) is not in this worktree") }

  private static func error(_ words: String) -> DroverError { DroverError(.refused, words) }
}
