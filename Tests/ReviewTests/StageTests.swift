import Canvas
import DiffView
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets

@testable import Review

@Suite struct StageTests {
  /// One hunk of two in a file, and a whole file.
  private func staged(_ desk: inout Desk) {
    desk.press("Tab", "J", "j", "j", "s", "G", "s", "K", "K", "j", "j")
  }

  @Test(
    arguments: [(40, 10), (80, 24), (120, 40), (200, 50)],
    [("dark", Theme(.dark)), ("ascii", Theme(.dark, glyphs: .ascii))])
  func whatIsStagedAtEverySize(size: (Int, Int), theme: (String, Theme)) throws {
    var desk = Desk(columns: size.0, rows: size.1, theme: theme.1)
    staged(&desk)
    try GoldenScreen.check(desk.canvas, "Review/staged-\(size.0)x\(size.1)-\(theme.0)")
    #expect(desk.text.contains("2 of 5 staged"))
  }

  @Test func aHunkIsStagedAndTheCursorGoesOnToTheNext() async {
    var desk = Desk()
    desk.press("Tab", "J", "j")
    let first = desk.state.cursor
    let effect = desk.press("s")
    #expect(desk.state.cursor > first && desk.state.stageCount == StageCount(staged: 1, all: 5))
    let ids = desk.state.staged
    #expect(await effect.messages().count == 1)
    #expect(desk.client.performed == [.stageHunks(task: TaskID(number: 12), stage: ids.sorted(), unstage: [])])
    desk.send(.stageKept(TaskID(number: 12), nil))
    desk.press("{", "s")
    #expect(desk.state.stageCount?.isNone == true)
  }

  @Test func aFileAFolderOrAllAreStagedAtOnce() {
    var desk = Desk()
    desk.press("j", "s")
    #expect(desk.state.stageCount == StageCount(staged: 3, all: 5), "the folder Sources/Shop")
    desk.press("j", "s")
    #expect(desk.state.stageCount == StageCount(staged: 1, all: 5), "Cart.swift is taken out")
    desk.press("a")
    #expect(desk.state.stageCount?.isAll == true)
    desk.press("a")
    #expect(desk.state.stageCount?.isNone == true)
    desk.press("G", "s")
    #expect(desk.state.staged == [desk.state.hunks.whole("logo.png")])
  }

  /// The first answer has not come yet: what is pressed meanwhile waits, and goes out as one.
  @Test func marksNeverOvertakeEachOther() async {
    var desk = Desk()
    desk.press("Tab", "a")
    let second = desk.press("a")
    #expect(second.runs.isEmpty)
    desk.send(.staged(desk.state.hunks.hunks.map(\.id)))
    #expect(desk.state.stageCount?.isNone == true, "an echo of the first changes nothing")
    let next = desk.send(.stageKept(TaskID(number: 12), nil))
    _ = await next.messages()
    guard case .stageHunks(_, let stage, let unstage)? = desk.client.performed.last else {
      return #expect(Bool(false), "nothing was told")
    }
    #expect(stage.isEmpty && unstage.count == 5)
    desk.send(.stageKept(TaskID(number: 12), nil))
    desk.send(.staged([]))
    #expect(desk.state.stageCount?.isNone == true)
  }

  @Test func whatCouldNotBeKeptIsNotShownAsKept() {
    var desk = Desk()
    desk.press("a")
    let effect = desk.send(.stageKept(TaskID(number: 12), DroverError(.refused, "no")))
    #expect(desk.said.contains("no") && !effect.runs.isEmpty)
    desk.send(.detailLoaded(.sample()))
    #expect(desk.state.stageCount?.isNone == true)
  }

  @Test func aMarkFallsOffWithItsHunkAndStaysWhereItOnlyMoves() {
    var desk = Desk()
    desk.press("a")
    let moved = sample.replacing("@@ -1,2 +1,2 @@", with: "@@ -7,2 +9,2 @@ somewhere")
    desk.send(.patchLoaded(.all, WorkDiff(moved), isComplete: true, isCut: false))
    #expect(desk.state.stageCount?.isAll == true)
    let changed = sample.replacing("+Sells good things.", with: "+Sells bad things.")
    desk.send(.patchLoaded(.all, WorkDiff(changed), isComplete: true, isCut: false))
    #expect(desk.state.stageCount == StageCount(staged: 4, all: 5))
    desk.send(.stageKept(TaskID(number: 12), nil))
    desk.press("Tab", "G", "s")
    #expect(desk.state.staged.count == 3, "the mark that fell off is forgotten with the next one")
  }

  @Test func whatIsTrimmedIsWhatTheQuestionSaid() async throws {
    var desk = Desk()
    desk.press("s", "m")
    let staged = desk.state.staged
    _ = await (try #require(desk.answers["K"])).messages()
    guard case .stageHunks(_, let stage, let unstage)? = desk.client.performed.first else {
      return #expect(Bool(false), "the marks were not told first")
    }
    #expect(Set(stage) == staged && unstage.count == 4)
    #expect(desk.client.performed.last == .trimTask(task: TaskID(number: 12), undo: false))
  }

  @Test func mergingAPartAsksWhichIsMeantAndTheDefaultIsNeither() throws {
    var desk = Desk()
    desk.press("s", "m")
    let dialog = try #require(desk.dialog)
    #expect(dialog.title == "1 of 5 hunks of T12 staged" && dialog.focused == 0)
    #expect(dialog.buttons.map(\.key) == ["n", "K", "Y"] && dialog.body.text.contains("the other 4 leave the branch"))
    desk.press("a", "m")
    #expect(desk.dialog?.title == "Merge T12?")
  }

  @Test func onlyWhatWasTrimmedComesBack() async {
    var desk = Desk()
    desk.press("u")
    #expect(desk.said == "nothing is trimmed off T12")
    var detail = TaskDetail.sample()
    let last = detail.attempts.count - 1
    detail.attempts[last].trim = Trim(tree: "t", from: "c", kept: 3, hunks: 7, undoes: false)
    desk.send(.detailLoaded(detail))
    _ = await desk.press("u").messages()
    #expect(desk.client.performed == [.trimTask(task: TaskID(number: 12), undo: true)])
  }

  /// Git puts such a name into quotes; what the screen shows of it is not what the file is called.
  @Test func aFileWithAnOddNameIsStagedLikeAnyOther() {
    var desk = Desk()
    let odd = "diff --git \"a/q\\\"x\" \"b/q\\\"x\"\n--- \"a/q\\\"x\"\n+++ \"b/q\\\"x\"\n@@ -1 +1 @@\n-a\n+b\n"
    desk.send(
      .changesLoaded(
        .all,
        ChangeList(
          from: "a", to: "b",
          files: [
            ChangedFile(path: "q\"x", kind: .modified, added: 1, removed: 1, content: "c9")
          ])))
    desk.send(.patchLoaded(.all, WorkDiff(odd), isComplete: true, isCut: false))
    desk.press("s")
    #expect(desk.state.stageCount?.isAll == true)
    desk.send(.stageKept(TaskID(number: 12), nil))
    desk.press("Tab", "g", "s")
    #expect(desk.state.stageCount?.isNone == true)
  }

  @Test func whoStagesAFileByItsNameGoesOnBehindIt() {
    var desk = Desk()
    desk.press("Tab", "J", "s")
    #expect(desk.state.stageCount == StageCount(staged: 2, all: 5))
    #expect(desk.state.documentFile(at: desk.state.cursor)?.path == "Sources/Shop/Deep/Only/Price.swift")
    desk.press("s")
    #expect(desk.state.stageCount == StageCount(staged: 3, all: 5))
  }

  @Test func theCursorGoesOnToFilesWithoutLinesToo() {
    var desk = Desk()
    desk.press("Tab", "G", "k", "k", "s")
    #expect(desk.state.documentFile(at: desk.state.cursor)?.path == "logo.png")
    desk.press("s")
    #expect(desk.state.stageCount == StageCount(staged: 2, all: 5))
  }

  @Test func aMergeThatCannotCountWhatIsStagedSaysSo() throws {
    var desk = Desk()
    desk.send(.patchLoaded(.all, WorkDiff([], isWhole: false), isComplete: true, isCut: true))
    desk.send(.staged([HunkID("0123456789ab")]))
    desk.press("m")
    #expect(try #require(desk.dialog).body.text.contains("hunks are staged, and this merges all"))
  }

  @Test func whereNothingCanBeStagedTheReviewSaysWhy() {
    var desk = Desk()
    desk.press(">", "s")
    #expect(desk.said.contains("All changes"))
    var long = Desk()
    long.send(.patchLoaded(.all, WorkDiff([], isWhole: false), isComplete: true, isCut: true))
    long.press("s")
    #expect(long.said.contains("drover task stage T12"))
    long.press("j", "j")
    #expect(long.state.loadedPaths == ["Sources/Shop/Cart.swift"])
    long.send(.patchLoaded(.all, WorkDiff(sample), isComplete: true, isCut: false))
    #expect(long.state.stageCount == nil, "one file of it is not all of it")
  }
}
