import Domain
import Testing

/// Trees made of hunks, and branches trimmed to them, with real git.
@Suite(.timeLimit(.minutes(2))) struct TrimTreeTests {
  private static let before = """
    for n in $(seq 1 40); do echo "line $n"; done > long.txt
    printf 'a\\r\\nb\\r\\nc\\r\\n' > crlf.txt; printf 'x\\ny' > open.txt; printf 'x\\ny\\n' > shut.txt
    echo gone > gone.txt; echo moved with enough to be seen as the same > old.txt; echo run > run.sh; echo kind > kind
    printf '\\000\\001' > data.bin; echo "a b" > "with blank.txt"; echo q > 'quo"te\\.txt'; echo d > ./-dash; echo u > 'ünï.txt'
    printf 'same\\n\\n\\n\\n\\n\\n\\n\\nsame\\n' > twins.txt; ln -s kind link; mkdir deep; echo 1 > deep/one; git config core.autocrlf false
    """

  private static let work = """
    sed -i 's/^line 3$/LINE 3/; s/^line 11$/LINE 11/; s/^line 19$/LINE 19/; $a line 41' long.txt
    printf 'a\\r\\nB\\r\\nc\\n' > crlf.txt; printf 'x\\ny\\n' > open.txt; printf 'x\\ny' > shut.txt
    rm gone.txt; git mv old.txt new.txt; echo more >> new.txt; chmod +x run.sh; rm kind; ln -s run.sh kind
    printf '\\000\\002' > data.bin; echo c >> "with blank.txt"; echo Q >> 'quo"te\\.txt'; echo D >> ./-dash; echo U >> 'ünï.txt'
    sed -i 's/^same$/other/' twins.txt; ln -sf deep link; : > empty; printf 'no end' > made.txt; mkdir -p a/b; echo n > a/b/new
    printf '#!/bin/sh\\n' > tool; chmod +x tool; ln -s nowhere fresh; printf 'tab\\n' > 'ta\tb'; printf 'nl\\n' > 'n\nl'
    """

  /// Whatever is kept, the new tree differs from the base by exactly that, and from the work by exactly the rest.
  @Test func aTreeHoldsExactlyTheHunksThatWereChosen() async throws {
    try await TrimLab.with(Self.before, work: Self.work) { lab in
      let (base, tip) = (lab.tree.baseCommit, lab.tree.branch)
      let all = try await lab.patch(base, tip)
      #expect(
        Set(all.hunks.map(\.kind)).isSuperset(of: [
          .lines, .binary, .deleted, .renamed, .mode, .empty, .link, .typeChanged,
        ]))
      #expect(all.hunks.count > 20 && all.hunks.count { $0.path == "long.txt" } == 4)
      #expect(all.hunks.count { $0.path == "twins.txt" } == 2)
      var choices = all.hunks.map { [$0.id] } + all.hunks.map { one in all.hunks.map(\.id).filter { $0 != one.id } }
      choices.append(all.hunks.enumerated().filter { $0.offset % 2 == 0 }.map(\.element.id))
      for ids in choices {
        let target = try await lab.prepared { Set(ids).contains($0.id) }
        let made = try await lab.patch(base, target.tree)
        #expect(made.hunks.map(\.id) == ids, "\(all.hunks.filter { ids.contains($0.id) }.map(\.path))")
      }
      #expect(try await lab.shell("git status --porcelain").isEmpty, "nothing was touched")
      let left = try await lab.shell("ls -a \"$(git rev-parse --git-common-dir)\" \"$(git rev-parse --git-dir)\"")
      #expect(!left.contains("drover-tree"))
    }
  }

  @Test func theBranchAndItsWorktreeBecomeTheTreeAndIgnoredFilesStay() async throws {
    try await TrimLab.with(Self.before + "\necho '*.log' > .gitignore", work: Self.work) { lab in
      try await lab.shell("echo precious > build.log; echo litter > nohup.out")
      let tip = try await lab.shell("git rev-parse HEAD")
      let target = try await lab.prepared { $0.path == "long.txt" && $0.header.hasPrefix("@@ -8") || $0.path == "tool" }
      #expect(target.count == StageCount(staged: 2, all: target.count?.all ?? 0) && target.from == tip)
      try await lab.trim(to: target)
      #expect(try await lab.shell("git status --porcelain --ignored") == "?? nohup.out\n!! build.log")
      #expect(try await lab.shell("git diff --name-only HEAD~2") == "long.txt\ntool")
      #expect(try await lab.shell("git rev-parse 'HEAD^{tree}' HEAD~1") == "\(target.tree)\n\(tip)")
      #expect(try await lab.shell("git diff -U0 HEAD~2 -- long.txt | tail -n 2") == "-line 11\n+LINE 11")
      #expect(try await lab.shell("test -x tool && cat kind gone.txt build.log") == "kind\ngone\nprecious")
      #expect(try await lab.shell("git log -1 --format='%an %B'").contains("Drover-Task: T1"))
      #expect(try await lab.shell("git for-each-ref refs/drover").contains("trim-") == false)
      let work = try await lab.repositories.measure(lab.tree)
      #expect(work.files == ["long.txt", "tool"] && work.lines == 3)
      let back = try await lab.repositories.prepareTrim(lab.tree, .back(to: tip, standing: work.commit))
      try await lab.trim(to: back)
      #expect(try await lab.shell("git diff --stat \(tip)").isEmpty)
    }
  }

  /// Files put there and not committed, an index that is locked, and all of it done by now: it goes on where it stands.
  @Test func anEngineThatWasKilledInTheMiddleIsFollowedByOneThatGoesOn() async throws {
    try await TrimLab.with(Self.before, work: Self.work) { lab in
      let target = try await lab.prepared { $0.path == "long.txt" }
      let seen = try await lab.repositories.snapshot(lab.tree, name: "R2")
      let trim = Trim(tree: target.tree, from: target.from, kept: 1, hunks: 2, undoes: false)
      func go() async throws {
        try await lab.repositories.trim(lab.tree, to: trim, seen: try #require(seen.commit), message: "work")
      }
      try await lab.shell(
        "git show HEAD~1:gone.txt > gone.txt; ln -sfn kind link; rm made.txt; : > $(git rev-parse --git-dir)/index.lock"
      )
      try await go()
      let tip = try await lab.shell("git rev-parse HEAD")
      #expect(try await lab.shell("git rev-parse 'HEAD^{tree}'") == target.tree)
      #expect(try await lab.shell("git status --porcelain").isEmpty)
      try await lab.shell("echo mine >> long.txt")
      try await go()
      #expect(try await lab.shell("git rev-parse HEAD; tail -n 1 long.txt") == "\(tip)\nmine", "what came later stays")
    }
  }

  @Test func whatSomebodyWroteMeanwhileIsNotTrimmedAway() async throws {
    try await TrimLab.with(Self.before, work: Self.work) { lab in
      let target = try await lab.prepared { $0.path == "long.txt" }
      let seen = try await lab.repositories.snapshot(lab.tree, name: "R2")
      let trim = Trim(tree: target.tree, from: target.from, kept: 1, hunks: 2, undoes: false)
      try await lab.shell("echo mine >> made.txt")
      let late = await lab.refusal {
        try await lab.repositories.trim(lab.tree, to: trim, seen: try #require(seen.commit), message: "work")
      }
      #expect(late?.contains("somebody has written made.txt") == true)
      let early = await lab.refusal { try await lab.trim(to: target) }
      #expect(early?.contains("not committed: made.txt") == true)
      let asked = await lab.refusal { _ = try await lab.prepared { $0.path == "long.txt" } }
      #expect(asked?.contains("not committed: made.txt") == true)
      try await lab.shell("git commit -qam mine")
      let moved = await lab.refusal { try await lab.trim(to: target) }
      #expect(moved != nil)
      #expect(try await lab.shell("tail -n 1 made.txt").hasSuffix("mine"))
    }
  }

  @Test(arguments: [
    (
      "echo b > b", "echo gen.txt > .gitignore; echo precious > gen.txt; echo x > x", "x",
      "changed what git ignores"
    ),
    (
      "echo gen > gen.txt", "git rm -q gen.txt; echo gen.txt > .gitignore; echo precious > gen.txt; echo x > x",
      ".gitignore",
      "a file that git does not know stands there"
    ),
    ("mkdir thing; echo f > thing/inner", "rm -r thing; echo i > thing", "thing", "a file and a folder of one name"),
    ("echo f > thing", "rm thing; mkdir thing; echo i > thing/inner", "thing/inner", "a file and a folder of one name"),
  ])
  func nothingIsOverwrittenAndNothingImpossibleIsMade(before: String, work: String, path: String, words: String)
    async throws
  {
    try await TrimLab.with(before, work: work) { lab in
      let said = await lab.refusal { _ = try await lab.prepared { $0.path == path } }
      #expect(said?.contains(words) == true, "\(said ?? "it was not refused")")
      let (status, kept) = (try await lab.shell("git status --porcelain"), try await lab.shell("cat gen.txt || true"))
      #expect(status.isEmpty && kept == (work.contains("gen") ? "precious" : ""))
    }
  }

  /// Its name cannot be told back to git: it can leave, and come back, but not be what is kept.
  @Test func aNameThatIsNoTextIsRefusedAndNotDropped() async throws {
    try await TrimLab.with("echo o > other", work: "echo O > other; echo x > \"$(printf 'odd\\377')\"") { lab in
      let said = await lab.refusal { _ = try await lab.prepared { $0.path != "other" } }
      #expect(said?.contains("must be a file of") == true, "\(said ?? "it was not refused")")
      let tip = try await lab.shell("git rev-parse HEAD")
      try await lab.trim(to: try await lab.prepared { $0.path == "other" })
      #expect(try await lab.shell("ls; git status --porcelain") == "other")
      let standing = try await lab.shell("git rev-parse HEAD")
      try await lab.trim(to: try await lab.repositories.prepareTrim(lab.tree, .back(to: tip, standing: standing)))
      #expect(try await lab.shell("git diff \(tip); ls | wc -l; git status --porcelain") == "2")
    }
  }

  @Test func aSubmoduleThatIsKeptStaysAsItStands() async throws {
    let before = """
      git init -q -b main ../lib; (cd ../lib; echo 1 > l; git add -A; git commit -qm l)
      git -c protocol.file.allow=always submodule --quiet add ../lib lib; echo o > other
      """
    let work = """
      git -c protocol.file.allow=always submodule --quiet update --init; cd lib; echo 2 > l
      git commit -qam 2; cd ..; echo O > other
      """
    try await TrimLab.with(before, work: work) { lab in
      let inside = try await lab.shell("git -C lib rev-parse HEAD")
      try await lab.trim(to: try await lab.prepared { $0.kind == .submodule })
      let (status, other) = (try await lab.shell("git status --porcelain"), try await lab.shell("cat other lib/l"))
      #expect(status.isEmpty && other == "o\n2")
      #expect(try await lab.shell("git rev-parse HEAD:lib; git -C lib rev-parse HEAD") == "\(inside)\n\(inside)")
    }
  }

  @Test func aFileThatBecameAFolderLeavesWithIt() async throws {
    try await TrimLab.with(
      "echo f > thing; echo o > other", work: "rm thing; mkdir thing; echo i > thing/inner; echo O > other"
    ) { lab in
      try await lab.trim(to: try await lab.prepared { $0.path == "other" })
      #expect(try await lab.shell("cat thing other; git status --porcelain") == "f\nO")
      try await lab.trim(
        to: try await lab.repositories.prepareTrim(
          lab.tree, .back(to: "HEAD~1", standing: try await lab.shell("git rev-parse HEAD"))))
      #expect(try await lab.shell("cat thing/inner") == "i")
    }
  }
}
