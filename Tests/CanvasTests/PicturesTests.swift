import Canvas
import Testing

@Suite struct PicturesTests {
  private let area = Rect(column: 2, row: 1, columns: 4, rows: 1)

  @Test func equalFactsAreCopiedAndOthersAreDrawn() {
    let pictures = Pictures<String>(limit: 2)
    var drawn = 0
    func show(_ text: String, at place: Int, in area: Rect) -> String {
      var canvas = Canvas(Size(columns: 8, rows: 3))
      pictures.show(text, for: place, in: area, on: &canvas) { picture, area in
        drawn += 1
        picture.write(text, style: .plain, in: area)
      }
      return String(String.UnicodeScalarView(canvas.row(1).compactMap { Unicode.Scalar($0.scalar) }))
    }
    #expect(show("one", at: 1, in: area) == "  one   ")
    #expect(show("one", at: 1, in: area) == "  one   ")
    #expect(drawn == 1)
    #expect(show("two", at: 1, in: area) == "  two   ")
    #expect(show("two", at: 1, in: Rect(column: 0, row: 1, columns: 2, rows: 1)) == "t…      ")
    #expect(drawn == 3)
  }

  @Test func asManyAsItHoldsStayWhenOneOfThemChanges() {
    let pictures = Pictures<String>(limit: 2)
    var drawn: [String] = []
    func show(_ text: String, at place: Int) {
      var canvas = Canvas(Size(columns: 8, rows: 3))
      pictures.show(text, for: place, in: area, on: &canvas) { _, _ in drawn.append(text) }
    }
    for (text, place) in [("one", 1), ("two", 2), ("new", 2), ("one", 1), ("new", 2)] { show(text, at: place) }
    #expect(drawn == ["one", "two", "new"])
  }

  @Test func anOlderPictureMayBeChangedInsteadOfDrawnAnew() {
    let pictures = Pictures<String>(limit: 2)
    func show(_ text: String, renewed: String?) -> String {
      var canvas = Canvas(Size(columns: 8, rows: 3))
      let renew = { (picture: inout Canvas, area: Rect, before: String) in
        guard let renewed else { return false }
        picture.write(before.prefix(1) + renewed, style: .plain, in: area)
        return true
      }
      pictures.show(text, for: 1, in: area, on: &canvas, renew: renew) { $0.write(text, style: .plain, in: $1) }
      return String(String.UnicodeScalarView(canvas.row(1).compactMap { Unicode.Scalar($0.scalar) }))
    }
    #expect(show("one", renewed: "never asked") == "  one   ")
    #expect(show("two", renewed: "ld") == "  old   ")
    #expect(show("six", renewed: nil) == "  six   ")
  }

  @Test func aCopyKeepsWideCharactersWhole() {
    var canvas = Canvas(Size(columns: 6, rows: 1))
    canvas.write("漢漢漢", style: .plain, in: canvas.bounds)
    var other = Canvas(Size(columns: 2, rows: 1))
    other.write("ab", style: .plain, in: other.bounds)
    canvas.copy(other, at: Point(column: 1, row: 0))
    #expect(canvas.row(0).map(\.width) == [1, 1, 1, 1, 2, 0])
    canvas.copy(other, at: Point(column: 5, row: 0))
    canvas.copy(other, at: Point(column: -1, row: 0))
    #expect(canvas.row(0).reduce(0) { $0 + $1.width } == 6)
  }
}
