import Canvas
import TestSupport
import Testing

@testable import Widgets

/// A log of a million lines that counts how many were asked for.
final class CountingSource: LineSource {
  var lines: Range<Int>
  var asked = 0
  init(_ lines: Range<Int>) { self.lines = lines }
  func line(_ index: Int) -> StyledText {
    asked += 1
    return StyledText("line \(index)")
  }
}

@Suite struct ViewportTests {
  @Test func followsAtTheBottomAndPinsOneRowUp() {
    let source = CountingSource(0..<100)
    var state = ViewportState(size: Size(columns: 20, rows: 10))
    #expect(state.top(source).line == 90)
    state.scroll(by: -1, source)
    #expect(!state.isFollowing)
    source.lines = 0..<5_000
    #expect(state.top(source).line == 89)
    #expect(state.newLines(source) == 4_900)
    state.scroll(by: 1, source)
    #expect(state.newLines(source) == 4_900)
    state.follow()
    #expect(state.top(source).line == 4_990)
    #expect(state.newLines(source) == 0)
  }

  /// The rows behind the first stand below the words, and a click on them means the right byte.
  @Test func wrappedRowsHang() {
    struct Hanging: LineSource {
      let lines = 0..<1
      func line(_ index: Int) -> StyledText { "12: alpha beta gamma delta" }
      func hang(_ index: Int) -> Int { 4 }
    }
    var state = ViewportState(size: Size(columns: 14, rows: 4))
    var canvas = Canvas(Size(columns: 14, rows: 4))
    Viewport(Hanging(), state: state).draw(into: &canvas, area: Rect(canvas.size), theme: Theme())
    let rows = GoldenScreen.text(canvas).split(separator: "\n").prefix(3)
    #expect(rows == ["|12: alpha beta|", "|    gamma     |", "|    delta     |"])
    #expect(state.height(of: 0, Hanging()) == 3)
    #expect(state.position(column: 4, row: 1, Hanging()) == TextPosition(line: 0, byte: 15))
    state.size = Size(columns: 6, rows: 9)
    #expect(state.hang(of: 0, Hanging()) == 0)
  }

  @Test func scrollingBackToTheEndFollowsAgain() {
    let source = CountingSource(0..<100)
    var state = ViewportState(size: Size(columns: 20, rows: 10))
    state.scroll(by: -3, source)
    state.scroll(by: 3, source)
    #expect(state.isFollowing)
  }

  @Test func aPinGoesAlongWhenOldLinesGo() {
    let source = CountingSource(0..<100)
    var state = ViewportState(size: Size(columns: 20, rows: 10))
    state.goToStart(source)
    source.lines = 50..<200
    #expect(state.top(source).line == 50)
    #expect(state.newLines(source) == 100)
  }

  @Test func nothingHasNoLinesToAskFor() {
    let source = CountingSource(7..<7)
    var state = ViewportState(size: Size(columns: 20, rows: 10))
    for distance in [-3, 3] { state.scroll(by: distance, source) }
    state.page(-1, source)
    state.goToStart(source)
    state.reveal(line: 4, source)
    #expect(state.position(column: 1, row: 1, source) == TextPosition(line: 7, byte: 0))
    #expect(source.asked == 0)
  }

  @Test func revealMovesOnlyWhatIsOutOfView() {
    let source = CountingSource(0..<100)
    var state = ViewportState(size: Size(columns: 20, rows: 9))
    state.goToStart(source)
    state.reveal(line: 5, source)
    #expect(state.top(source).line == 0)
    state.reveal(line: 50, source)
    #expect(state.top(source).line == 47)
  }

  @Test func wrappedLinesScrollByRows() {
    let source = LinesInMemory((0..<10).map { StyledText("aaaa bbbb cccc \($0)") })
    var state = ViewportState(size: Size(columns: 5, rows: 4))
    #expect(state.height(of: 0, source) == 4)
    state.scroll(by: -1, source)
    #expect(state.top(source) == ViewportState.Place(line: 8, row: 3))
    state.goToStart(source)
    state.scroll(by: 5, source)
    #expect(state.top(source) == ViewportState.Place(line: 1, row: 1))
  }

  @Test func aMillionLinesCostWhatIsSeen() {
    let source = CountingSource(0..<1_000_000)
    var state = ViewportState(wraps: false, size: Size(columns: 20, rows: 10))
    state.scroll(by: -500, source)
    var canvas = Canvas(Size(columns: 20, rows: 10))
    Viewport(source, state: state).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    #expect(source.asked <= 20)
  }
}

@Suite struct SelectionTests {
  private let source = LinesInMemory(["one two three", "漢字 text", "last"])

  @Test(arguments: [(0, 0, 0, 0), (1, 1, 0, 5), (9, 1, 0, 7), (1, 3, 1, 0), (2, 3, 1, 3), (50, 9, 2, 4)])
  func cellsArePlacesOfTheSource(_ column: Int, _ row: Int, _ line: Int, _ byte: Int) {
    var state = ViewportState(follows: false, size: Size(columns: 5, rows: 6))
    state.goToStart(source)
    #expect(state.position(column: column, row: row, source) == TextPosition(line: line, byte: byte))
  }

  @Test func copiesWhatTheSourceSays() {
    let selection = ViewportSelection(
      anchor: TextPosition(line: 2, byte: 2), head: TextPosition(line: 0, byte: 4))
    #expect(selection.text(source) == "two three\n漢字 text\nla")
    #expect(selection.text(source, limit: 3) == "two three")
    #expect(selection.bytes(of: 1, count: 11) == 0..<11)
    var canvas = Canvas(Size(columns: 14, rows: 3))
    let state = ViewportState(size: canvas.size)
    Viewport(source, state: state, selection: selection).draw(into: &canvas, area: canvas.bounds, theme: Theme(.dark))
    #expect(canvas[3, 0].style == Theme(.dark)[.text])
    #expect(canvas[4, 0].style == Theme(.dark)[.fieldSelection])
  }

  @Test func cardsStandOneBelowTheOther() {
    var drawn: [Int] = []
    var state = ListState(count: 9, rows: ItemsView.fitting(rows: 11, height: 3, gap: 1))
    state.select(4)
    let view = ItemsView(count: 9, height: 3, gap: 1, state: state) { index, canvas, area, isSelected in
      drawn.append(index)
      canvas.write("\(index)\(isSelected ? "!" : "")", in: area)
    }
    var canvas = Canvas(Size(columns: 10, rows: 11))
    view.draw(into: &canvas, area: canvas.bounds, theme: Theme())
    #expect(drawn == [2, 3, 4])
    #expect(canvas[1, 8].scalar == 0x21)
    #expect(view.item(atRow: 4, rows: 11) == 3)
    #expect(view.item(atRow: 3, rows: 11) == nil)
  }
}
