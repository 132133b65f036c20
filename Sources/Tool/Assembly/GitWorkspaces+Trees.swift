import Base
import Domain
import Git
import Platform
import Store

extension GitWorkspaces {
  // MARK: - Recipes

  /// `.drover` of the base commit as a folder of the home, named for its content: made once, the same for all tasks.
  func recipes(of tree: TreeFacts) async throws -> Recipes {
    let files = try await worded { try await recipeFiles(of: tree.baseCommit, in: tree.workspace) }
    guard !files.isEmpty else { return Recipes() }
    let folder = try await made(files)
    let names = Set(files.map(\.path))
    func program(_ name: String) -> String? { names.contains(".drover/\(name)") ? "\(folder)/.drover/\(name)" : nil }
    let copy = files.first { $0.path == ".drover/copy" }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    return Recipes(
      setup: program("setup"), teardown: program("teardown"), verify: program("verify"),
      copy: copy.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty && $0.first != "#" }
    )
  }

  private func made(_ files: [CommittedFile]) async throws -> String {
    var sum = ContentHash()
    for file in files {
      sum.add(Array("\(file.path)\0\(file.isLink)\(file.isProgram)\0\(file.bytes.count)\0".utf8))
      sum.add(file.bytes)
    }
    let folder = "\(home.path)/recipes/\(sum.text.prefix(24))"
    return try await Blocking.files.run {
      // Looked at again each time: who can write there could have changed what proves him.
      if files.allSatisfy({ Self.isSame($0, in: folder) }) { return folder }
      let draft = "\(folder).\(UInt32.random(in: 0 ... .max))"
      for file in files where !file.isLink {
        let path = "\(draft)/\(file.path)"
        try Files.makeFolder(Files.folder(of: path))
        try Files.writeAtomically(file.bytes, to: path, mode: Self.mode(file), lasts: false)
      }
      if Files.facts(folder) != nil { try Files.move(folder, to: "\(draft).changed") }
      try Files.move(draft, to: folder)
      return folder
    }
  }

  private static func isSame(_ file: CommittedFile, in folder: String) -> Bool {
    let path = "\(folder)/\(file.path)"
    // What cannot be read is not the same.
    return file.isLink || Files.linkTarget(path) == nil && (try? Files.read(path)) == file.bytes
  }

  /// What is named like a recipe is a program, however it was committed.
  private static func mode(_ file: CommittedFile) -> UInt32 {
    file.isProgram || [".drover/setup", ".drover/teardown", ".drover/verify"].contains(file.path) ? 0o700 : 0o600
  }

  // MARK: - Filling

  func fill(_ tree: TreeFacts, copying patterns: [String]) async throws -> [String] {
    guard let path = tree.path else { return [] }
    return try await worded {
      let repository = try await Repository.at(tree.workspace, launcher)
      try await Worktrees(repository).fillSubmodules(of: path)
      return try await repository.copyIgnored(patterns, to: path)
    }
  }

  // MARK: - What git obeys

  func remember(_ tree: TreeFacts, before run: RunID, ownBranches: Set<String>) async throws {
    try await worded {
      let print = try await memory.place(of: tree.workspace, launcher)
        .fingerprint(of: tree.path, ownBranches: ownBranches)
      let place = fingerprint(of: run)
      try await Blocking.files.run {
        try Files.makeFolder(Files.folder(of: place))
        try Files.writeAtomically(print.bytes, to: place)
      }
    }
  }

  func changes(in tree: TreeFacts, since run: RunID, ownBranches: Set<String>) async throws -> RepositoryInspected {
    let place = fingerprint(of: run)
    guard let before = await Blocking.files.perform({ try? Files.read(place) }).flatMap(Fingerprint.init) else {
      return RepositoryInspected(changes: [], notes: [])  // it never came as far as a start
    }
    let found = try await worded {
      try await Repository.at(tree.workspace, launcher).changes(since: before, of: tree.path, ownBranches: ownBranches)
    }
    // That other tasks got their worktrees meanwhile is no news.
    let own = "HEAD of \(home.worktrees)/"
    return RepositoryInspected(changes: found.grave, notes: found.notes.filter { !$0.hasPrefix(own) })
  }

  private func fingerprint(of run: RunID) -> String { "\(home.path)/fingerprints/\(run)" }

  private func worded<T>(_ body: () async throws -> T) async throws -> T {
    try await GitRepositories.worded(body)
  }
}
