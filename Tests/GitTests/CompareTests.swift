import Testing

@testable import Git
@testable import Platform

@Suite struct CompareTests {
  @Test func comparesFileByFile() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      let long = (1...40).map { "line \($0)\n" }.joined()
      try scratch.write(long, to: "old name", in: made.path)
      try await scratch.commit("base", in: made.path)
      let base = try await scratch.git("rev-parse", "task-1")
      try await scratch.git("mv", "old name", "new\nname", in: made.path)
      try scratch.write("one\n2\nthree\nfour\n", to: "a.txt", in: made.path)
      try scratch.write("\u{0}\u{1}", to: "b.bin", in: made.path)
      try await scratch.git("rm", "-q", ".gitignore", in: made.path)
      try await scratch.commit("changes", in: made.path)
      let repository = try await scratch.repository()
      let comparison = Comparison(base: base, head: "task-1")
      let changes = try await repository.changes(comparison)
      #expect(
        Set(changes.map { "\($0.kind) \($0.path) \($0.oldPath ?? "-") \($0.added ?? -1) \($0.removed ?? -1)" }) == [
          "modified a.txt - 2 1", "added b.bin - -1 -1", "deleted .gitignore - 0 2", "renamed new\nname old name 0 0",
        ])
      #expect(try await repository.changedFiles(comparison).count == 5)
      var patch: [UInt8] = []
      try await repository.patch(comparison, paths: ["a.txt"]) { patch += $0 }
      #expect(patch.text.contains("-two\n+2\n") && !patch.text.contains("b.bin"))
      #expect(try await repository.content(of: "new\nname", at: "task-1")?.bytes.text == long)
      #expect(try await repository.content(of: "new\nname", at: "task-1", limit: 4)?.isCut == true)
      #expect(try await repository.content(of: "nothing", at: "task-1") == nil)
      #expect(await refused { _ = try await repository.changes(Comparison(base: "x", head: "y")) } != nil)
    }
  }

  @Test func showsOnlyWhatTheBranchDid() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      try scratch.write("t", to: "task", in: made.path)
      try await scratch.commit("task", in: made.path)
      try scratch.write("m", to: "other")
      try await scratch.commit("other")
      let repository = try await scratch.repository()
      #expect(try await repository.changedFiles(Comparison(base: "main", head: "task-1")) == ["task"])
      let plain = Comparison(base: "main", head: "task-1", sinceFork: false)
      #expect(try await repository.changedFiles(plain) == ["other", "task"])
    }
  }

  @Test func aReaderThatHadEnoughEndsGit() async throws {
    try await Scratch.with { scratch in
      try scratch.write(String(repeating: "0123456789abcdef\n", count: 300_000), to: "big")
      try await scratch.commit("big")
      let repository = try await scratch.repository()
      struct Enough: Error {}
      await #expect(throws: Enough.self) {
        try await repository.patch(Comparison(base: "main~1", head: "main")) { _ in throw Enough() }
      }
      var size = 0
      try await repository.patch(Comparison(base: "main~1", head: "main")) { size += $0.count }
      #expect(size > 300_000 * 18)
    }
  }

  @Test func tellsWhatAnAgentChangedInTheRepository() async throws {
    try await Scratch.with { scratch in
      let made = try await scratch.tree()
      let repository = try await scratch.repository()
      let before = try await repository.fingerprint(of: made.path)
      try scratch.write("t", to: "task", in: made.path)
      try await scratch.commit("task", in: made.path)
      try await scratch.git("config", "branch.task-1.remote", "origin")
      _ = try await repository.snapshot(of: made.path, to: "refs/drover/s")
      #expect(try await repository.fingerprint(of: made.path).changes(since: before, ownBranches: ["task-1"]) == [])
      try await scratch.git("config", "core.fsmonitor", "evil", in: made.path)
      try scratch.write("#!/bin/sh\n", to: ".git/hooks/pre-push")
      try scratch.write("* filter=x\n", to: ".git/info/attributes")
      try await scratch.git("tag", "v1", in: made.path)
      try scratch.write("gitdir: \(scratch.main)/.git/worktrees/task-1/\n", to: ".git", in: made.path)
      let changes = try await repository.fingerprint(of: made.path).changes(since: before, ownBranches: ["task-1"])
      #expect(
        changes.map(\.sentence) == [
          "the setting core.fsmonitor was added", "the hook pre-push was added", "refs/tags/v1 was added",
          "the file \(scratch.main)/.git/info/attributes was added",
          "the file \(made.path)/.git was changed",
        ])
    }
  }
}
