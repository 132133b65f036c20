import Testing

@testable import Canvas

@Suite struct CanvasTests {
  @Test func overwritingOneHalfOfAWideCharacterBlanksTheOther() {
    var canvas = Canvas(Size(columns: 4, rows: 1))
    canvas.put(Cell(scalar: 0x6f22, width: 2, style: .plain), column: 1, row: 0, clip: canvas.bounds)
    #expect(canvas[2, 0].width == 0)
    canvas.put(Cell(scalar: 0x78, width: 1, style: .plain), column: 2, row: 0, clip: canvas.bounds)
    #expect(canvas[1, 0] == .blank)
    #expect(canvas.row(0).reduce(0) { $0 + $1.width } == 4)
  }

  @Test func aWideCharacterAtTheClipBecomesABlank() {
    var canvas = Canvas(Size(columns: 4, rows: 1))
    let clip = Rect(column: 0, row: 0, columns: 2, rows: 1)
    canvas.put(Cell(scalar: 0x6f22, width: 2, style: .plain), column: 1, row: 0, clip: clip)
    #expect(canvas[1, 0] == .blank)
    #expect(canvas[2, 0] == .blank)
  }

  @Test func columnsShareWhatDoesNotDivide() {
    let parts = Rect(column: 0, row: 0, columns: 11, rows: 1).columnsSplit(3, gap: 1)
    #expect(parts.map(\.columns) == [3, 3, 3])
    #expect(parts.map(\.column) == [0, 4, 8])
  }
}
