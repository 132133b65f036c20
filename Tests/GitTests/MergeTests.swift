import Testing

@testable import Git
@testable import Platform

@Suite struct MergeTests {
  /// A branch `task-1` with two commits beside a `main` that moved on, which is checked out.
  private func diverged(_ body: (Scratch, Repository, String) async throws -> Void) async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      try scratch.write("ONE\ntwo\nthree\n", to: "a.txt", in: made.path)
      try await scratch.commit("upper", in: made.path)
      try scratch.write("new\n", to: "new.txt", in: made.path)
      try await scratch.commit("new file\n\nwith a body", in: made.path)
      try scratch.write("one\ntwo\nTHREE\n", to: "a.txt")
      try await scratch.commit("on main")
      try await body(scratch, try await scratch.repository(), made.path)
    }
  }

  @Test(arguments: [(MergeStrategy.merge, 5), (.squash, 3), (.rebase, 4)])
  func mergesAsAsked(strategy: MergeStrategy, commits: Int) async throws {
    try await diverged { scratch, repository, _ in
      try scratch.write("dirty", to: "dirty")
      let outcome = try await repository.merge(into: "main", branch: "task-1", strategy: strategy, message: "Merge T1")
      guard case .merged(_, let new, let checkout) = outcome else { return #expect(Bool(false), "\(outcome)") }
      #expect(checkout == scratch.main)
      #expect(try await scratch.git("rev-parse", "main") == new)
      #expect(try await scratch.git("rev-list", "--count", "main") == "\(commits)")
      #expect(scratch.read("a.txt") == "ONE\ntwo\nTHREE\n" && scratch.read("new.txt") == "new\n")
      #expect(try await scratch.git("status", "--porcelain") == "?? dirty")
      let subject = try await scratch.git("log", "-1", "--format=%s|%an", "main")
      #expect(subject == (strategy == .rebase ? "new file|Ada" : "Merge T1|Ada"))
      let again = try await repository.merge(into: "main", branch: "task-1", strategy: strategy, message: "again")
      #expect(again == .nothingToMerge(commit: new))
    }
  }

  @Test func fastForwardsOnlyWhatIsAhead() async throws {
    try await diverged { scratch, repository, tree in
      let error = await refused {
        _ = try await repository.merge(into: "main", branch: "task-1", strategy: .ff, message: "")
      }
      #expect(error?.code == .refused)
      try await scratch.git("branch", "release", "main~1")
      let outcome = try await repository.merge(into: "release", branch: "task-1", strategy: .ff, message: "")
      guard case .merged(_, _, nil) = outcome else { return #expect(Bool(false), "\(outcome)") }
      #expect(try await scratch.git("rev-parse", "release") == scratch.git("rev-parse", "task-1"))
      for name in ["nothing", "-f", "HEAD"] {
        let missing = await refused {
          _ = try await repository.merge(into: name, branch: "task-1", strategy: .merge, message: "m")
        }
        #expect(missing?.code == .missing)
      }
    }
  }

  @Test func neverOverwritesWhatIsNotCommitted() async throws {
    try await diverged { scratch, repository, _ in
      func merge() async -> GitError? {
        await refused { _ = try await repository.merge(into: "main", branch: "task-1", strategy: .merge, message: "m") }
      }
      let before = try await scratch.git("rev-parse", "main")
      try await scratch.git("config", "merge.autostash", "true")
      try scratch.write("mine\n", to: "a.txt")
      #expect(await merge()?.paths == ["a.txt"])
      #expect(scratch.read("a.txt") == "mine\n")
      try await scratch.git("checkout", "-q", "a.txt")
      try scratch.write("untracked", to: "new.txt")
      let untracked = await merge()
      #expect(untracked?.code == .refused && untracked?.paths == ["new.txt"])
      try scratch.write("new.txt\n", to: ".git/info/exclude")
      #expect(await merge()?.paths == ["new.txt"])
      #expect(scratch.read("new.txt") == "untracked")
      #expect(try await scratch.git("rev-parse", "main") == before)
      #expect(try await scratch.git("stash", "list") == "")
    }
  }

  @Test func showsConflictsByFileAndTouchesNothing() async throws {
    try await diverged { scratch, repository, tree in
      try scratch.write("ELSE\ntwo\nTHREE\n", to: "a.txt")
      try scratch.write("other\n", to: "new.txt")
      try await scratch.commit("clash")
      try await scratch.git("checkout", "-q", "--detach")
      let preview = try await repository.mergePreview(into: "main", from: "task-1")
      #expect(!preview.isClean)
      #expect(preview.conflicts.map(\.path) == ["a.txt", "new.txt"])
      #expect(preview.conflicts.map(\.kind) == ["content", "add/add"])
      #expect(preview.conflicts.first?.message == "Merge conflict in a.txt")
      let before = try await scratch.git("for-each-ref", "--format=%(refname) %(objectname)")
      for strategy in [MergeStrategy.merge, .squash, .rebase] {
        let error = await refused {
          _ = try await repository.merge(into: "main", branch: "task-1", strategy: strategy, message: "m")
        }
        #expect(error?.code == .conflict && error?.paths.contains("a.txt") == true)
      }
      #expect(try await scratch.git("for-each-ref", "--format=%(refname) %(objectname)") == before)
      #expect(try await scratch.git("status", "--porcelain", in: tree) == "")
    }
  }

  @Test func anAgentCanResolveInItsOwnWorktree() async throws {
    try await diverged { scratch, repository, tree in
      try scratch.write("ELSE\ntwo\nthree\n", to: "a.txt")
      try await scratch.commit("clash")
      #expect(try await repository.mergeState(of: tree) == MergeState())
      let state = try await repository.startMerge(of: "main", in: tree)
      #expect(state == MergeState(isUnderWay: true, unmerged: ["a.txt"]))
      try await scratch.git("add", "a.txt", in: tree)
      #expect(try await repository.mergeState(of: tree) == MergeState(isUnderWay: true, marked: ["a.txt"]))
      try scratch.write("ELSE, ONE\ntwo\nTHREE\n", to: "a.txt", in: tree)
      try await scratch.git("add", "a.txt", in: tree)
      #expect(try await repository.mergeState(of: tree).isReady)
      _ = try await repository.commitAll(in: tree, message: "Resolve", task: "T1")
      #expect(try await repository.mergePreview(into: "main", from: "task-1").isClean)
      let outcome = try await repository.merge(into: "main", branch: "task-1", strategy: .ff, message: "")
      guard case .merged = outcome else { return #expect(Bool(false), "\(outcome)") }
      try scratch.write("dirty", to: "a.txt", in: tree)
      #expect(await refused { _ = try await repository.startMerge(of: "main~1", in: tree) }?.code == .refused)
    }
  }

  /// What people set for themselves must not change what we read, nor stop what we do.
  @Test(arguments: ["sha1", "sha256"]) func worksUnderAnOddConfiguration(format: String) async throws {
    try await Scratch.with { scratch in
      try await scratch.git("init", "-q", "-b", "main", "--object-format=\(format)", "odd", in: scratch.root)
      let odd = scratch.root + "/odd"
      try scratch.write("one\n", to: "a.txt", in: odd)
      try await scratch.commit("first", in: odd)
      for pair in [
        "color.ui=always", "color.diff=always", "commit.gpgSign=true", "gpg.program=false", "merge.ff=only",
        "merge.verifySignatures=true", "diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.renames=false",
        "core.commentChar=F", "commit.cleanup=strip", "diff.ignoreSubmodules=all", "log.showSignature=true",
        "format.pretty=oneline", "core.abbrev=4", "push.default=nothing", "branch.autoSetupMerge=always",
        "trailer.separators=#", "core.editor=false", "commit.template=/no/such", "worktree.guessRemote=true",
      ] {
        let parts = pair.split(separator: "=").map(String.init)
        try await scratch.git("config", "--global", parts[0], parts[1])
      }
      let repository = try await scratch.repository(odd)
      let made = try await Worktrees(repository).add(
        branch: "task-1", base: try await repository.base("main"), at: scratch.trees + "/odd")
      try scratch.write("one\ntwo\n", to: "a.txt", in: made.path)
      let outcome = try await repository.commitAll(in: made.path, message: "Fix: é\n\n# heading", task: "T1")
      guard case .committed = outcome else { return #expect(Bool(false), "\(outcome)") }
      let message = try await scratch.git("log", "-1", "--no-show-signature", "--format=%B", "task-1", in: odd)
      #expect(message.hasPrefix("Fix: é\n\n# heading\n") && message.contains("\nDrover-Task: T1"))
      var patch: [UInt8] = []
      try await repository.patch(Comparison(base: "main", head: "task-1")) { patch += $0 }
      #expect(patch.text.hasPrefix("diff --git a/a.txt b/a.txt\n") && patch.text.hasSuffix("+two\n"))
      for strategy in [MergeStrategy.merge, .squash] {
        try await scratch.git("branch", "-f", "target", "main", in: odd)
        let merged = try await repository.merge(into: "target", branch: "task-1", strategy: strategy, message: "m")
        guard case .merged = merged else { return #expect(Bool(false), "\(merged)") }
      }
      let last = try await repository.merge(into: "main", branch: "task-1", strategy: .rebase, message: "m")
      guard case .merged(_, _, odd) = last else { return #expect(Bool(false), "\(last)") }
      #expect(scratch.read("a.txt", in: odd) == "one\ntwo\n")
    }
  }

  @Test func waitsForWhatIsUnderWay() async throws {
    try await diverged { scratch, repository, _ in
      func merge() async -> GitError? {
        await refused { _ = try await repository.merge(into: "main", branch: "task-1", strategy: .merge, message: "m") }
      }
      try scratch.write("clash\n", to: "a.txt")
      try await scratch.commit("clash")
      try await scratch.git("branch", "side", "main~2")
      try await scratch.git("worktree", "add", "-q", scratch.trees + "/side", "side")
      try scratch.write("other\n", to: "a.txt", in: scratch.trees + "/side")
      try await scratch.commit("side", in: scratch.trees + "/side")
      let environment = scratch.launcher.environment
      _ = try await Child.run(["git", "rebase", "-q", "side"], environment: environment, folder: scratch.main)
      #expect(await merge()?.code == .busy)
      try await scratch.git("rebase", "--abort")
      try await scratch.git("reset", "-q", "--hard", "main~1")
      _ = try await Child.run(["git", "merge", "-q", "side"], environment: environment, folder: scratch.main)
      #expect(await merge()?.code == .busy)
    }
  }

  @Test func aDeletedBranchCanBeFoundAgain() async throws {
    try await diverged { scratch, repository, tree in
      let tip = try #require(try await repository.commit(ofBranch: "task-1"))
      #expect(await refused { _ = try await repository.deleteBranch("task-1") }?.code == .refused)
      _ = try await Worktrees(repository).moveToTrash(tree, to: scratch.trash + "/T1")
      #expect(await refused { _ = try await repository.deleteBranch("task-1", expected: "x") }?.code == .refused)
      let kept = try await repository.deleteBranch("task-1", expected: tip)
      #expect(try await scratch.git("rev-parse", kept) == tip)
      #expect(try await repository.commit(ofBranch: "task-1") == nil)
      #expect(await refused { _ = try await repository.deleteBranch("task-1") }?.code == .missing)
    }
  }
}
