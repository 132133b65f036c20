import Testing

@testable import Base

@Suite struct ShellWordsTests {
  @Test(arguments: [
    ("", []), ("  \t ", []), ("make  test", ["make", "test"]), ("a 'b c' d", ["a", "b c", "d"]),
    (#"a\ b"#, ["a b"]), (#""x \" y" ''"#, ["x \" y", ""]), (#"'it'\''s'"#, ["it's"]), (#""a\nb""#, [#"a\nb"#]),
    ("echo $HOME;rm", ["echo", "$HOME;rm"]), ("mixed'quo ted'\"x\"", ["mixedquo tedx"]),
  ])
  func splitsAsAPersonMeansIt(text: String, words: [String]) throws {
    #expect(try ShellWords.split(text) == words)
    #expect(try ShellWords.split(ShellWords.join(words)) == words)
  }

  @Test func whatDoesNotEndIsRefused() {
    #expect(throws: ShellWords.Fault.openQuote("'")) { try ShellWords.split("a 'b") }
    #expect(throws: ShellWords.Fault.openQuote("\"")) { try ShellWords.split("a \"b") }
    #expect(throws: ShellWords.Fault.trailingBackslash) { try ShellWords.split("a \\") }
  }
}
