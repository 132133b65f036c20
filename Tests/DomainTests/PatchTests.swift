import Domain
import Testing

/// Hunks and their names, and what a file is with some of them: pure, so every edge is a line.
@Suite struct PatchTests {
  private static func patch(_ text: String) -> Patch { Patch(Array(text.utf8)) }

  private static let cart = """
    diff --git a/Cart.swift b/Cart.swift
    index 1111111..2222222 100644
    --- a/Cart.swift
    +++ b/Cart.swift
    @@ -1,3 +1,3 @@
     one
    -two
    +TWO
     three
    @@ -11,3 +11,3 @@ func far()
     one
    -two
    +TWO
     three

    """

  @Test func aHunkIsNamedByItsLinesAndNotByTheirNumbers() {
    let first = Self.patch(Self.cart).hunks
    let moved = Self.patch(Self.cart.replacing("@@ -1,3 +1,3 @@", with: "@@ -5,3 +9,3 @@ elsewhere")).hunks
    #expect(first.map(\.id) == moved.map(\.id))
    #expect(Set(first.map(\.id)).count == 2, "equal hunks of one file are told apart by their order")
    #expect(first[1].id.description == "\(first[0].id).2")
    let other = Self.patch(Self.cart.replacing("Cart.swift", with: "Other.swift")).hunks
    #expect(Set(other.map(\.id)).isDisjoint(with: first.map(\.id)))
  }

  @Test(arguments: [
    ("+TWO\n three\n@@ -11", "+Two\n three\n@@ -11"), ("-two", "-two "), (" three\n@@", " three\r\n@@"),
    (" three\n@@", " three\n\\ No newline at end of file\n@@"),
  ])
  func aHunkWithAnotherByteHasAnotherName(old: String, new: String) {
    let changed = Self.patch(Self.cart.replacing(old, with: new, maxReplacements: 1)).hunks
    #expect(changed.count == 2 && changed[0].id != Self.patch(Self.cart).hunks[0].id)
  }

  private static let files: [(String, String, Hunk.Kind, Int?)] = [
    ("new file mode 100644\nindex 0000000..e69de29\n", "a", .empty, 0),
    ("new file mode 100755\nindex 0000000..e69de29\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n", "a", .lines, 1),
    ("deleted file mode 100644\nindex 1..0\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n", "a", .deleted, 0),
    ("old mode 100644\nnew mode 100755\n", "a", .mode, 0),
    ("old mode 100644\nnew mode 100755\nindex 1..2\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+y\n", "a", .mode, 1),
    ("index 1..2 100644\nBinary files a/a and b/a differ\n", "a", .binary, nil),
    ("index 1..2 100644\nGIT binary patch\nliteral 2\nJcmZQz1ONa700IC2\n\n", "a", .binary, nil),
    ("similarity index 90%\nrename from old name\nrename to new name\n", "new name", .renamed, 0),
    ("new file mode 120000\nindex 0..1\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+b\n\\ No newline\n", "a", .link, 1),
    ("index 1..2 160000\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-Subproject 1\n+Subproject 2\n", "a", .submodule, 1),
  ]

  @Test(arguments: files)
  func whatOnlyMakesSenseWholeIsOneHunk(header: String, path: String, kind: Hunk.Kind, added: Int?) throws {
    let hunks = Self.patch("diff --git a/a b/a\n" + header).hunks
    let hunk = try #require(hunks.first)
    #expect(hunks.count == 1 && hunk.path == path && hunk.kind == kind && hunk.added == added)
  }

  @Test(arguments: [
    ("a/x y b/x y", "x y"), ("a/-n b/-n", "-n"), ("a/x b/x b/x b/x", "x b/x"), ("a/ü b/ü", "ü"),
    ("\"a/q\\\"\\\\\\t\\303\\274\" \"b/q\\\"\\\\\\t\\303\\274\"", "q\"\\\tü"),
  ])
  func namesAreReadAsGitWritesThem(names: String, path: String) {
    #expect(Self.patch("diff --git \(names)\nold mode 100644\nnew mode 100755\n").hunks.map(\.path) == [path])
  }

  @Test func aFileThatBecameALinkIsOneHunk() {
    let text = """
      diff --git a/a b/a
      deleted file mode 100644
      index 1..0
      --- a/a
      +++ /dev/null
      @@ -1 +0,0 @@
      -x
      diff --git a/a b/a
      new file mode 120000
      index 0..2
      --- /dev/null
      +++ b/a
      @@ -0,0 +1 @@
      +target
      \\ No newline at end of file

      """
    let patch = Self.patch(text)
    #expect(patch.hunks.map(\.kind) == [.typeChanged] && patch.sections.count == 2)
    #expect(patch.sections.allSatisfy { $0.whole == patch.hunks[0].id })
  }

  @Test func whatLooksLikeAHeaderInsideOfAHunkIsALine() {
    let text = "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n--- a/b\n-diff --git\n+++ b/b\n+@@ -1 +1 @@\n"
    #expect(Self.patch(text).hunks.map(\.removed) == [2])
  }

  private static let texts: [(String, [HunkText], String?)] = [
    ("1\n2\n3\n", [hunk(2, 1, "-2\n+two\n")], "1\ntwo\n3\n"),
    ("1\n2\n3\n", [hunk(1, 1, "-1\n"), hunk(3, 0, "+4\n")], "2\n3\n4\n"),
    ("", [hunk(0, 0, "+new\n")], "new\n"),
    ("1", [hunk(1, 1, "-1\n\\ No newline at end of file\n+1\n")], "1\n"),
    ("1\n", [hunk(1, 1, "-1\n+1\n\\ No newline at end of file\n")], "1"),
    ("1\r\n2\r\n", [hunk(1, 2, " 1\r\n-2\r\n+zwei\n")], "1\r\nzwei\n"),
    ("\n\n", [hunk(1, 2, "\n-\n+x\n")], "\nx\n"),
    ("same\nsame\nsame\n", [hunk(3, 1, "-same\n+other\n")], "same\nsame\nother\n"),
    ("1\n2\n", [hunk(2, 1, "-3\n+4\n")], nil), ("1\n", [hunk(5, 1, "-1\n")], nil),
    ("1\n2\n", [hunk(2, 1, "-2\n"), hunk(1, 1, "-1\n")], nil),
  ]

  private static func hunk(_ start: Int, _ count: Int, _ body: String) -> HunkText {
    HunkText(oldStart: start, oldCount: count, body: Array(body.utf8))
  }

  @Test(arguments: texts)
  func someHunksOfAFileAreAppliedByteForByteOrNotAtAll(old: String, hunks: [HunkText], new: String?) {
    let made = HunkText.applied(hunks, to: Array(old.utf8)).map { String(decoding: $0, as: UTF8.self) }
    #expect(made == new)
  }

  @Test func aPlanTakesWholeFilesWholeAndTheOthersInPart() {
    let rename = "diff --git a/o b/n\nsimilarity index 90%\nrename from o\nrename to n\n"
    let patch = Self.patch(Self.cart + rename)
    let plan = TreePlan(patch, staged: [patch.hunks[0].id, patch.hunks[2].id])
    #expect(plan.whole == ["n", "o"] && plan.parts.map(\.path) == ["Cart.swift"] && plan.parts[0].hunks.count == 1)
    #expect(plan.count == StageCount(staged: 2, all: 3))
    #expect(TreePlan(patch, staged: Set(patch.hunks.map(\.id))).whole == ["Cart.swift", "n", "o"])
  }
}
