import Canvas
import Testing

@testable import Widgets

@Suite struct EditorTests {
  private func editor(_ text: String, columns: Int = 10, rows: Int = 3) -> EditorState {
    EditorState(text, size: Size(columns: columns, rows: rows))
  }

  private func after(_ text: String, _ commands: EditorCommand...) -> EditorState {
    var state = editor(text)
    for command in commands { state.perform(command) }
    return state
  }

  @Test func aFieldThatGrowsShowsWhatWasScrolledOut() {
    var state = editor("", rows: 1)
    for text in ["one", "two", "three"] {
      if !state.isEmpty { state.perform(.newline) }
      state.perform(.insert(text))
    }
    #expect(state.top.line == 2)
    state.fit(Size(columns: 10, rows: 2))
    #expect(state.top.line == 1)
    state.fit(Size(columns: 10, rows: 9))
    #expect(state.top.line == 0)
  }

  @Test(arguments: [("", 1), ("one", 1), ("one two three", 2), ("1234567890", 2), ("a\nb\nc\nd\ne\nf", 5)])
  func aTextTakesSoManyRowsAndIsCountedNoFurther(text: String, rows: Int) {
    #expect(editor(text).height(columns: 10, most: 5) == rows)
  }

  @Test func movesBySwallowingWholeCharactersAndWords() {
    #expect(after("e\u{301}漢👍\u{1f3fd}", .move(.left)).caret.byte == 6)
    #expect(after("e\u{301}漢👍\u{1f3fd}", .move(.left), .move(.left), .move(.left)).caret.byte == 0)
    #expect(after("one two_x  three", .move(.wordLeft), .move(.wordLeft)).caret.byte == 4)
    #expect(after("one two", .move(.textStart), .move(.wordRight)).caret.byte == 3)
    #expect(after("a\nb", .move(.lineStart), .move(.left)).caret == TextPosition(line: 0, byte: 1))
    #expect(after("ab", .move(.textStart), .move(.left)).caret.byte == 0)
  }

  @Test(arguments: [
    ("abc", [EditorCommand.delete(.left)], "ab"), ("abc def", [.delete(.wordLeft)], "abc "),
    ("a\nb", [.move(.lineStart), .delete(.left)], "ab"), ("abc", [.move(.left), .delete(.lineStart)], "c"),
    ("abc", [.extend(.wordLeft), .insert("x")], "x"), ("abc", [.selectAll, .paste("1\r\n2\r3")], "1\n2\n3"),
    ("abc", [.extend(.left), .delete(.left)], "ab"), ("a", [.newline, .insert("b")], "a\nb"),
    ("", [.insert("\u{1b}[31m\u{7}x")], "[31mx"), ("abc", [.move(.textStart), .delete(.right)], "bc"),
    ("x\u{301}", [.delete(.left)], ""), ("ab cd", [.delete(.lineStart), .undo], "ab cd"),
  ])
  func edits(_ text: String, _ commands: [EditorCommand], _ expected: String) {
    var state = editor(text)
    for command in commands { state.perform(command) }
    #expect(state.text == expected)
  }

  @Test func undoTakesWordsPastesAndSelectionsAsSteps() {
    var state = editor("")
    for letter in ["o", "n", "e", " ", "t", "w", "o"] { state.perform(.insert(letter)) }
    state.perform(.paste("\nlong\npaste"))
    state.perform(.undo)
    #expect(state.text == "one two")
    state.perform(.undo)
    #expect(state.text == "one")
    state.perform(.undo)
    #expect(state.text == "")
    for _ in 0..<3 { state.perform(.redo) }
    #expect(state.text == "one two\nlong\npaste")
    state.perform(.undo)
    state.perform(.insert("!"))
    state.perform(.redo)
    #expect(state.text == "one two!")
  }

  @Test func randomEditsUndoToTheBeginning() {
    var random = SeededNumbers(state: 5)
    let motions: [TextMotion] = [.left, .right, .up, .down, .wordLeft, .wordRight, .lineStart, .lineEnd, .pageDown]
    for _ in 0..<60 {
      var state = editor("first\n漢字 second e\u{301}\nthird line here")
      let start = state.text
      for _ in 0..<60 {
        let motion = motions.randomElement(using: &random) ?? .left
        switch Int.random(in: 0..<7, using: &random) {
        case 0: state.perform(.insert("漢"))
        case 1: state.perform(.paste("a\nb"))
        case 2: state.perform(.delete(motion))
        case 3: state.perform(.extend(motion))
        case 4: state.perform(.newline)
        default: state.perform(.move(motion))
        }
        #expect(state.caret <= state.buffer.end)
        let end = state.text
        if Bool.random(using: &random) {
          state.perform(.undo)
          state.perform(.redo)
          #expect(state.text == end)
        }
      }
      for _ in 0..<80 { state.perform(.undo) }
      #expect(state.text == start)
    }
  }

  @Test func theCaretKeepsItsColumnOverShortLines() {
    var state = editor("abcdef\nx\nabcdef")
    state.perform(.move(.up))
    #expect(state.caret == TextPosition(line: 1, byte: 1))
    state.perform(.move(.up))
    #expect(state.caret == TextPosition(line: 0, byte: 6))
  }

  @Test(arguments: [
    ("hello", 5, 0), ("0123456789", 0, 1), ("hello world", 5, 1), ("漢字漢字漢", 0, 1), ("a\nb\nc\nd", 1, 2), ("漢 ", 3, 0),
    ("aaaa bbbb ", 0, 1),
  ])
  func theRealCursorStandsAtTheCaret(_ text: String, _ column: Int, _ row: Int) {
    var canvas = Canvas(Size(columns: 10, rows: 3))
    TextEditor(editor(text)).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    #expect(canvas.cursor == Point(column: column, row: row))
  }

  @Test func aFieldScrollsSidewaysAndHasNoLines() {
    var field = EditorState(isSingleLine: true, size: Size(columns: 5, rows: 1))
    field.perform(.paste("abc\ndefgh"))
    #expect(field.text == "abc defgh")
    var canvas = Canvas(Size(columns: 5, rows: 1))
    TextField(field).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    #expect(canvas.cursor == Point(column: 4, row: 0))
    #expect(canvas[0, 0].scalar == 0x65)
    field.perform(.point(column: 0, row: 0))
    #expect(field.caret.byte == 5)
  }

  @Test func aLargePasteStaysQuick() {
    var state = editor("")
    state.perform(.paste(String(repeating: "a line of some words in it\n", count: 20_000)))
    let clock = ContinuousClock()
    let took = clock.measure { for _ in 0..<50 { state.perform(.insert("x")) } }
    #expect(state.lineCount == 20_001)
    #expect(took < .milliseconds(500))
  }
}
