import Base
import CLIAgents
import Domain
import Testing

/// Every recorded transcript is heard by the conversation of its agent: as a whole, and cut anywhere.
struct ReplayTests {
  private static let spoken = ["claude", "codex", "acp"].flatMap(Transcripts.names)

  private func steps(_ name: String, _ bytes: [UInt8], cutAt cuts: [Int]) -> [AgentStep] {
    let start = Talk.start(Transcripts.agent(name))
    var conversation: any AgentConversation =
      switch Transcripts.agent(name) {
      case "claude": ClaudeConversation(start)
      case "codex": CodexConversation(start)
      default: ACPConversation(start, modeNames: [])
      }
    var steps = conversation.open()
    var from = 0
    for cut in cuts + [bytes.count] where cut > from {
      steps += conversation.feed(Array(bytes[from..<cut]), at: Int64(from))
      from = cut
    }
    return steps + conversation.end()
  }

  @Test(arguments: spoken)
  func `the same log gives the same steps with the same ids, however it is cut`(name: String) {
    let bytes = Transcripts.transcript(name)
    let whole = steps(name, bytes, cutAt: [])
    #expect(steps(name, bytes, cutAt: Array(0..<min(bytes.count, 20 << 10))) == whole)
    var random = SeededGenerator(seed: 4)
    for _ in 0..<8 {
      let cuts = (0..<5).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
      #expect(steps(name, bytes, cutAt: cuts) == whole)
    }
    var ids: Set<String> = []
    for case .send(let id, _) in whole {
      #expect(ids.insert(id).inserted && id.utf8.count <= 64, "\(id)")
      #expect(id.utf8.allSatisfy { "-._".utf8.contains($0) || ($0 >= 48 && $0 <= 122) })
    }
  }
}
