import Foundation
import Testing

@testable import Assembly

@Suite struct SubscriptionTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drover-login-\(UUID())")

  @Test(
    arguments: [
      ("claude", ".claude/.credentials.json", #"{"claudeAiOauth": {"subscriptionType": "max"}}"#, [:], true),
      ("claude", ".claude/.credentials.json", #"{"claudeAiOauth": {}}"#, ["ANTHROPIC_API_KEY": "k"], false),
      ("claude", ".claude/.credentials.json", "{}", [:], false), ("claude", ".claude/none", "", [:], false),
      ("codex", ".codex/auth.json", #"{"OPENAI_API_KEY": null, "tokens": {"id_token": "x"}}"#, [:], true),
      ("codex", ".codex/auth.json", #"{"OPENAI_API_KEY": "k", "tokens": null}"#, [:], false),
      ("codex", ".codex/auth.json", "not json", [:], false), ("aider", ".aider", "{}", [:], false),
    ] as [(String, String, String, [String: String], Bool)])
  func aLoginFileTellsWhoPays(
    service: String, file: String, content: String, variables: [String: String], isCovered: Bool
  ) async throws {
    let path = folder.appendingPathComponent(file)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    try content.write(to: path, atomically: true, encoding: .utf8)
    let environment = variables.merging(["HOME": folder.path]) { $1 }
    #expect(await Subscriptions.covers(service, environment) == isCovered)
  }
}
