import Testing

@testable import Git
@testable import Platform

@Suite struct CommitsTests {
  @Test func commitsAllButWhatIsLeftOut() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      let repository = try await scratch.repository()
      let empty = try await repository.commitAll(in: made.path, message: "m", task: "T1")
      #expect(empty == .nothingToCommit(leftOut: []))
      try scratch.write("changed\n", to: "a.txt", in: made.path)
      try scratch.write("new", to: "line\nbreak é", in: made.path)
      try scratch.write("log", to: "x.log", in: made.path)
      try scratch.write("litter", to: ".aider.chat.history.md", in: made.path)
      try scratch.write("litter", to: ".claude/settings.local.json", in: made.path)
      try scratch.write("kept", to: ".claude/settings.json", in: made.path)
      try await scratch.git("init", "-q", "nested", in: made.path)
      let outcome = try await repository.commitAll(in: made.path, message: "Change it\n\nWhy: #1", task: "T3")
      guard case .committed(let committed) = outcome else { return #expect(Bool(false), "\(outcome)") }
      #expect(committed.changedFiles == 3 && committed.branch == "task-1")
      #expect(
        Set(committed.leftOut.map(\.path)) == [".aider.chat.history.md", ".claude/settings.local.json", "nested/"])
      #expect(try await scratch.git("log", "-1", "--format=%an %ae", "task-1") == "Ada ada@example.org")
      let message = try await scratch.git("log", "-1", "--format=%B", "task-1")
      #expect(message.hasPrefix("Change it\n\nWhy: #1\n") && message.contains("\nDrover-Task: T3"))
      #expect(try await repository.commit(ofBranch: "task-1") == committed.commit)
      #expect(try await scratch.git("status", "--porcelain") == "")
    }
  }

  @Test func refusesANamelessPersonAndUnsolvedConflicts() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      try scratch.write("theirs\n", to: "a.txt", in: made.path)
      try await scratch.commit("theirs", in: made.path)
      try scratch.write("ours\n", to: "a.txt")
      try await scratch.commit("ours")
      let merge = try await Child.run(
        ["git", "merge", "main"], environment: scratch.launcher.environment, folder: made.path)
      #expect(!merge.status.isSuccess)
      let repository = try await scratch.repository()
      let conflict = await refused { _ = try await repository.commitAll(in: made.path, message: "m", task: "T1") }
      #expect(conflict?.code == .conflict && conflict?.paths == ["a.txt"])
      let kept = try await repository.snapshot(of: made.path, to: "refs/drover/snapshots/1")
      #expect(try await repository.content(of: "a.txt", at: kept.commit)?.bytes.text.contains("<<<<<<<") == true)
      try await scratch.git("merge", "--abort", in: made.path)
      try await scratch.git("config", "--global", "--unset", "user.email")
      try scratch.write("x", to: "x", in: made.path)
      let nameless = await refused { _ = try await repository.commitAll(in: made.path, message: "m", task: "T1") }
      #expect(nameless?.code == .noIdentity)
      _ = try await repository.snapshot(of: made.path, to: "refs/drover/snapshots/2")
    }
  }

  @Test func snapshotsAreBoundedAndGoWithTheTreeThatTheyShow() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      let repository = try await scratch.repository()
      let space = "\(Repository.snapshots)task-1/"
      for name in ["R1", "R2", "before-2-77", "R2-verify", "R10"] {
        _ = try await repository.snapshot(of: made.path, to: space + name)
      }
      try await scratch.git("update-ref", "refs/drover/branches/task-1-0123456789ab", "HEAD")
      try await scratch.git("update-ref", "refs/drover/branches/task-1-claude-0123456789ab", "HEAD")
      try await scratch.git("update-ref", "\(Repository.snapshots)task-12/R1", "HEAD")
      try await repository.boundSnapshots(ofBranch: "task-1", keeping: 2)
      let left = try await scratch.git("for-each-ref", "--format=%(refname)", space)
      #expect(
        left.split(separator: "\n").map { String($0.dropFirst(space.count)) } == [
          "R10", "R2", "R2-verify", "before-2-77",
        ])
      let trees = Worktrees(repository)
      let entry = try await trees.moveToTrash(made.path, to: scratch.trash + "/T1")
      let young = ["GIT_COMMITTER_DATE": "@4102444800 +0000"]
      let commit = try await repository.commit(
        try await scratch.git("rev-parse", "HEAD^{tree}"), parents: [], message: "another task of this name",
        variables: young)
      try await scratch.git("update-ref", space + "R99", commit)
      try await trees.emptyTrash(entry.folder)
      #expect(
        try await scratch.git("for-each-ref", "--format=%(refname)", "refs/drover")
          == "refs/drover/branches/task-1-claude-0123456789ab\n\(space)R99\n\(Repository.snapshots)task-12/R1")
    }
  }

  /// Asked often and by several at a time: it shows what stands there, and leaves nothing behind.
  @Test func aPictureShowsWhatStandsThereAndLeavesNothing() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      let repository = try await scratch.repository()
      try scratch.write("changed\n", to: "a.txt", in: made.path)
      try scratch.write("new\n", to: "deep/new.txt", in: made.path)
      try scratch.write("x", to: "build/x", in: made.path)
      let before = try await scratch.git("status", "--porcelain", in: made.path)
      let refs = try await scratch.git("for-each-ref")
      async let one = repository.picture(of: made.path)
      async let other = repository.picture(of: made.path)
      for picture in try await [one, other] {
        let tip = try await scratch.git("rev-parse", "HEAD", in: made.path)
        let changes = try await repository.changes(Comparison(base: tip, head: picture))
        #expect(changes.map(\.path).sorted() == ["a.txt", "deep/new.txt"])
      }
      #expect(try await scratch.git("status", "--porcelain", in: made.path) == before)
      #expect(try await scratch.git("for-each-ref") == refs)
      #expect(try await !Disk.names(in: scratch.repository(made.path).ownFolder).contains { $0.contains("drover") })
      #expect(try await repository.ignoredFolders(in: made.path) == ["build/"])
    }
  }

  @Test func aSnapshotIsNotSeen() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      let repository = try await scratch.repository()
      try scratch.write("staged", to: "staged", in: made.path)
      try await scratch.git("add", "staged", in: made.path)
      try scratch.write("changed\n", to: "a.txt", in: made.path)
      try scratch.write("new", to: ".aider.input", in: made.path)
      try scratch.write("x", to: "build/x", in: made.path)
      let before = try await scratch.git("status", "--porcelain", "--branch", in: made.path)
      let snapshot = try await repository.snapshot(of: made.path, to: "refs/drover/snapshots/task-1/1")
      #expect(try await scratch.git("status", "--porcelain", "--branch", in: made.path) == before)
      #expect(snapshot.leftOut == [LeftOut(path: "build/", reason: .ignored)])
      for (path, text) in [("staged", "staged"), ("a.txt", "changed\n"), (".aider.input", "new")] {
        #expect(try await repository.content(of: path, at: snapshot.commit)?.bytes.text == text)
      }
      #expect(try await scratch.git("rev-parse", snapshot.ref) == snapshot.commit)
      #expect(try await !Disk.names(in: scratch.repository(made.path).ownFolder).contains { $0.contains("drover") })
      #expect(await refused { _ = try await repository.snapshot(of: made.path, to: "refs/heads/main") } != nil)
    }
  }

  /// Marks that hide a change, line ends that are converted, and names that are no text.
  @Test func losesNothingThatIsHidden() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("config", "--global", "core.autocrlf", "true")
      for name in ["b", "c"] { try scratch.write("old\r\n", to: name) }
      try await scratch.commit("more")
      let made = try await scratch.tree()
      try await scratch.git("update-index", "--assume-unchanged", "b", in: made.path)
      try await scratch.git("update-index", "--skip-worktree", "c", in: made.path)
      try await scratch.git("config", "--global", "core.safecrlf", "true")
      for name in ["b", "c"] { try scratch.write("new\nmixed\r\n", to: name, in: made.path) }
      _ = try await Child.run(
        ["sh", "-c", "printf x > \"$(printf 'bad\\377name')\""], environment: ["PATH": "/usr/bin:/bin"],
        folder: made.path)
      let repository = try await scratch.repository()
      let snapshot = try await repository.snapshot(of: made.path, to: "refs/drover/s")
      let comparison = Comparison(base: "main", head: snapshot.commit)
      #expect(try await repository.changedFiles(comparison).count == 3)
      let outcome = try await repository.commitAll(in: made.path, message: "m", task: "T1")
      guard case .committed(let committed) = outcome else { return #expect(Bool(false), "\(outcome)") }
      #expect(committed.changedFiles == 3 && committed.leftOut.isEmpty)
      #expect(try await repository.content(of: "b", at: "task-1")?.bytes.text == "new\nmixed\n")
    }
  }

  @Test func saysWhichFilterFailed() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("config", "filter.lfs.clean", "no-such-program")
      try await scratch.git("config", "filter.lfs.required", "true")
      let made = try await scratch.tree()
      try scratch.write("*.big filter=lfs\n", to: ".gitattributes", in: made.path)
      try scratch.write("x", to: "x.big", in: made.path)
      let repository = try await scratch.repository()
      let error = await refused { _ = try await repository.commitAll(in: made.path, message: "m", task: "T1") }
      #expect(error?.message.contains("x.big") == true)
      #expect(scratch.read("x.big", in: made.path) == "x")
    }
  }

  @Test func aResetKeepsWhatItTakesAway() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      let repository = try await scratch.repository()
      let base = try #require(repository.commit)
      try scratch.write("first", to: "first", in: made.path)
      try await scratch.commit("first", in: made.path)
      let tip = try await scratch.git("rev-parse", "task-1")
      try await scratch.git("checkout", "-q", "--detach", in: made.path)
      try scratch.write("second", to: "second", in: made.path)
      try scratch.write("log", to: "x.log", in: made.path)
      try await scratch.git("init", "-q", "nested", in: made.path)
      try scratch.write("inner", to: "nested/file", in: made.path)
      let kept = try await repository.reset(made.path, branch: "task-1", to: base, keepingAt: "refs/drover/s/1")
      #expect(try await scratch.repository(made.path).head == .branch("task-1", commit: base))
      #expect(!scratch.exists(made.path + "/second") && !scratch.exists(made.path + "/first"))
      #expect(scratch.read("x.log", in: made.path) == "log" && scratch.read("nested/file", in: made.path) == "inner")
      #expect(try await repository.content(of: "second", at: kept.commit)?.bytes.text == "second")
      #expect(try await scratch.git("for-each-ref", "--contains", tip, "--format=x", "refs/drover/branches") == "x")
      let elsewhere = await refused {
        _ = try await repository.reset(made.path, branch: "main", to: base, keepingAt: "refs/drover/s/2")
      }
      #expect(elsewhere?.code == .refused)
      #expect(
        await refused { _ = try await repository.reset(scratch.main, branch: "main", to: base, keepingAt: "x") } != nil)
    }
  }

  @Test(arguments: [
    (".DS_Store", ".DS_Store", true), ("a/.DS_Store", ".DS_Store", true), (".aider.tags", ".aider*", true),
    (".claude/worktrees/x/y", ".claude/worktrees/", true), ("x/.claude/worktrees/y", ".claude/worktrees/", false),
    ("my.aider", ".aider*", false), (".claude/settings.local.json.md", ".claude/settings.local.json", false),
    ("node/x", "node/", true), ("a/node/x", "node/", true), ("nodes/x", "node/", false),
  ])
  func knowsLitter(path: String, pattern: String, isLitter: Bool) {
    #expect(Litter.matches(path, pattern) == isLitter)
  }
}
