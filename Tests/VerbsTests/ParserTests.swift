import Glibc
import Testing

@testable import Verbs

@Suite struct ParserTests {
  let parser = Verbs.parser

  @Test func readsFlagsInBothFormsAndWhatFollowsTheDashes() throws {
    let words = ["task", "add", "--title=a b", "fix it", "--tag", "x,y", "--tag", "z", "--", "make", "--json"]
    let found = try parser.parse(words)
    #expect(found.verb.name == "task add")
    #expect(found.arguments == ["fix it"])
    #expect(found.text("title") == "a b")
    #expect(found.list("tag") == ["x", "y", "z"])
    #expect(found.rest == ["make", "--json"])
    #expect(!found.wantsJSON)
  }

  @Test(arguments: [
    (["tsak"], "there is no verb \"tsak\"", "did you mean: drover task"),
    (["task"], "drover task needs a second word", "one of: "),
    (["task", "lst"], "drover task has no \"lst\"", "did you mean: drover task list"),
    (["route"], "drover route does not exist yet", "see: drover help"),
    (["task", "list", "--stat", "todo"], "drover task list has no flag --stat", "did you mean: --state"),
    (["task", "list", "--state", "open"], "--state cannot be \"open\"", "one of: todo, running"),
    (["task", "list", "--limit", "x"], "--limit needs a whole number", "write: --limit N"),
    (["events", "--since", "-5"], "--since cannot be below zero, as -5 is", "write: --since N"),
    (["task", "add", "x", "--timeout=-1"], "--timeout cannot be below zero", "write: --timeout SECONDS"),
    (["task", "add", "x", "--budget", "1.2.3"], "--budget needs an amount", "write: --budget USD"),
    (["task", "show"], "drover task show needs more words", "usage: drover task show ID"),
    (["task", "show", "T1", "T2"], "does not know what \"T2\" is for", "usage: drover task show ID"),
    (["task", "list", "--json=yes"], "--json takes no value", "write: --json"),
    (["task", "add", "--title"], "--title needs a value", "write: --title TEXT"),
    (["status", "--", "x"], "drover status takes no words after --", "see: drover help status"),
    (["task", "show", ""], "drover task show can do nothing with an empty word", "usage: drover task show ID"),
    (["attach", ""], "drover attach can do nothing with an empty word", "usage: drover attach"),
    (["task", "add", "x", "--workspace", ""], "--workspace needs a value", "write: --workspace PATH"),
    (["run", "x", "--race="], "--race needs a value", "write: --race NAME"),
    (["status", "-x"], "there is no flag -x", "flags begin with two dashes"),
  ])
  func refusesWithASentenceAndARemedy(words: [String], message: String, remedy: String) {
    let error = #expect(throws: UsageError.self) { try parser.parse(words) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.remedy.contains(remedy) == true, "\(error?.remedy ?? "")")
  }

  @Test(arguments: [
    (["--help"], []), (["-h"], []), (["task", "-h"], ["task"]), (["task", "show", "--help"], ["task", "show"]),
    (["run", "fix it", "--servce", "x", "-h"], ["run"]), (["task", "lst", "-h"], ["task"]),
  ])
  func whoeverAsksForHelpGetsIt(words: [String], page: [String]) throws {
    let found = try parser.parse(words)
    #expect(found.verb.name == "help" && found.arguments == page)
    #expect(throws: UsageError.self) { try parser.parse(["tsak", "-h"]) }
  }

  @Test func noWordsAreTheInterface() throws {
    #expect(try parser.parse([]).verb.path.isEmpty)
    #expect(try parser.parse(["--version"]).has("version"))
  }

  @Test func reservedWordsAreInNoHelpAndNoCompletion() throws {
    let pages = Help.overview() + Verbs.all.map(Help.page).joined()
    for shell in ["bash", "zsh", "fish"] {
      let script = try Completions.script(for: shell)
      for word in Verbs.reserved { #expect(!script.contains("'\(word)'") && !script.contains(" \(word) ")) }
    }
    for word in Verbs.reserved { #expect(!pages.contains("drover \(word)")) }
  }

  @Test func theManualNamesEveryVerbAndFlag() {
    let page = Help.manual(version: "1")
    for verb in Verbs.all {
      #expect(page.contains("drover \(verb.name)".replacing("-", with: "\\-")))
      for flag in verb.flags { #expect(page.contains("--\(flag.name)".replacing("-", with: "\\-"))) }
    }
  }

  @Test func theOverviewKeepsGroupsTogether() {
    let firsts = Help.overview().split(separator: "\n").filter { $0.hasPrefix("  ") }.dropFirst(2).compactMap {
      $0.split(separator: " ").first
    }
    var groups: [Substring] = []
    for first in firsts where groups.last != first { groups.append(first) }
    #expect(groups.count == Set(groups).count, "\(groups)")
  }

  /// A verb that a reader does not find in the README does not exist for him, and one that is not there any more misleads.
  @Test func theReadmeNamesEveryVerbAndNoOther() throws {
    let top = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let file = try #require(fopen(top + "/README.md", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 17)
    let count = fread(&bytes, 1, bytes.count, file)
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    let lines = text.split(separator: "\n").drop { $0 != "### Every verb" }.dropFirst().prefix { !$0.hasPrefix("#") }
    var named: Set<String> = []
    for line in lines.filter({ $0.hasPrefix("|") }) {
      for (place, span) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where place % 2 == 1 {
        let words = span.split(separator: " ").map(String.init)
        if words.count == 1 {
          named.insert(words[0])
        } else {
          named.formUnion(words.dropFirst().map { "\(words[0]) \($0)" })
        }
      }
    }
    #expect(named == Set(Verbs.all.map { $0.path.isEmpty ? "drover" : $0.name }))
  }
}
