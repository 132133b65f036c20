import Testing

@testable import Wire

@Suite struct VTInputTests {
  static let sequences: [(String, [InputEvent])] = [
    ("a", [.key(KeyPress(.character("a")))]),
    ("é漢", [.key(KeyPress(.character("é"))), .key(KeyPress(.character("漢")))]),
    ("\r\t\u{7f}", [.key(KeyPress(.enter)), .key(KeyPress(.tab)), .key(KeyPress(.backspace))]),
    ("\n\u{3}\u{0}", [control("j"), control("c"), control(" ")]),
    ("\u{1b}x", [.key(KeyPress(.character("x"), .alt))]),
    ("\u{1b}\r", [.key(KeyPress(.enter, .alt))]),
    ("\u{1b}é", [.key(KeyPress(.character("é"), .alt))]),
    ("\u{1b}[A\u{1b}OB", [.key(KeyPress(.up)), .key(KeyPress(.down))]),
    ("\u{1b}\u{1b}[A", [.key(KeyPress(.up, .alt))]),
    ("\u{1b}[1;5C", [.key(KeyPress(.right, .control))]),
    ("\u{1b}[Z", [.key(KeyPress(.tab, .shift))]),
    ("\u{1b}[3~\u{1b}[5;3~", [.key(KeyPress(.delete)), .key(KeyPress(.pageUp, .alt))]),
    ("\u{1b}OP\u{1b}[24~\u{1b}[[A", [function(1), function(12), function(1)]),
    ("\u{1b}[97;5u", [control("a")]),
    ("\u{1b}[97;6u", [.key(KeyPress(.character("a"), [.control, .shift]))]),
    ("\u{1b}[97:65;2u", [.key(KeyPress(.character("A")))]),
    ("\u{1b}[27u\u{1b}[13;2u", [.key(KeyPress(.escape)), .key(KeyPress(.enter, .shift))]),
    ("\u{1b}[97;1:3u", []),
    ("\u{1b}[27;5;105~", [control("i")]),
    ("\u{1b}[27;2;65~", [.key(KeyPress(.character("A")))]),
    ("\u{1b}[57399u", [.key(KeyPress(.character("0")))]),
    ("\u{1b}[<0;300;40M", [.mouse(MouseEvent(.press(.left), column: 299, row: 39))]),
    ("\u{1b}[<0;1;1m", [.mouse(MouseEvent(.release(.left), column: 0, row: 0))]),
    ("\u{1b}[<50;2;3M", [.mouse(MouseEvent(.drag(.right), column: 1, row: 2, modifiers: .control))]),
    ("\u{1b}[<65;2;3M", [.mouse(MouseEvent(.wheel(columns: 0, rows: 1), column: 1, row: 2))]),
    ("\u{1b}[M !!", [.mouse(MouseEvent(.press(.left), column: 0, row: 0))]),
    ("\u{1b}[I\u{1b}[O", [.focus(true), .focus(false)]),
    ("\u{1b}[?62;22c", [.reply(.attributes([62, 22]))]),
    ("\u{1b}[?2026;2$y", [.reply(.mode(2026, state: 2))]),
    ("\u{1b}[?1u", [.reply(.keyboardFlags(1))]),
    ("\u{1b}[?997;2n", [.reply(.colorScheme(isDark: false))]),
    ("\u{1b}]11;rgb:1e1e/ffff/0000\u{1b}\\", [.reply(.color(slot: 11, red: 30, green: 255, blue: 0))]),
    ("\u{1b}]11;rgba:1e/ff/00/ff\u{7}", [.reply(.color(slot: 11, red: 30, green: 255, blue: 0))]),
    ("\u{1b}]52;c;aGk=\u{7}\u{1b}[12;40R\u{1b}[>0;1;2c", [.reply(.other), .reply(.other), .reply(.other)]),
    ("\u{1b}P>|kitty(0.3)\u{1b}\\", [.reply(.version("kitty(0.3)"))]),
    ("\u{1b}P1$r0m\u{1b}\\", [.reply(.other)]),
    ("\u{c2}\u{85}z", [.key(KeyPress(.character("Â"))), .key(KeyPress(.character("z")))]),
  ]

  private static func control(_ scalar: Unicode.Scalar) -> InputEvent { .key(KeyPress(.character(scalar), .control)) }
  private static func function(_ number: Int) -> InputEvent { .key(KeyPress(.function(number))) }

  @Test(arguments: sequences) func readsSequencesCutAnywhere(text: String, events: [InputEvent]) {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var input = VTInput()
      let seen = input.feed(bytes[..<cut]) + input.feed(bytes[cut...])
      #expect(seen == events, "cut at \(cut)")
      #expect(input.waiting == .nothing)
    }
  }

  static let lone: [(String, VTInput.Wait, [InputEvent])] = [
    ("\u{1b}", .escape, [.key(KeyPress(.escape))]),
    ("\u{1b}\u{1b}", .escape, [.key(KeyPress(.escape)), .key(KeyPress(.escape))]),
    ("\u{1b}[", .escape, [.key(KeyPress(.character("["), .alt))]),
    ("\u{1b}O", .escape, [.key(KeyPress(.character("O"), .alt))]),
    ("\u{1b}]", .escape, [.key(KeyPress(.character("]"), .alt))]),
    ("\u{1b}[1;5", .rest, []),
    ("\u{1b}]11;rgb:00", .rest, []),
    ("\u{1b}[200~half", .rest, [.paste("half", isCut: true)]),
  ]

  @Test(arguments: lone) func quietTellsWhatStandsAlone(text: String, wait: VTInput.Wait, events: [InputEvent]) {
    var input = VTInput()
    #expect(input.feed(text.utf8).isEmpty)
    #expect(input.waiting == wait)
    #expect(input.quiet() == events)
    #expect(input.waiting == .nothing)
  }

  static let pastes: [(String, [InputEvent])] = [
    ("\u{1b}[200~a\r\nb\rc\u{1b}[201~", [.paste("a\nb\nc", isCut: false)]),
    ("\u{1b}[200~rm\u{1b}[201~\rx\u{1b}[201~", [.paste("rm\nx", isCut: false)]),
    ("\u{1b}[200~a\u{1b}[201~q", [.paste("a", isCut: false), .key(KeyPress(.character("q")))]),
    ("\u{1b}[200~\u{1b}]0;t\u{7}\u{8}é\u{1b}[201~", [.paste("]0;té", isCut: false)]),
    ("\u{1b}[200~a\u{1b}[201~\u{1b}[200~b\u{1b}[201~", [.paste("a", isCut: false), .paste("b", isCut: false)]),
    ("\u{1b}[200~0123456789abcdef0123456789\u{1b}[201~", [.paste("0123456789", isCut: true)]),
    ("\u{1b}[200~01234567\u{1b}[201~abcde\u{1b}[201~", [.paste("01234567ab", isCut: true)]),
    ("\u{1b}[200~0123456789abcdef\u{1b}[201~", [.paste("0123456789", isCut: true)]),
  ]

  @Test(arguments: pastes) func aPasteIsOneEventCutAnywhere(text: String, events: [InputEvent]) {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var input = VTInput(pasteLimit: 10)
      let seen = input.feed(bytes[..<cut]) + input.feed(bytes[cut...]) + input.quiet()
      #expect(seen == events, "cut at \(cut)")
      #expect(input.waiting == .nothing)
    }
  }
}
