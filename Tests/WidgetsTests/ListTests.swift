import Canvas
import Testing

@testable import Widgets

@Suite struct ListTests {
  @Test func theWindowFollowsTheSelectionAndNoMore() {
    var list = ListState(count: 100, rows: 10)
    list.move(by: 12)
    #expect((list.selected, list.top) == (12, 3))
    list.move(by: -5)
    #expect((list.selected, list.top) == (7, 3))
    list.last()
    #expect((list.selected, list.top) == (99, 90))
    list.scroll(by: -20)
    #expect((list.selected, list.top) == (79, 70))
    list.fit(count: 5, rows: 10)
    #expect((list.selected, list.top) == (4, 0))
    list.fit(count: 0, rows: 10)
    #expect((list.selected, list.top) == (0, 0))
    #expect(list.item(atRow: 0) == nil)
  }

  @Test func drawingAsksOnlyForWhatIsSeen() {
    var asked = 0
    var canvas = Canvas(Size(columns: 40, rows: 20))
    var state = ListState(count: 100_000, rows: 20)
    state.select(50_000)
    ListView(count: 100_000, state: state) { index in
      asked += 1
      return StyledText("item \(index)")
    }
    .draw(into: &canvas, area: canvas.bounds, theme: Theme())
    #expect(asked == 20)
  }

  @Test(arguments: [(100, 0, 10, 0), (100, 90, 10, 9), (100, 89, 10, 8), (10, 0, 10, 0), (1_000_000, 5, 10, 1)])
  func thumbsReachTheEndOnlyAtTheEnd(_ total: Int, _ top: Int, _ rows: Int, _ start: Int) {
    let thumb = Scrollbar(total: total, top: top, rows: rows).thumb(in: 10)
    #expect(thumb.lowerBound == start)
    #expect(!thumb.isEmpty && thumb.upperBound <= 10)
  }

  @Test func columnsOfHighRankGoFirst() {
    let columns = [
      TableColumn("name", .share(2, least: 8)), TableColumn("size", .fixed(6), rank: 2),
      TableColumn("text", .share(1, least: 4), rank: 1),
    ]
    #expect(TableView.layout(columns, width: 30).map(\.width) == [14, 6, 8])
    #expect(TableView.layout(columns, width: 14).map(\.column) == [0, 2])
    #expect(TableView.layout(columns, width: 9).map(\.width) == [9])
    #expect(TableView.layout(columns, width: 3).map(\.width) == [3])
  }

  @Test func longHelpTakesASecondColumnWhereThereIsRoom() {
    let hints = (0..<30).map { Hint("k\($0)", "does \($0)") }
    var canvas = Canvas(Size(columns: 120, rows: 20))
    HelpTable([HelpTable.Section("All", hints)]).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    #expect(canvas[63, 0].scalar == 0x6b)
    #expect(canvas[65, 10].scalar == 0x39)
    HelpTable([HelpTable.Section("All", hints)], top: 99).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    #expect(canvas[0, 0].scalar == 0x41)
  }

  @Test func footersNeverCutAHint() {
    let hints = [Hint("n", "new task"), Hint("Enter", "open the card"), Hint("q", "quit")]
    #expect(Footer.fitting(hints, columns: 80).count == 3)
    #expect(Footer.fitting(hints, columns: 20).map(\.key) == ["n", "q"])
    #expect(Footer.fitting(hints, columns: 5).isEmpty)
  }
}
