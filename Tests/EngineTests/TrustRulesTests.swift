import Base
import Domain
import Testing

@testable import Engine

@Suite struct TrustRulesTests {
  struct Case: Sendable {
    var files: [String: String] = [:]
    var base: [String: String] = [:]
    var trusted: String?
    var trustedBase: String?
    var changes: [String]?
    var unseen: [String] = []
    var isTrusted = true
  }

  /// The hash of the files is "h", that of the base "b".
  @Test(arguments: [
    Case(), Case(files: ["a": "1"], unseen: ["a"], isTrusted: false),
    Case(files: ["a": "1"], trusted: "old", unseen: ["a"], isTrusted: false), Case(files: ["a": "1"], trusted: "h"),
    Case(files: ["a": "1"], base: ["a": "1"], trusted: "h"),
    Case(files: ["a": "1"], base: ["a": "2"], trusted: "h", unseen: ["a"], isTrusted: false),
    Case(base: ["a": "2"], unseen: ["a"], isTrusted: false), Case(base: ["a": "2"], trustedBase: "b"),
    Case(files: ["a": "1", "local": "3"], base: ["a": "1"], trusted: "h"),
    Case(files: ["a": "1"], base: ["b": "2"], unseen: ["a", "b"], isTrusted: false),
    Case(changes: ["the hook x was added"], isTrusted: false),
  ])
  func nothingRunsThatWasNotSeen(one: Case) {
    let content = WorkspaceContent(files: one.files, hash: "h", base: one.base, baseHash: "b")
    let workspace = WorkspaceView(
      id: WorkspaceID(number: 1), name: "w", path: "/w", added: Timestamp(microseconds: 0), trusted: one.trusted,
      trustedBase: one.trustedBase, changes: one.changes)
    let report = TrustRules.report(content, workspace, path: "/w")
    #expect(report.unseen == one.unseen && report.isTrusted == one.isTrusted)
    #expect((report.refusal(base: nil) == nil) == one.isTrusted)
  }
}
