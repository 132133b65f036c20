import Testing

@testable import Git
@testable import Platform

@Suite struct RepositoryTests {
  @Test func knowsWhereItStands() async throws {
    try await Scratch.with { scratch in
      let main = try await scratch.repository()
      #expect(main.branch == "main" && !main.isBare && !main.isLinkedWorktree)
      try await scratch.git("checkout", "-q", "--detach")
      let commit = try #require(main.commit)
      #expect(try await scratch.repository().head == .detached(commit: commit))
      #expect(try await scratch.repository().currentBase().kind == .commit)
      #expect(try await main.defaultBranch() == "main")
      let tree = try await scratch.tree()
      let linked = try await scratch.repository(tree.path)
      #expect(linked.isLinkedWorktree && linked.commonFolder == main.commonFolder && linked.top == tree.path)
      try await scratch.git("clone", "-q", "--bare", "main", "bare.git", in: scratch.root)
      let bare = try await scratch.repository(scratch.root + "/bare.git")
      #expect(bare.isBare && bare.top == nil && bare.place.hasSuffix("bare.git"))
    }
  }

  @Test func resolvesEveryKindOfBase() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("tag", "-a", "v1", "-m", "one")
      try await scratch.git("update-ref", "refs/remotes/origin/next", "main")
      let repository = try await scratch.repository()
      let commit = try #require(repository.commit)
      let kinds: [(String, Base.Kind)] = [
        ("main", .branch), ("v1", .tag), ("origin/next", .remoteBranch), (String(commit.prefix(8)), .commit),
        ("refs/heads/main", .branch),
      ]
      for (name, kind) in kinds {
        let base = try await repository.base(name)
        #expect(base.kind == kind && base.commit == commit)
      }
      for name in ["nothing", "", "--all", "-h"] {
        #expect(await refused { _ = try await repository.base(name) }?.code == .missing)
      }
      try await scratch.git("branch", "--set-upstream-to=main", "-q", "main")
      #expect(try await repository.tracking(ofBranch: "nothing") == nil)
    }
  }

  @Test func refusesWhatIsNoCheckout() async throws {
    try await Scratch.with(unborn: true) { scratch in
      let head = try await scratch.repository().head
      #expect(head == .unborn(branch: "main"))
      let unborn = await refused { _ = try await scratch.repository().currentBase() }
      #expect(unborn?.message == "failed to start from main: it must have a commit")
      #expect(await refused { _ = try await scratch.repository(scratch.root) }?.code == .notRepository)
      #expect(await refused { _ = try await scratch.repository(scratch.main + "/.git") }?.code == .refused)
      #expect(await refused { _ = try await scratch.repository("/no/such") }?.code == .missing)
    }
  }

  @Test func runsNothingThatTheRepositoryNames() async throws {
    try await Scratch.with { scratch in
      let mark = scratch.root + "/mark"
      let script = "#!/bin/sh\ntouch \(mark)\n"
      for hook in ["post-checkout", "pre-commit", "reference-transaction", "post-index-change"] {
        try scratch.write(script, to: ".git/hooks/\(hook)")
        try await run(["chmod", "+x", ".git/hooks/\(hook)"], in: scratch.main)
      }
      try scratch.write(script, to: "../tool")
      try await run(["chmod", "+x", "../tool"], in: scratch.main)
      for key in ["core.fsmonitor", "diff.external", "diff.x.textconv", "core.pager"] {
        try await scratch.git("config", key, scratch.root + "/tool")
      }
      await Disk.removeFile(mark)
      let tree = try await scratch.tree()
      try scratch.write("* diff=x\n", to: ".gitattributes", in: tree.path)
      let repository = try await scratch.repository(tree.path)
      _ = try await repository.commitAll(in: tree.path, message: "work", task: "T1")
      try await repository.patch(Comparison(base: "main", head: "task-1")) { _ in }
      #expect(!scratch.exists(mark))
    }
  }

  @Test func scrubsTheEnvironment() {
    let seen = GitEnvironment.guarded([
      "GIT_DIR": "x", "GIT_WORK_TREE": "x", "GIT_CONFIG_COUNT": "1", "GIT_EXTERNAL_DIFF": "x", "HOME": "/h",
      "GIT_AUTHOR_NAME": "Ada", "LC_ALL": "de_DE",
    ])
    #expect(seen["GIT_DIR"] == nil && seen["GIT_WORK_TREE"] == nil && seen["GIT_CONFIG_COUNT"] == nil)
    #expect(seen["GIT_EXTERNAL_DIFF"] == nil && seen["GIT_AUTHOR_NAME"] == "Ada" && seen["LC_ALL"] == "C")
    #expect(seen["GIT_TERMINAL_PROMPT"] == "0" && seen["HOME"] == "/h")
  }

  @Test func endsAGitThatHangs() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("config", "filter.slow.clean", "sleep 60")
      try scratch.write("*.slow filter=slow\n", to: ".gitattributes")
      try await scratch.commit("attributes")
      try scratch.write("x", to: "x.slow")
      let hasty = GitLauncher(environment: scratch.launcher.environment, deadline: .milliseconds(300))
      let repository = try await Repository.at(scratch.main, scratch.launcher)
      let call = repository.call(["add", "x.slow"], "stage x.slow")
      #expect(await refused { _ = try await hasty.bytes(call) }?.code == .deadline)
      let alias = repository.call(["-c", "alias.hang=!echo out; sleep 60", "hang"], "hang")
      #expect(await refused { try await hasty.stream(alias) { _ in } }?.code == .deadline)
    }
  }

  @Test func pushesWithoutForce() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("clone", "-q", "--bare", "main", "bare.git", in: scratch.root)
      try await scratch.git("remote", "add", "origin", scratch.root + "/bare.git")
      let repository = try await scratch.repository()
      #expect(await repository.lastFetch() == nil)
      try await scratch.git("fetch", "-q")
      #expect(await repository.lastFetch() != nil)
      let made = try await scratch.tree()
      try scratch.write("x", to: "x", in: made.path)
      try await scratch.commit("x", in: made.path)
      try await repository.push("task-1")
      let tracking = Tracking(upstream: "origin/task-1", ahead: 0, behind: 0)
      #expect(try await repository.tracking(ofBranch: "task-1") == tracking)
      try await scratch.git("commit", "-q", "--amend", "-m", "other", in: made.path)
      #expect(try await repository.tracking(ofBranch: "task-1")?.ahead == 1)
      #expect(await refused { try await repository.push("task-1") }?.code == .refused)
      #expect(await refused { try await repository.push("nothing") }?.code == .missing)
      #expect(await refused { try await repository.push("task-1", to: "--all") }?.code == .failed)
    }
  }

  private func run(_ argv: [String], in folder: String) async throws {
    _ = try await Child.run(argv, environment: ["PATH": "/usr/bin:/bin"], folder: folder)
  }
}
