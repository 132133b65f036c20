import Canvas
import TestSupport
import Testing

@testable import DiffView

private let sample = """
  diff --git a/Sources/A.swift b/Sources/A.swift
  index 111..222 100644
  --- a/Sources/A.swift
  +++ b/Sources/A.swift
  @@ -10,5 +10,6 @@ struct A {
     let kept = 1
  -  let old = compute(1, with: "text")
  +  let new = compute(2, with: "text")
  +  let more = true
  ---- dashes that were a line
  +++ pluses that are a line
   }
  diff --git a/new file.txt b/new file.txt
  new file mode 100644
  --- /dev/null
  +++ b/new file.txt
  @@ -0,0 +1 @@
  +漢字 \u{1b}[31mhostile\u{7}
  \\ No newline at end of file
  diff --git a/old.bin b/moved.bin
  similarity index 90%
  rename from old.bin
  rename to moved.bin
  Binary files a/old.bin and b/moved.bin differ
  diff --git a/gone.py b/gone.py
  deleted file mode 100644
  --- a/gone.py
  +++ /dev/null
  @@ -1,2 +0,0 @@
  -def f():
  -\treturn 1
  """

@Suite struct DiffTests {
  /// Git leaves a count out where it is one.
  @Test(arguments: [
    ("@@ -1 +0,0 @@\n-gone\n", ["gone"], 0, 1), ("@@ -0,0 +1 @@\n+new\n", ["new"], 1, 0),
    ("@@ -7 +7 @@\n-one\n+other\n", ["one", "other"], 1, 1),
    ("@@ -7 +7,2 @@\n-one\n+other\n+more\n", ["one", "other", "more"], 2, 1),
    ("@@ -7,2 +7 @@\n-one\n-more\n+other\n", ["one", "more", "other"], 1, 2),
  ])
  func countsThatAreLeftOutAreOne(hunk: String, words: [String], added: Int, removed: Int) {
    let after = "diff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n-x\n+y\n"
    let document = DiffDocument("diff --git a/a b/a\n--- a/a\n+++ b/a\n\(hunk)\(after)")
    let file = document.files[0]
    #expect(file.lines.dropFirst().map(document.text) == words && file.added == added && file.removed == removed)
    #expect(document.files.count == 2 && document.files[1].added == 1)
  }

  @Test func readsFilesAndLines() {
    let diff = DiffDocument(sample)
    #expect(diff.files.map(\.path) == ["Sources/A.swift", "new file.txt", "moved.bin", "gone.py"])
    #expect(diff.files.map(\.change) == [.modified, .added, .renamed, .deleted])
    #expect(diff.files.map { [$0.added, $0.removed] } == [[3, 2], [1, 0], [0, 0], [0, 2]])
    #expect(
      diff.lines.prefix(8).map(\.kind) == [.hunk, .context, .removed, .added, .added, .removed, .added, .context])
    #expect(diff.lines.prefix(8).map(\.old) == [10, 10, 11, 0, 0, 12, 0, 13])
    #expect(diff.lines.prefix(8).map(\.new) == [10, 10, 0, 11, 12, 0, 13, 14])
    #expect(diff.text(5) == "--- dashes that were a line")
    #expect(diff.file(at: 9)?.path == "new file.txt")
    #expect(diff.file(at: 999) == nil)
    #expect(diff.files[2].oldPath == "old.bin")
  }

  @Test(arguments: [
    "", "no diff at all\nmore", "@@ -1 +1 @@\n+x", "--- a\n+++ b\n@@ -1,9999999999 +1 @@\n-x", "diff --git",
    "--- a\n+++ b\n@@ -9223372036854775807,2 +9223372036854775807 @@\n-x\n-y\n+z",
    "--- a/x\n+++ b/x\n@@ nonsense @@\n+y", "\n\n\n",
  ])
  func nonsenseIsNoTrap(_ text: String) {
    let diff = DiffDocument(text)
    for layout in [DiffRows.Layout.unified, .split] {
      var canvas = Canvas(Size(columns: 20, rows: 5))
      DiffView(diff, rows: DiffRows(diff, layout)).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    }
  }

  @Test func aDiffWithoutGitHeadersHasItsFiles() {
    let diff = DiffDocument("--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+b\n--- y.c\n+++ y.c\n@@ -1 +1 @@\n-c\n+d\n")
    #expect(diff.files.map(\.path) == ["x.c", "y.c"])
    #expect(diff.files.map(\.lines) == [0..<3, 3..<6])
  }

  @Test func rowsPairWhatStandsForWhat() {
    let diff = DiffDocument(sample)
    let split = DiffRows(diff, .split)
    #expect(
      split.rows.prefix(7).map { [$0.left, $0.right] } == [
        [0, -1], [0, 0], [1, 1], [2, 3], [-1, 4], [5, 6], [7, 7],
      ])
    let unified = DiffRows(diff, .unified)
    #expect(unified.rows.filter { $0.kind == .line }.count == diff.lines.count)
    #expect(unified.fileRows.count == 4)
    #expect(DiffRows(diff, .unified, folded: [0, 1, 2, 3]).rows.count == 4)
    #expect(DiffRows.Layout(columns: 119) == .unified)
    #expect(DiffRows.Layout(columns: 120) == .split)
  }

  @Test(arguments: [
    ("let old = 1", "let new = 1", [4..<7], [4..<7]), ("a b c", "a c", [2..<4], []), ("same", "same", [], []),
    ("f(x, y)", "f(x, z)", [5..<6], [5..<6]), ("one two three", "1 2 three", [0..<7], [0..<3]),
  ])
  func wordsThatChanged(_ old: String, _ new: String, _ left: [Range<Int>], _ right: [Range<Int>]) throws {
    let changes = try #require(WordDiff.changes(old, new))
    #expect(changes.old == left)
    #expect(changes.new == right)
  }

  @Test func linesThatShareLittleAreChangedAsAWhole() {
    #expect(WordDiff.changes("alpha beta gamma", "one two three") == nil)
    #expect(WordDiff.changes(String(repeating: "a ", count: 500), "a") == nil)
  }

  @Test func onlyWhatIsSeenIsLaidOut() {
    var text = "diff --git a/x.swift b/x.swift\n--- a/x.swift\n+++ b/x.swift\n@@ -1,25000 +1,25000 @@\n"
    for index in 0..<25_000 { text += "-let a\(index) = 1\n+let a\(index) = 2\n" }
    let diff = DiffDocument(text)
    let rows = DiffRows(diff, .unified)
    #expect(rows.rows.count == 50_002)
    var canvas = Canvas(Size(columns: 80, rows: 24))
    let took = ContinuousClock().measure {
      DiffView(diff, rows: rows, top: 49_000).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    }
    #expect(took < .milliseconds(250))
  }

  @Test func everyRowIsWholeAndWithoutControls() {
    let diff = DiffDocument(sample)
    for columns in [0, 1, 3, 12, 40, 119, 130] {
      for layout in [DiffRows.Layout.unified, .split] {
        var canvas = Canvas(Size(columns: columns, rows: 30))
        DiffView(diff, rows: DiffRows(diff, layout), selected: 3, indent: columns % 5)
          .draw(into: &canvas, area: canvas.bounds, theme: Theme())
        for row in 0..<30 {
          #expect(canvas.row(row).reduce(0) { $0 + $1.width } == columns)
          #expect(canvas.row(row).allSatisfy { $0.width == 0 || $0.scalar >= 0x20 && $0.scalar != 0x7f })
        }
      }
    }
  }

  @Test(arguments: [60, 80, 120, 160]) func looksAsItDid(_ columns: Int) throws {
    let diff = DiffDocument(sample)
    let rows = DiffRows(diff, DiffRows.Layout(columns: columns))
    let looks = [
      ("truecolor", Theme(.dark)), ("256", Theme(.dark, depth: .palette)), ("light", Theme(.light)),
      ("ascii-mono", Theme(.dark, depth: .mono, glyphs: .ascii)),
    ]
    for (look, theme) in looks {
      var canvas = Canvas(Size(columns: columns, rows: 20))
      DiffView(diff, rows: rows, selected: 3).draw(into: &canvas, area: canvas.bounds, theme: theme)
      try GoldenScreen.check(canvas, "Diff/sample-\(columns)-\(look)", styles: true)
    }
  }
}
