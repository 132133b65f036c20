import Base
import Domain
import Git
import Platform
import Store

/// Git as the engine's repositories: a worktree and a branch a task.
struct GitRepositories: Repositories {
  private let home: Home
  let launcher: GitLauncher
  /// The caller's own, for programs beside git.
  let environment: [String: String]

  init(home: Home, environment: [String: String]) {
    self.home = home
    self.environment = environment
    launcher = GitLauncher(environment: environment)
  }

  static func checkBase(_ base: String, in workspace: String, environment: [String: String]) async throws {
    try await worded { _ = try await Repository.at(workspace, GitLauncher(environment: environment)).base(base) }
  }

  static func checkIdentity(in workspace: String, environment: [String: String]) async throws {
    try await worded { try await Repository.at(workspace, GitLauncher(environment: environment)).requireIdentity() }
  }

  func makeTree(_ request: TreeRequest) async throws -> TreeMade {
    try await worded {
      let repository = try await Repository.at(request.workspace, launcher)
      let base =
        if let name = request.base { try await repository.base(name) } else { try await repository.currentBase() }
      let (values, trees, reason) = (names(for: request), Worktrees(repository), lockReason(of: request.owner))
      let ending = request.race == nil ? "" : "-\(Template.slug(request.service ?? "agent"))"
      let path = Template.filled(request.worktree, values) + ending
      let begun = try await trees.recover(
        beside: path, lockReason: reason, base: base, trash: "\(home.trash)/\(request.owner)-half")
      let made =
        if let begun { begun } else {
          try await trees.add(
            branch: Template.filled(request.branch, values) + ending, base: base, at: path, lockReason: reason)
        }
      return TreeMade(path: made.path, branch: made.branch, base: base.name, baseCommit: base.commit)
    }
  }

  func name(_ tree: TreeFacts, after owner: TaskID?) async throws {
    guard let path = tree.path else { return }
    try await worded {
      let trees = Worktrees(try await Repository.at(tree.workspace, launcher))
      try await trees.unlock(path)
      try await trees.lock(path, reason: lockReason(of: owner?.description ?? "nobody"))
    }
  }

  func remake(_ tree: TreeFacts) async throws -> Bool {
    guard let path = tree.path else { return false }
    guard await !Self.isFolder(path) else { return try await mend(path, of: tree) }
    return try await worded {
      let repository = try await Repository.at(tree.workspace, launcher)
      try await Worktrees(repository).remake(
        at: path, branch: tree.branch, lockReason: lockReason(of: tree.owner), trash: "\(home.trash)/\(tree.owner)-half"
      )
      return true
    }
  }

  /// A worktree whose link to the repository somebody broke gets it back; what is in it stays.
  private func mend(_ path: String, of tree: TreeFacts) async throws -> Bool {
    if await Blocking.files.perform({ Self.isLinked(path) }) { return false }
    do { _ = try await Repository.at(path, launcher) } catch {
      try await worded { try await Worktrees(try await Repository.at(tree.workspace, launcher)).repair(path) }
    }
    return false
  }

  /// Whether the worktree names its registration, and that one names the worktree: then there is nothing to ask git.
  private static func isLinked(_ path: String) -> Bool {
    func line(_ file: String) -> String? {
      Files.small(file).map { String(decoding: $0, as: UTF8.self).trimmed }
    }
    guard let link = line("\(path)/.git"), link.hasPrefix("gitdir: /") else { return false }
    let own = String(link.dropFirst("gitdir: ".count))
    return line("\(own)/gitdir") == "\(path)/.git" && line("\(own)/commondir") != nil && line("\(own)/HEAD") != nil
  }

  /// Where the tree stands; it may have been taken away.
  static func standing(_ tree: TreeFacts, _ code: DroverError.Code = .failed) async throws -> String {
    guard let path = tree.path, await isFolder(path) else {
      throw DroverError(
        code, "the worktree of \(tree.owner) is gone: \(tree.path ?? "it has none")",
        remedy: "what was committed is on \(tree.branch); `drover task retry \(tree.task)` makes the worktree again")
    }
    return path
  }

  private static func isFolder(_ path: String) async -> Bool {
    await Blocking.files.perform { Files.facts(path)?.kind == .folder }
  }

  func commit(_ tree: TreeFacts, message: String, merging: String?) async throws -> TreeWork {
    try await worded {
      guard let path = tree.path, await Self.isFolder(path) else {
        throw DroverError(.failed, "the worktree of \(tree.owner) is gone: somebody removed \(tree.path ?? "it")")
      }
      let repository = try await Repository.at(path, launcher)
      _ = try await Worktrees(repository).clearStaleLocks(path)
      try await repository.settleMerge(in: path)
      var left: [LeftOut]
      switch try await repository.commitAll(in: path, message: message, task: tree.owner) {
      case .nothingToCommit(let leftOut): left = leftOut
      case .committed(let done): left = done.leftOut
      }
      left.removeAll { $0.reason == .ignored }
      left += try await Worktrees(repository).keepSubmodules(of: path).filter { !left.contains($0) }
      let now = try await Repository.at(path, launcher)
      guard now.branch == tree.branch, let tip = now.commit else {
        throw DroverError(
          .failed, "the worktree is on \(now.branch ?? "no branch") instead of \(tree.branch)",
          remedy: "look at \(path), and bring the work back to \(tree.branch) with git")
      }
      if let merging, try await !repository.isAncestor(merging, of: tip) {
        throw DroverError(.failed, "the merge was given up: \(tree.branch) does not hold \(merging.prefix(12))")
      }
      return try await work(
        in: repository, tree, tip, since: merging ?? tree.baseCommit, left: left.map(\.path))
    }
  }

  func work(
    in repository: Repository, _ tree: TreeFacts, _ tip: String, since base: String, left: [String]
  ) async throws -> TreeWork {
    let sides = Comparison(base: base, head: tip)
    let files = try await repository.changedFiles(sides)
    let lines = try await repository.changes(sides, paths: []).map { ChangedFile($0) }
      .reduce(0) { $0 + ($1.added ?? 0) + ($1.removed ?? 0) }
    return TreeWork(
      commit: tip, files: files, left: left, conflicts: await conflicts(repository, tree, tip), lines: lines)
  }

  /// With what the base is now; a base that is no branch any more has nothing to be merged into.
  private func conflicts(_ repository: Repository, _ tree: TreeFacts, _ tip: String) async -> [String] {
    do {
      guard let base = try await repository.commit(ofBranch: tree.base) else { return [] }
      if try await repository.isAncestor(base, of: tip) { return [] }
      return Set(try await repository.mergePreview(into: base, from: tip).conflicts.map(\.path)).sorted()
    } catch {
      return []  // the merge itself says it
    }
  }

  func snapshot(_ tree: TreeFacts, name: String) async throws -> SnapshotMade {
    try await worded {
      let path = try await Self.standing(tree)
      let repository = try await Repository.at(path, launcher)
      let made = try await repository.snapshot(of: path, to: Self.snapshotRef(tree, name))
      try await repository.boundSnapshots(ofBranch: tree.branch)
      return SnapshotMade(ref: made.ref, commit: made.commit, left: made.leftOut.map(Self.words))
    }
  }

  func lend(
    _ files: [String], hiding rivals: [String: [String]], to tree: TreeFacts, name: String
  ) async throws -> [String] {
    try await worded {
      let path = try await Self.standing(tree)
      let repository = try await Repository.at(path, launcher)
      let present = try await repository.present(files + rivals.values.flatMap(\.self), at: tree.baseCommit)
      let lent = files.filter { present.contains($0) || rivals[$0]?.contains(where: present.contains) == true }
      try await repository.exchange(
        lent, in: path, from: repository.commit ?? tree.baseCommit, to: tree.baseCommit,
        keepingAt: Self.snapshotRef(tree, name))
      return lent
    }
  }

  func takeBack(_ files: [String], in tree: TreeFacts, commit: String, name: String) async throws {
    try await worded {
      let path = try await Self.standing(tree)
      try await Repository.at(path, launcher).exchange(
        files, in: path, from: tree.baseCommit, to: commit, keepingAt: Self.snapshotRef(tree, name))
    }
  }

  func reset(_ tree: TreeFacts, name: String) async throws -> WorktreeReset {
    try await worded {
      let path = try await Self.standing(tree)
      let repository = try await Repository.at(path, launcher)
      _ = try await Worktrees(repository).clearStaleLocks(path)
      let made = try await repository.reset(
        path, branch: tree.branch, to: tree.baseCommit, keepingAt: Self.snapshotRef(tree, name))
      return WorktreeReset(ref: made.ref, commit: made.commit, left: made.leftOut.map(Self.words))
    }
  }

  static func snapshotRef(_ tree: TreeFacts, _ name: String) -> String {
    "refs/drover/snapshots/\(tree.branch)/\(name)"
  }

  private static func words(_ left: LeftOut) -> String {
    switch left.reason {
    case .litter: "\(left.path) (litter)"
    case .ignored: "\(left.path) (ignored)"
    case .nestedRepository: "\(left.path) (a repository of its own)"
    case .submodule: "\(left.path) (a submodule with changes of its own)"
    case .unreadable: "\(left.path) (unreadable)"
    }
  }

  func merge(_ tree: TreeFacts, _ request: Domain.MergeRequest) async throws -> MergeMade {
    try await worded {
      let repository = try await Repository.at(tree.workspace, launcher)
      let target = try await self.target(repository, tree, into: request.into)
      guard let strategy = Git.MergeStrategy(rawValue: request.strategy.rawValue) else {
        throw DroverError(.usage, "there is no merge strategy \(request.strategy.rawValue)")
      }
      let outcome = try await repository.merge(
        into: target, branch: tree.branch, strategy: strategy,
        message: "\(request.message)\n\nDrover-Task: \(tree.task)\n")
      let commit =
        switch outcome {
        case .nothingToMerge(let commit): commit
        case .merged(_, let to, _): to
        }
      return MergeMade(into: target, commit: commit)
    }
  }

  func tidy(_ tree: TreeFacts, folder: String, keepBranch: Bool) async {
    do {
      let repository = try await Repository.at(tree.workspace, launcher)
      if let path = tree.path { _ = try await Worktrees(repository).moveToTrash(path, to: folder) }
      if !keepBranch { _ = try await repository.deleteBranch(tree.branch) }
    } catch {
      return
    }
  }

  func target(_ repository: Repository, _ tree: TreeFacts, into: String?) async throws -> String {
    if let into { return into }
    guard try await repository.commit(ofBranch: tree.base) != nil else {
      throw DroverError(
        .refused, "\(tree.task) started from \(tree.base.isEmpty ? "a commit" : tree.base), which is no local branch",
        remedy: "say where it goes: drover task merge \(tree.task) --into BRANCH")
    }
    return tree.base
  }

  func moveToTrash(_ tree: TreeFacts, folder: String) async throws {
    try await worded {
      guard let path = tree.path else { return }
      _ = try await Worktrees(try await Repository.at(tree.workspace, launcher)).moveToTrash(path, to: folder)
    }
  }

  func restore(workspace: String, folder: String) async throws -> TreeMade {
    try await worded {
      let made = try await Worktrees(try await Repository.at(workspace, launcher)).restore(from: folder)
      return TreeMade(path: made.path, branch: made.branch, base: "", baseCommit: made.commit)
    }
  }

  /// Names the home too: another one may have a task of the same number in the same repository.
  private func lockReason(of owner: String) -> String { "drover \(owner) of \(home.path)" }

  func found() async -> [FoundTree] {
    var found: [FoundTree] = []
    for repository in await Blocking.files.perform({ Files.names(in: home.worktrees) }) {
      for name in await Blocking.files.perform({ Files.names(in: "\(home.worktrees)/\(repository)") }) {
        let path = "\(home.worktrees)/\(repository)/\(name)"
        let words = await Worktrees.lockReason(of: path)?.split(separator: " ", maxSplits: 3) ?? []
        guard words.count == 4, words[0] == "drover", words[3] == home.path, let task = TaskID(words[1]) else {
          continue
        }
        found.append(FoundTree(task: task, path: path, trash: nil))
      }
    }
    for name in await Blocking.files.perform({ Files.names(in: home.trash) }) {
      let folder = "\(home.trash)/\(name)"
      guard let task = TaskID(String(name.prefix { $0 != "-" })), !name.contains("-half-"),
        let entry = await Worktrees.trashEntry(in: folder)
      else { continue }
      found.append(FoundTree(task: task, path: entry.worktree, trash: folder))
    }
    return found
  }

  /// For the templates; `hash` is made from the path, so two repositories of one name do not meet.
  private func names(for request: TreeRequest) -> [String: String] {
    let name = request.workspace.split(separator: "/").last.map(String.init) ?? "root"
    return [
      "number": String(request.session?.number ?? (request.race ?? request.task).number),
      "title": Template.slug(request.title), "home": home.path,
      "name": String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }),
      "hash": String(ContentHash.sha256(Array(request.workspace.utf8)).prefix(6)),
    ]
  }

  func worded<T>(_ body: () async throws -> T) async throws -> T { try await Self.worded(body) }

  /// Git's refusals in the words of the door.
  static func worded<T>(_ body: () async throws -> T) async throws -> T {
    do {
      return try await body()
    } catch let error as GitError {
      let code: DroverError.Code =
        error.code == .missing || error.code == .notRepository
        ? .notFound
        : error.code == .refused || error.code == .conflict || error.code == .noIdentity ? .refused : .failed
      throw DroverError(code, error.message, remedy: error.remedy)
    }
  }
}
