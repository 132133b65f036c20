import Testing

@testable import Base

@Suite struct NamesTests {
  @Test(arguments: [("tsak", "task", 1), ("kitten", "sitting", 3), ("", "abc", 3), ("same", "same", 0)])
  func countsEdits(left: String, right: String, distance: Int) {
    #expect(Nearest.distance(left, right) == distance)
  }

  @Test(arguments: [("Runs", "runs"), ("rnus", "runs"), ("colour", nil), ("lgo", "log")] as [(String, String?)])
  func theNearestIsFoundWhateverItsCase(typed: String, name: String?) {
    #expect(Nearest.name(to: typed, among: ["runs", "log", "time"]) == name)
  }

  @Test(arguments: [
    ("task-{number}", "task-12"), ("{home}/w/{number}-{title}", "/h/w/12-fix-it"), ("a{b}c{", "a{b}c{"), ("", ""),
  ])
  func aTemplateIsFilledIn(text: String, filled: String) {
    #expect(Template.filled(text, ["number": "12", "home": "/h", "title": "fix-it"]) == filled)
  }

  @Test(arguments: [
    ("Fix the login!", "fix-the-login"), ("  ../../etc  ", "etc"), ("日本", "task"),
    ("a very long title that goes on and on and on", "a-very-long-title-that-goes-on-and-on"),
    (String(repeating: "x", count: 60), String(repeating: "x", count: 40)),
  ])
  func aTitleBecomesAPartOfAName(title: String, slug: String) {
    #expect(Template.slug(title) == slug)
  }
}
