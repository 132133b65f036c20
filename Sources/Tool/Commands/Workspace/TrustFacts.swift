import Base
import Glibc

/// What a repository brings along that could run or steer an agent, and a hash of exactly that content.
package struct TrustFacts: Sendable {
  /// Relative paths, sorted.
  package let files: [String]
  package let hash: String
  /// The hash of each file's content.
  package let digests: [String: String]
  /// The repository's configuration as it went into the hash; nil when there is none, or it is a link.
  let configuration: [UInt8]?

  package static let linkMark = Array("link:".utf8)
  package static let places = [
    ".drover", ".claude", ".codex", ".mcp.json", ".gemini", ".qwen", ".opencode", "opencode.json", ".aider.conf.yml",
  ]

  /// Waits for the disk: not for the cooperative pool of an engine.
  package init(of repository: String) {
    var found: [String] = []
    for place in Self.places { Self.collect(place, under: repository, into: &found) }
    let hooks = Self.hooks(of: repository)
    self.init(
      contents: found.map { ($0, Self.content(repository + "/" + $0)) }
        + hooks.map { ("hooks/\($0.name)", Self.content($0.path)) })
  }

  package init(contents: [(path: String, content: [UInt8])]) {
    let contents = contents.sorted { $0.path < $1.path }
    var sum = ContentHash()
    var configuration: [UInt8]?
    var digests: [String: String] = [:]
    for (file, content) in contents {
      sum.add(Array(file.utf8))
      sum.add(content)
      digests[file] = ContentHash.sha256(content)
      if file == ".drover/drover.json", !content.starts(with: Self.linkMark) { configuration = content }
    }
    files = contents.map(\.path)
    hash = sum.text
    self.digests = digests
    self.configuration = configuration
  }

  /// Files and links below a place; a link counts as what it says, it is never followed.
  private static func collect(_ path: String, under root: String, into found: inout [String]) {
    var facts = stat()
    guard lstat(root + "/" + path, &facts) == 0 else { return }
    guard facts.st_mode & S_IFMT == S_IFDIR else { return found.append(path) }
    // Other checkouts of the same repository, which an agent makes and takes away.
    if path == ".claude/worktrees" { return }
    guard let folder = opendir(root + "/" + path) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { collect(path + "/" + name, under: root, into: &found) }
    }
  }

  /// What git itself would run on a commit or a merge; the samples that it brings are none.
  private static func hooks(of repository: String) -> [(name: String, path: String)] {
    let folder = commonFolder(of: repository) + "/hooks"
    var found: [String] = []
    collect("hooks", under: commonFolder(of: repository), into: &found)
    return found.map { String($0.dropFirst("hooks/".count)) }
      .filter { !$0.hasSuffix(".sample") && access("\(folder)/\($0)", X_OK) == 0 }
      .map { ($0, "\(folder)/\($0)") }
  }

  /// Where the repository itself is: a worktree and a submodule have a file that says it, a bare one is it.
  private static func commonFolder(of repository: String) -> String {
    let link = repository + "/.git"
    var facts = stat()
    guard lstat(link, &facts) == 0 else { return repository }
    guard facts.st_mode & S_IFMT == S_IFREG else { return link }
    let line = String(decoding: content(link), as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
    let own = absolute(String(line.dropFirst("gitdir: ".count)), from: repository)
    let common = content(own + "/commondir")
    guard !common.isEmpty else { return own }
    return absolute(String(decoding: common.prefix { $0 != 0x0A }, as: UTF8.self), from: own)
  }

  private static func absolute(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }

  private static func content(_ path: String) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: 4096)
    let length = target.withUnsafeMutableBytes { raw in
      raw.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), raw.count) } ?? -1
    }
    if length >= 0 { return linkMark + target[..<length] }
    guard let file = fopen(path, "re") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }
}
