import Testing

@testable import Verbs

@Suite struct CompletionPointTests {
  private static let known: [([String], CompletionPoint)] = [
    (["task", "show", ""], .known(.tasks, alsoFiles: false)),
    (["task", "stage", ""], .known(.tasks, alsoFiles: false)), (["task", "stage", "T1", ""], .hunks(task: "T1")),
    (["task", "unstage", "T1", "3f9a", "--all", ""], .hunks(task: "T1")),
    (["task", "stage", "--file", "a.txt", "T2", "3"], .hunks(task: "T2")),
    (["task", "restore", ""], .known(.trash, alsoFiles: false)),
    (["task", "wait", "T1", ""], .known(.tasks, alsoFiles: false)),
    (["task", "add", "x", "--after", ""], .known(.tasks, alsoFiles: false)),
    (["explain", "T"], .known(.tasks, alsoFiles: false)),
    (["run", "--service", ""], .known(.services, alsoFiles: false)),
    (["decode", ""], .known(.services, alsoFiles: false)),
    (["service", "show", ""], .known(.services, alsoFiles: false)), (["attach", ""], .known(.hosts, alsoFiles: false)),
    (["attach", "--session", ""], .known(.sessions, alsoFiles: false)),
    (["inbox", "answer", ""], .known(.asks, alsoFiles: false)),
    (["inbox", "forget", ""], .known(.rules, alsoFiles: false)),
    (["workspace", "show", ""], .known(.workspaces, alsoFiles: true)),
    (["session", "send", "S1", ""], .free), (["run", "--service", "command", "--", "l"], .free), (["run", ""], .free),
    (["decode", "claude", ""], .free), (["task", "add", "--title", ""], .free), (["--workspace", ""], .free),
  ]

  @Test(arguments: known)
  func whatIsKnownIsOfferedWhereItFits(_ typed: [String], _ point: CompletionPoint) {
    #expect(CompletionPoint.find(typed) == point)
  }

  @Test(
    arguments: [
      ([""], "run", "show"), (["task", ""], "show", "run"), (["task", "list", "--state", ""], "review", "T1"),
      (["task", "list", "-"], "--state", "--pr"), (["task", "list", "--json", "-"], "--help", "--json"),
      (["inbox", "answer", "A1", ""], "allow", "WORDS"), (["budget", "set", ""], "day", "AMOUNT"),
      (["completion", ""], "zsh", "tcsh"), (["help", ""], "task", "show"), (["help", "task", ""], "show", "run"),
      (["status", ""], "--json", "--fix"),
    ] as [([String], String, String)])
  func theTableIsOffered(_ typed: [String], _ offered: String, _ missing: String) {
    guard case .words(let words) = CompletionPoint.find(typed) else {
      Issue.record("\(typed): \(CompletionPoint.find(typed))")
      return
    }
    let names = words.map(\.text)
    #expect(names.contains(offered) && !names.contains(missing), "\(typed): \(names)")
  }
}
