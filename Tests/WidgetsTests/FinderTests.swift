import Canvas
import Testing

@testable import Widgets

struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

@Suite struct FinderTests {
  @Test(arguments: [
    ("fb", "foo/bar", true), ("FB", "foo/bar", false), ("fB", "foo/Bar", true), ("'ooba", "foo/bar", false),
    ("'oo/b", "foo/bar", true), ("^foo", "foo/bar", true), ("^bar", "foo/bar", false), ("bar$", "foo/bar", true),
    ("foo$", "foo/bar", false), ("^foo/bar$", "foo/bar", true), ("!foo", "foo/bar", false), ("!x fb", "foo/bar", true),
    ("!^bar", "foo/bar", true), ("!bar$", "foo/bar", false), ("x | bar", "foo/bar", true), ("x | y", "foo/bar", false),
    ("", "anything", true), ("foo bar", "bar foo", true), ("$", "a$", true), ("漢", "大漢字", true),
    ("fbx", "foo/bar", false),
  ])
  func understandsTheOperatorsOfFzf(_ query: String, _ item: String, _ matches: Bool) {
    #expect(FuzzyPattern(query).matches(item) == matches)
    #expect(FuzzyIndex([item]).matches(FuzzyPattern(query)) == (matches ? [0] : []))
  }

  @Test(arguments: [
    ("fb", ["xfxb", "foo_bar", "fob"], ["foo_bar", "fob", "xfxb"]),
    ("main", ["domain.swift", "main.swift"], ["main.swift", "domain.swift"]),
    ("ab", ["a b long text", "ab"], ["ab", "a b long text"]),
    ("gs", ["longstring", "getString"], ["getString", "longstring"]),
  ])
  func ranksBeginningsAndNeighbours(_ query: String, _ items: [String], _ order: [String]) throws {
    let index = FuzzyIndex(items)
    #expect(try #require(index.matches(FuzzyPattern(query))).map { index.item($0) } == order)
  }

  @Test func narrowingGivesWhatASearchOfAllGives() {
    let index = FuzzyIndex((0..<3_000).map { "src/module\($0 % 37)/File\($0).swift" })
    for (first, second) in [
      ("f", "fi"), ("mod", "mod 7"), ("'File1", "'File12"), ("^src", "^src/m"), ("f !7", "f !7 3"),
    ] {
      let (old, new) = (FuzzyPattern(first), FuzzyPattern(second))
      #expect(new.narrows(old))
      #expect(index.matches(new, among: index.matches(old)) == index.matches(new))
    }
    for (first, second) in [("!a", "!ab"), ("a$", "a$b"), ("A", "Ab"), ("x", "x | y"), ("a", "b"), ("ab", "a")] {
      let (old, new) = (FuzzyPattern(first), FuzzyPattern(second))
      if new.narrows(old) {
        #expect(index.matches(new, among: index.matches(old)) == index.matches(new), "\(first) \(second)")
      }
    }
    #expect(!FuzzyPattern("!ab").narrows(FuzzyPattern("!a")))
    #expect(!FuzzyPattern("x | y").narrows(FuzzyPattern("x")))
  }

  @Test func aCancelledSearchAnswersNothingAndALateOneIsIgnored() throws {
    let index = FuzzyIndex((0..<5_000).map { "item \($0)" })
    #expect(index.matches(FuzzyPattern("i"), isCancelled: { true }) == nil)
    var state = FinderState()
    let edits = ["i", "t"].map { state.edit(.insert($0)) }
    let first = try #require(edits[0])
    let second = try #require(edits[1])
    state.answered(first, [1, 2, 3])
    #expect(state.matches.isEmpty && state.isSearching)
    state.answered(second, [7, 8])
    #expect(state.selected == 7 && !state.isSearching)
    let third = state.edit(.insert("e"))
    #expect(third?.among == [7, 8])
    let unchanged = state.edit(.move(.left))
    #expect(unchanged == nil)
  }

  @Test func highlightsTheLettersThatMatch() {
    #expect(FuzzyPattern("fb").positions(in: "foo/bar") == [0, 4])
    #expect(FuzzyPattern("'bar ^f").positions(in: "foo/bar") == [0, 4, 5, 6])
  }
}
