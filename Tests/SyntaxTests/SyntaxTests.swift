import Canvas
import Testing

@testable import Syntax

@Suite struct SyntaxTests {
  /// Each line with the kinds and texts of its tokens in order.
  @Test(arguments: [
    (SyntaxLanguage.swift, "let x: Int = 42 // end", ["keyword let", "type Int", "number 42", "comment // end"]),
    (
      .swift, "@Test func run() { \"a\\\"b\" }",
      ["attribute @Test", "keyword func", "function run", "string \"a\\\"b\""]
    ),
    (.swift, "for i in 0..<5 {}", ["keyword for", "keyword in", "number 0", "number 5"]),
    (.swift, "\"\"\"one line\"\"\" + a", ["string \"\"\"one line\"\"\""]),
    (.python, "def f(x): # c", ["keyword def", "function f", "comment # c"]),
    (
      .python, "x = 'it''s' if True else \"\"",
      ["string 'it'", "string 's'", "keyword if", "keyword True", "keyword else", "string \"\""]
    ),
    (.typescript, "const a: Map = `x`", ["keyword const", "type Map", "string `x`"]),
    (.go, "func (s *Store) Get() {}", ["keyword func", "type Store", "type Get"]),
    (.rust, "fn f<'a>(x: &'a str) -> char { 'x' }", ["keyword fn", "keyword str", "string 'x'"]),
    (.c, "#include <stdio.h>", ["attribute #include"]),
    (
      .json, "{\"key\": \"value\", \"n\": -1.5e3, \"b\": true}",
      ["key \"key\"", "string \"value\"", "key \"n\"", "number 1.5e3", "key \"b\"", "keyword true"]
    ),
    (.yaml, "- name: drover # note", ["key name", "comment # note"]),
    (.yaml, "url: http://x#y", ["key url", "key http"]),
    (
      .shell, "if [ \"$HOME\" ]; then echo ${x} $y # c",
      ["keyword if", "string \"$HOME\"", "keyword then", "attribute ${x}", "attribute $y", "comment # c"]
    ),
    (.shell, "echo a#b", []), (.diff, "+added", ["added +added"]), (.diff, "@@ -1 +1 @@", ["hunk @@ -1 +1 @@"]),
    (.swift, "", []), (.swift, "\"open", ["string \"open"]),
    (.swift, "/* a /* b */ c */ d", ["comment /* a /* b */ c */"]),
  ])
  func findsTheWords(_ language: SyntaxLanguage, _ line: String, _ expected: [String]) {
    var state = SyntaxState()
    let bytes = Array(line.utf8)
    let tokens = SyntaxColours.tokens(line, language, state: &state)
    #expect(tokens.map { "\($0.kind) \(String(decoding: bytes[$0.range], as: UTF8.self))" } == expected)
  }

  @Test(arguments: [
    (SyntaxLanguage.swift, ["/* one", "two /* three */", "four */ let"], ["comment", "comment", "comment keyword"]),
    (.python, ["\"\"\"doc", "more", "end\"\"\" return"], ["string", "string", "string keyword"]),
    (.c, ["/* a /* b", "c */ int"], ["comment", "comment keyword"]),
    (.shell, ["echo 'a \\", "b' done"], ["string", "string keyword"]),
    (.javascript, ["`a", "b` new"], ["string", "string keyword"]),
  ])
  func carriesWhatALineLeavesOpen(_ language: SyntaxLanguage, _ lines: [String], _ expected: [String]) {
    var state = SyntaxState()
    let kinds = lines.map { line in
      SyntaxColours.tokens(line, language, state: &state).map { "\($0.kind)" }.joined(separator: " ")
    }
    #expect(kinds == expected)
    #expect(state == SyntaxState())
  }

  @Test(arguments: [
    ("swift", SyntaxLanguage.swift), ("Sources/a/B.swift", .swift), ("PY", .python), ("x.tsx", .typescript),
    ("Makefile", .shell), ("a.h", .c), ("patch", .diff),
  ])
  func knowsLanguagesByNameAndFile(_ name: String, _ language: SyntaxLanguage) {
    #expect(SyntaxLanguage(named: name) == language)
  }

  /// Whatever the bytes, tokens are in order, within the line, and the styled line says the same.
  @Test func hostileLinesKeepTheirText() {
    #expect(SyntaxLanguage(named: "a.unknown") == nil)
    var seed: UInt64 = 4
    let parts = [
      "\"", "'", "\\", "/*", "*/", "//", "#", "`", "é", "漢", "$", "{", "@", "x", " ", "1", ".", "\u{1b}[m", "\t",
      "\"\"\"",
    ]
    for _ in 0..<1_500 {
      var line = ""
      for _ in 0..<12 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        line += parts[Int(seed >> 40) % parts.count]
      }
      for language in SyntaxLanguage.allCases {
        var (state, again) = (SyntaxState(), SyntaxState())
        let tokens = SyntaxColours.tokens(line, language, state: &state)
        #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound })
        #expect(tokens.last?.range.upperBound ?? 0 <= line.utf8.count)
        #expect(SyntaxColours.styled(line, language, state: &again, theme: Theme()).text == line)
      }
    }
  }
}
