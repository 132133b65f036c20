import Foundation
import Testing

@testable import Git
@testable import Platform

@Suite struct WorktreesTests {
  @Test func neverReusesABranchOrAPath() async throws {
    try await Scratch.with { scratch in
      #expect(try await scratch.tree().branch == "task-1")
      let second = try await scratch.tree()
      #expect(second.branch == "task-1-2" && second.path.hasSuffix("/trees/task-1-2"))
      try await scratch.git("branch", "task-2")
      #expect(try await scratch.tree("task-2").branch == "task-2-2")
      try scratch.write("mine", to: "keep", in: scratch.trees + "/task-3")
      #expect(try await scratch.tree("task-3").branch == "task-3-2")
      #expect(scratch.read("keep", in: scratch.trees + "/task-3") == "mine")
      for name in ["", "-x", "a b", "a..b", "HEAD", "x.lock"] {
        #expect(await refused { _ = try await scratch.tree(name) } != nil, "\(name)")
      }
      #expect(try await scratch.git("status", "--porcelain") == "")
    }
  }

  @Test func leavesNothingBehindWhenItFails() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("config", "filter.bad.smudge", "false")
      try await scratch.git("config", "filter.bad.required", "true")
      try scratch.write("a.txt filter=bad\n", to: ".git/info/attributes")
      #expect(await refused { _ = try await scratch.tree() } != nil)
      #expect(try await scratch.git("branch", "--list", "task-1") == "")
      #expect(!scratch.exists(scratch.trees + "/task-1"))
    }
  }

  @Test func locksAndUnlocks() async throws {
    try await Scratch.with { scratch in
      let repository = try await scratch.repository()
      let trees = Worktrees(repository)
      let made = try await trees.add(
        branch: "task-1", base: try await repository.base("main"), at: scratch.trees + "/t", lockReason: "run R1")
      #expect(try await trees.find(made.path).lockReason == "run R1")
      try await trees.lock(made.path, reason: "again")
      try await trees.unlock(made.path)
      try await trees.unlock(made.path)
      #expect(try await !trees.find(made.path).isLocked)
      try await trees.lock(made.path, reason: "two\nlines")
      #expect(try await trees.find(made.path).isLocked)
      try scratch.write("", to: "index.lock", in: scratch.main + "/.git/worktrees/t")
      #expect(
        await refused { _ = try await repository.commitAll(in: made.path, message: "m", task: "T1") }?.code == .busy)
      #expect(try await trees.clearStaleLocks(made.path) == ["index.lock"])
      #expect(await refused { _ = try await trees.clearStaleLocks(scratch.main) }?.code == .refused)
    }
  }

  @Test(arguments: ["task-1", "with space", "line\nbreak", "ünï", "-dash", "q'\"$x"])
  func goesToTheTrashAndBackWithEverything(name: String) async throws {
    try await Scratch.with { scratch in
      let repository = try await scratch.repository()
      let trees = Worktrees(repository)
      let made = try await trees.add(
        branch: "task-1", base: try await repository.base("main"), at: "\(scratch.trees)/\(name)", lockReason: "run")
      try scratch.write("changed\n", to: "a.txt", in: made.path)
      try scratch.write("ignored", to: "build/out.log", in: made.path)
      try scratch.write("staged", to: "staged", in: made.path)
      try await scratch.git("add", "staged", in: made.path)
      try await scratch.git("init", "-q", "nested", in: made.path)
      try scratch.write("inner", to: "nested/file", in: made.path)
      let before = try await scratch.git("status", "--porcelain", in: made.path)
      let entry = try await trees.moveToTrash(made.path, to: scratch.trash + "/T1")
      #expect(entry.branch == "task-1" && entry.hasTree && !scratch.exists(made.path))
      #expect(try await trees.list().count == 1)
      try await scratch.git("worktree", "prune")
      try await scratch.git("branch", "-D", "task-1")
      try await scratch.git("-c", "gc.reflogExpire=now", "-c", "gc.pruneExpire=now", "gc", "-q", "--prune=now")
      #expect(scratch.read("tree/nested/file", in: entry.folder) == "inner")
      let back = try await trees.restore(from: entry.folder)
      #expect(back == made)
      #expect(try await scratch.git("status", "--porcelain", in: made.path) == before)
      #expect(scratch.read("build/out.log", in: made.path) == "ignored")
      #expect(try await scratch.git("cat-file", "-p", ":staged", in: made.path) == "staged")
      #expect(!scratch.exists(entry.folder))
      #expect(try await scratch.git("for-each-ref", "refs/drover") == "")
    }
  }

  @Test func crossesFileSystems() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      try scratch.write("x", to: "locked/file", in: made.path)
      _ = try await Child.run(["chmod", "500", made.path + "/locked"], environment: ["PATH": "/usr/bin:/bin"])
      let trees = Worktrees(try await scratch.repository())
      let mover = Mover(launcher: scratch.launcher, alwaysCopies: true)
      let entry = try await trees.moveToTrash(made.path, to: scratch.trash + "/T1", mover)
      #expect(!scratch.exists(made.path) && scratch.read("tree/locked/file", in: entry.folder) == "x")
      #expect(try await trees.restore(from: entry.folder, mover) == made)
      #expect(scratch.read("locked/file", in: made.path) == "x")
    }
  }

  @Test(.enabled(if: access("/dev/shm", W_OK) == 0)) func reachesATrashOnAnotherDisk() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      try scratch.write("x", to: "x", in: made.path)
      let trash = "/dev/shm/" + Disk.name(of: scratch.root)
      let trees = Worktrees(try await scratch.repository())
      let entry = try await trees.moveToTrash(made.path, to: trash)
      #expect(!scratch.exists(made.path) && entry.hasTree)
      #expect(try await trees.restore(from: trash) == made)
      #expect(scratch.read("x", in: made.path) == "x" && !scratch.exists(trash))
    }
  }

  /// The states that a crash can leave, each made from a whole entry by undoing its last steps.
  @Test(arguments: ["nothing moved", "registration moved", "half copied", "restored, tree only", "restored"])
  func aCrashOnTheWayLosesNothing(stage: String) async throws {
    try await Scratch.with { scratch in
      let trees = Worktrees(try await scratch.repository())
      let made = try await scratch.tree()
      try scratch.write("work", to: "work", in: made.path)
      let entry = try await trees.moveToTrash(made.path, to: scratch.trash + "/T1")
      let files = FileManager.default
      let tree = entry.folder + "/tree"
      let registration = scratch.main + "/.git/worktrees/task-1"
      if stage == "half copied" { try files.copyItem(atPath: tree, toPath: tree + ".partial") }
      try files.moveItem(atPath: tree, toPath: made.path)
      if stage == "nothing moved" || stage == "restored" {
        try files.createDirectory(atPath: Disk.folder(of: registration), withIntermediateDirectories: true)
        try files.moveItem(atPath: entry.folder + "/registration-0", toPath: registration)
      }
      #expect(try await trees.restore(from: entry.folder) == made)
      #expect(scratch.read("work", in: made.path) == "work" && !scratch.exists(entry.folder))
      #expect(try await scratch.git("status", "--porcelain", in: made.path) == "?? work")
      #expect(try await scratch.git("branch", "--list", "task-1*") == "+ task-1")
    }
  }

  @Test func neverTakesOverALivingWorktreeOfTheSameName() async throws {
    try await Scratch.with { scratch in
      let trees = Worktrees(try await scratch.repository())
      let first = try await scratch.tree()
      let entry = try await trees.moveToTrash(first.path, to: scratch.trash + "/T1")
      try FileManager.default.removeItem(atPath: entry.folder + "/tree")
      try await scratch.git("branch", "-D", "task-1")
      let second = try await scratch.tree()
      #expect(second.path == first.path)
      try scratch.write("living", to: "living", in: second.path)
      let back = try await trees.restore(from: entry.folder)
      #expect(back.path == first.path + "-2" && back.branch == "task-1-2")
      #expect(try await scratch.git("status", "--porcelain", in: second.path) == "?? living")
      #expect(try await scratch.git("status", "--porcelain", in: back.path) == "")
      let third = try await trees.moveToTrash(back.path, to: scratch.trash + "/T2")
      try await trees.emptyTrash(third.folder)
      #expect(!scratch.exists(third.folder))
      #expect(try await scratch.git("for-each-ref", "refs/drover") == "")
    }
  }

  @Test func fillsSubmodulesFromWhatIsHere() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("init", "-q", "-b", "main", "sub", in: scratch.root)
      try scratch.write("s", to: "s.txt", in: scratch.root + "/sub")
      try await scratch.commit("sub", in: scratch.root + "/sub")
      try await scratch.git("submodule", "--quiet", "add", "--name", "my lib", scratch.root + "/sub", "a b/lib")
      try await scratch.commit("with submodule")
      try FileManager.default.removeItem(atPath: scratch.root + "/sub")
      let made = try await scratch.tree()
      let before = try await scratch.repository().fingerprint()
      try await Worktrees(scratch.repository()).fillSubmodules(of: made.path)
      #expect(scratch.read("a b/lib/s.txt", in: made.path) == "s")
      #expect(try await scratch.git("remote", "get-url", "origin", in: made.path + "/a b/lib") == scratch.root + "/sub")
      #expect(try await scratch.git("status", "--porcelain", in: made.path) == "")
      #expect(try await scratch.repository().fingerprint().changes(since: before) == [])
    }
  }

  @Test func comesBackBesideWhatTookItsPlace() async throws {
    try await Scratch.with { scratch in
      let trees = Worktrees(try await scratch.repository())
      let first = try await scratch.tree()
      try scratch.write("work", to: "work", in: first.path)
      let entry = try await trees.moveToTrash(first.path, to: scratch.trash + "/T1")
      let second = try await scratch.tree("other")
      try await scratch.git("checkout", "-q", "task-1", in: second.path)
      try scratch.write("mine", to: "mine", in: first.path)
      #expect(await refused { _ = try await trees.moveToTrash(second.path, to: entry.folder) }?.code == .refused)
      let back = try await trees.restore(from: entry.folder)
      #expect(back.path == first.path + "-2" && back.branch == "task-1-2")
      #expect(scratch.read("work", in: back.path) == "work")
      #expect(try await scratch.repository(back.path).branch == "task-1-2")
      #expect(
        await refused { _ = try await trees.moveToTrash(scratch.main, to: scratch.trash + "/M") }?.code == .refused)
      #expect(await refused { _ = try await trees.restore(from: entry.folder) }?.code == .missing)
    }
  }

  @Test func keepsAWorktreeInsideAndOneWhoseFolderIsGone() async throws {
    try await Scratch.with { scratch in
      let trees = Worktrees(try await scratch.repository())
      let outer = try await scratch.tree()
      try await scratch.git("worktree", "add", "-q", "-b", "inner", outer.path + "/.claude/worktrees/x")
      try scratch.write("deep", to: ".claude/worktrees/x/deep", in: outer.path)
      let entry = try await trees.moveToTrash(outer.path, to: scratch.trash + "/T1")
      #expect(try await trees.list().count == 1)
      _ = try await trees.restore(from: entry.folder)
      #expect(try await scratch.repository(outer.path + "/.claude/worktrees/x").branch == "inner")
      let gone = try await scratch.tree("task-2")
      try scratch.write("new", to: "new", in: gone.path)
      try await scratch.git("add", "new", in: gone.path)
      _ = try await Child.run(["rm", "-rf", gone.path], environment: ["PATH": "/usr/bin:/bin"])
      let empty = try await trees.moveToTrash(gone.path, to: scratch.trash + "/T2")
      #expect(!empty.hasTree && empty.branch == "task-2")
      _ = try await trees.restore(from: empty.folder)
      #expect(scratch.read("new", in: gone.path) == "new" && scratch.read("a.txt", in: gone.path) != nil)
    }
  }

  @Test func submodulesSurviveTheTrash() async throws {
    try await Scratch.with { scratch in
      try await scratch.git("init", "-q", "-b", "main", "sub", in: scratch.root)
      try scratch.write("s", to: "s.txt", in: scratch.root + "/sub")
      try await scratch.commit("sub", in: scratch.root + "/sub")
      try await scratch.git("submodule", "--quiet", "add", scratch.root + "/sub", "lib")
      try await scratch.commit("with submodule")
      let trees = Worktrees(try await scratch.repository())
      let made = try await scratch.tree()
      try await scratch.git("submodule", "--quiet", "update", "--init", in: made.path)
      try scratch.write("dirty", to: "lib/s.txt", in: made.path)
      let outcome = try await scratch.repository().commitAll(in: made.path, message: "m", task: "T1")
      #expect(outcome == .nothingToCommit(leftOut: [LeftOut(path: "lib", reason: .submodule)]))
      let entry = try await trees.moveToTrash(made.path, to: scratch.trash + "/T1")
      try scratch.write("mine", to: "mine", in: made.path)
      let back = try await trees.restore(from: entry.folder)
      #expect(back.path == made.path + "-2")
      #expect(try await scratch.git("status", "--porcelain", in: back.path + "/lib") == " M s.txt")
    }
  }

  @Test func worksInSparseAndBareAndLinkedRepositories() async throws {
    try await Scratch.with { scratch in
      try scratch.write("in", to: "in/file")
      try scratch.write("out", to: "out/file")
      try await scratch.commit("folders")
      try await scratch.git("sparse-checkout", "set", "in")
      let sparse = try await scratch.tree()
      #expect(scratch.exists(sparse.path + "/in/file") && !scratch.exists(sparse.path + "/out/file"))
      try scratch.write("more", to: "in/more", in: sparse.path)
      let outcome = try await scratch.repository().commitAll(in: sparse.path, message: "m", task: "T1")
      guard case .committed(let committed) = outcome else { return #expect(Bool(false), "\(outcome)") }
      #expect(committed.changedFiles == 1)
      let linked = try await scratch.repository(sparse.path)
      let inner = try await Worktrees(linked).add(
        branch: "task-2", base: try await linked.base("task-1"), at: scratch.trees + "/two")
      #expect(scratch.exists(inner.path + "/in/more"))
      try await scratch.git("clone", "-q", "--bare", "main", "bare.git", in: scratch.root)
      let bare = try await scratch.repository(scratch.root + "/bare.git")
      let third = try await Worktrees(bare).add(
        branch: "task-3", base: try await bare.currentBase(), at: scratch.trees + "/three")
      let entry = try await Worktrees(bare).moveToTrash(third.path, to: scratch.trash + "/T3")
      #expect(try await Worktrees(bare).restore(from: entry.folder) == third)
      #expect(scratch.exists(third.path + "/out/file"))
    }
  }
}
