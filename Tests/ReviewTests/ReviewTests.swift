import Canvas
import DiffView
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets

@testable import Review

@Suite struct ReviewTests {
  @Test(
    arguments: [(40, 10), (80, 24), (120, 40), (200, 50)],
    [("dark", Theme(.dark)), ("light", Theme(.light)), ("mono", Theme(.dark, depth: .mono))])
  func theReviewAtEverySize(size: (Int, Int), theme: (String, Theme)) throws {
    var desk = Desk(columns: size.0, rows: size.1, theme: theme.1)
    desk.press("Tab", "J", "j", "j", "j")
    try GoldenScreen.check(
      desk.canvas, "Review/review-\(size.0)x\(size.1)-\(theme.0)", styles: size.0 == 80)
  }

  @Test(arguments: [
    ("files", [[String]](), ""), ("comment", [["Tab", "J", "j", "j", "j", "c"]], "why a Money?"),
    ("viewed", [["Space", "Space"]], ""), ("facts", [["<"]], ""), ("copy", [["Tab", "y"]], ""),
    ("send", [["Tab", "j", "j", "c"]], "say what\u{8}"),
    ("folded", [["Tab", "F"]], ""),
  ])
  func everyStateAt80x24(name: String, keys: [[String]], text: String) throws {
    var desk = Desk()
    for key in keys.flatMap({ $0 }) { desk.press(key) }
    desk.type(text)
    if name == "send" { desk.press("Enter", "S") }
    try GoldenScreen.check(desk.canvas, "Review/review-\(name)")
  }

  @Test func aReaderHearsTheStateOnce() {
    let text = Desk(theme: .accessible()).text
    #expect(text.contains("  review") && !text.contains("review review"))
  }

  @Test(arguments: Theme.Appearance.allCases, [ColorDepth.truecolor, .palette, .sixteen])
  func everyWordIsReadable(_ appearance: Theme.Appearance, _ depth: ColorDepth) {
    for name in [Theme.Name.auto, .highContrast, .colourBlind] {
      let theme = Theme(name, appearance: appearance, depth: depth)
      let faults = Contrast.faults(
        Desk(columns: 120, rows: 40, theme: theme).canvas, on: appearance == .dark ? 0x000000 : 0xffffff, appearance)
      #expect(faults.isEmpty, "\(name)")
    }
  }

  @Test func nothingTrapsAtAnySize() {
    var desk = Desk()
    for keys in [[], ["Tab"], ["c"], ["Esc", "S"], ["Esc", "y"], ["Esc", ">"], [">"], [">"], [">"]] {
      for key in keys { desk.press(key) }
      for columns in [0, 1, 2, 5, 39, 59, 60, 109, 110, 119, 200] {
        for rows in [0, 1, 2, 3, 9, 24, 60] {
          desk.resize(columns, rows)
          _ = desk.text
        }
      }
    }
  }

  @Test func singleFoldersShareARowAndSumsStandBesideFolders() {
    let tree = FileTree(files)
    #expect(
      tree.rows.map { "\($0.depth) \($0.name) +\($0.added) -\($0.removed)" } == [
        "0 README.md +1 -1", "0 Sources/Shop +5 -1", "1 Cart.swift +3 -1", "1 Deep/Only +2 -0", "2 Price.swift +2 -0",
        "0 logo.png +0 -0",
      ])
    let folded = FileTree(files, folded: ["Sources/Shop"])
    #expect(folded.rows.map(\.name) == ["README.md", "Sources/Shop", "logo.png"])
    #expect(folded.order == tree.order)
  }

  @Test func aViewedMarkHoldsForExactlyThatContent() async {
    var desk = Desk()
    let effect = desk.press("Space")
    #expect(desk.state.viewedCount == 1)
    #expect(await effect.messages().isEmpty)
    guard case .keepReview(let task, let notes)? = desk.client.performed.first else {
      return #expect(Bool(false), "nothing was kept")
    }
    #expect(task == TaskID(number: 12) && notes.viewed == ["README.md": "c3"])
    var changed = files
    changed[2].content = "other"
    desk.send(.changesLoaded(.all, ChangeList(from: "a", to: "b", files: changed)))
    #expect(desk.state.viewedCount == 0 && desk.state.isStale(changed[2]))
  }

  /// The agent wrote lines above; the comment, its number and what the agent is told go along.
  @Test func aCommentFollowsItsLine() async {
    var desk = Desk()
    desk.press("Tab", "g")
    for _ in 0..<40 where desk.state.anchor?.quote.contains("Adds up") != true { desk.press("j") }
    desk.press("c")
    desk.type("say how")
    desk.press("Enter")
    let before = desk.state.notes.comments.first?.line
    let moved = sample.replacing("+  /// Adds up", with: "+  // one\n+  // two\n+  /// Adds up")
    let effect = desk.send(.patchLoaded(.all, WorkDiff(moved), isComplete: true, isCut: false))
    #expect(await effect.messages().isEmpty)
    #expect(desk.state.notes.comments.map(\.line) == [(before ?? 0) + 2])
    guard case .keepReview(_, let notes)? = desk.client.performed.last else {
      return #expect(Bool(false), "the new number was not kept")
    }
    #expect(notes == desk.state.notes)
    let gone = sample.replacing("+  /// Adds up what everything costs.\n", with: "")
    #expect(desk.send(.patchLoaded(.all, WorkDiff(gone), isComplete: true, isCut: false)).runs.isEmpty)
    #expect(desk.state.notes.comments.map(\.line) == [(before ?? 0) + 2])
  }

  @Test func foldsAndTheLayoutComeBack() {
    var desk = Desk()
    desk.press("Tab", "f", "t")
    let memory = desk.panel.memory(desk.state)
    var other = Desk()
    _ = other.panel.recall(memory, &other.state)
    #expect(!desk.state.foldedFiles.isEmpty && other.state.foldedFiles == desk.state.foldedFiles)
    #expect(other.state.chosenLayout == desk.state.chosenLayout && desk.state.chosenLayout != nil)
  }

  @Test func commentsGoToTheAgentInOnePromptAndAreGoneThen() async {
    var desk = Desk()
    desk.press("Tab", "J", "j", "j", "j", "c")
    desk.type("why a Money?")
    desk.press("Enter", "J", "j", "j", "c")
    desk.type("say more")
    desk.press("Enter")
    #expect(desk.state.notes.comments.map(\.line) == [5, 1])
    desk.press("S")
    guard case .send(let sheet)? = desk.state.input else { return #expect(Bool(false), "no prompt is shown") }
    #expect(
      sheet.field.text == """
        Please change your work according to this review:

        Sources/Shop/Cart.swift, line 5 before the change:
        >   func total() -> Int { items.count }
        why a Money?

        Sources/Shop/Deep/Only/Price.swift, line 1:
        > struct Price {
        say more
        """)
    let messages = await desk.press("Enter").messages()
    #expect(desk.client.performed.contains(.continueTask(task: TaskID(number: 12), prompt: sheet.field.text)))
    for message in messages { desk.send(message) }
    #expect(desk.state.notes.comments.isEmpty)
  }

  @Test func aCommandTakesNoPromptAndTheReviewSaysSo() {
    var desk = Desk(detail: .sample(service: "command"))
    desk.press("S")
    #expect(desk.said.contains("runs a command") && desk.state.input == nil)
  }

  @Test func aCommentThatIsPutOffKeepsItsWords() {
    var desk = Desk()
    desk.press("Tab", "j", "j", "c")
    desk.type("half a th")
    desk.press("Esc", "c")
    guard case .comment(let sheet, _)? = desk.state.input else { return #expect(Bool(false), "no comment is open") }
    #expect(sheet.field.text == "half a th")
  }

  @Test func searchJumpsFromHitToHitAndAround() {
    var desk = Desk()
    desk.send(.searched("sells", isAccepted: true))
    #expect(desk.said == "2 lines match")
    let first = desk.state.cursor
    desk.press("n")
    #expect(desk.state.cursor == first + 1)
    desk.press("n")
    #expect(desk.state.cursor == first)
    desk.press("N")
    #expect(desk.state.cursor == first + 1)
  }

  @Test func mergingSaysWhatWasNotProvenBeforeItAsks() throws {
    var desk = Desk()
    desk.press("m")
    let merge = try #require(desk.dialog)
    #expect(
      merge.objects.first?.text.contains("fix the total of the cart") == true
        && merge.body.text.contains("! proof changed"))
    desk.press("D")
    let discard = try #require(desk.dialog)
    #expect(discard.isDangerous && discard.focused == 0 && discard.body.text.contains("4 changed files"))
  }

  @Test func theEditorOpensAtTheLine() throws {
    var desk = Desk()
    desk.press("Tab", "J", "j", "j", "j", "j", "e")
    let command = try #require(desk.executed)
    #expect(command.arguments.suffix(2) == ["+5", "Sources/Shop/Cart.swift"])
    #expect(command.folder?.hasSuffix("/task-12") == true)
    desk.press("o")
    #expect(desk.executed?.folder?.hasSuffix("/task-12") == true && desk.executed?.arguments.count == 3)
  }

  @Test(arguments: [
    ("l", "  /// Adds up what everything costs."), ("f", "Sources/Shop/Cart.swift"), ("b", "task-12"), ("i", "T12"),
  ])
  func whatIsCopiedIsTheSource(key: String, text: String) {
    var desk = Desk()
    desk.press("Tab", "J", "j", "j", "j", "j", "y", key)
    #expect(desk.copied == text)
  }

  @Test func theLayoutFollowsTheWidthUntilOneIsChosen() {
    var desk = Desk(columns: 80)
    #expect(desk.state.rows.layout == .unified)
    desk.resize(200, 50)
    #expect(desk.state.rows.layout == .split)
    desk.press("t")
    #expect(desk.state.rows.layout == .unified)
    desk.resize(80, 24)
    desk.press("t")
    desk.resize(200, 50)
    #expect(desk.state.rows.layout == .split)
  }

  @Test(arguments: [
    (nil, [Badge](), "no verify command is set: only your eyes check this"),
    ("make test", [Badge.proofChanged], "proof changed: the work touches CI"),
    ("make test", [], "verify passed: make test"),
    ("make test", [], "An agent runs as you: it can write outside of its worktree, into Drover's home too"),
  ])
  func theFactsSayWhatIsProvenAndWhatIsNot(verify: String?, badges: [Badge], words: String) {
    let lines = ReviewFacts.lines(.sample(verify: verify, badges: badges)).map(\.text)
    #expect(lines.contains { $0.hasPrefix(words) })
  }

  @Test func whereSignsAreWordsTheStateIsSaidOnce() {
    let desk = Desk(columns: 120, theme: .accessible())
    let head = desk.text.split(separator: "\n").first.map(String.init) ?? ""
    #expect(head.contains("  review ") && !head.contains("review review"), "\(head)")
  }

  @Test func closingIsAskedAndSaysWhereTheWorkStays() {
    var desk = Desk()
    #expect(desk.press("C").runs.isEmpty)
    #expect(desk.dialog?.title == "Close T12 without merging?" && desk.dialog?.focused == 0)
    #expect(desk.dialog?.body.text.contains("stays on branch task-12, in /home/a") == true)
  }

  @Test func opensAFileThatIsNotInMemoryByItself() {
    var desk = Desk()
    desk.send(.patchLoaded(.all, WorkDiff(""), isComplete: true, isCut: true))
    let effect = desk.press("j", "j")
    #expect(effect.runs.count == 1 && desk.state.loadedPaths == ["Sources/Shop/Cart.swift"])
  }

  /// Two changes while one look is under way cost one more look; one stays at the line where one stood.
  @Test func whatChangesMeanwhileIsLookedAtOnceAndOneStaysWhereOneStood() {
    var desk = Desk()
    desk.press("Tab", "g")
    for _ in 0..<40 where desk.state.anchor?.quote.contains("items: [Item]") != true { desk.press("j") }
    let first = desk.send(.touched)
    #expect(first.runs.count == 1)
    #expect(desk.send(.touched).runs.isEmpty && desk.send(.touched).runs.isEmpty)
    let list = ChangeList(from: "a", to: "c", files: files, uncommitted: ["README.md"])
    desk.send(.changesLoaded(.all, list))
    let longer = "diff --git a/A b/A\n--- /dev/null\n+++ b/A\n@@ -0,0 +1,2 @@\n+one\n+two\n" + sample
    let second = desk.send(.patchLoaded(.all, WorkDiff(longer), isComplete: true, isCut: false))
    #expect(second.runs.count == 1)
    #expect(desk.state.anchor?.quote.contains("items: [Item]") == true)
    #expect(desk.state.uncommitted == ["README.md"])
    #expect(desk.send(.patchLoaded(.all, WorkDiff(longer), isComplete: true, isCut: false)).runs.isEmpty)
  }

  @Test func theFirstPartOfALongDiffIsShownBeforeTheRest() async {
    let long = (0..<9_000).map { "+line \($0) of a long file that was added\n" }.joined()
    let patch = "diff --git a/x b/x\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,9000 @@\n" + long
    var state = ReviewState()
    let panel = ReviewPanel(client: FakeWork(patch: patch))
    let messages = await panel.open(TaskID(number: 12), &state).messages()
    let parts = messages.compactMap { message -> Bool? in
      if case .patchLoaded(_, _, let isComplete, _) = message { isComplete } else { nil }
    }
    #expect(parts == [false, true])
  }
}
