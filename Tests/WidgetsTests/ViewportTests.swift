import Canvas
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
