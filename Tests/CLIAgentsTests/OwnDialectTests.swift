import Domain
import Testing

@testable import CLIAgents

@Suite struct OwnDialectTests {
  private static func events(_ text: String) -> [AgentEventBody] {
    var reader = Adapters.reader(of: "parrot")
    return (reader.feed(Array(text.utf8), at: 0) + reader.end()).map(\.body)
  }

  @Test(arguments: [
    ("hello\nyou\n", "hello\nyou\n"), ("{\"any\":1}\nhello\n", "{\"any\":1}\nhello\n"),
    (
      "{\"jsonrpc\":\"2.0\",\"method\":\"session/update\",\"params\":{\"sessionId\":\"s\",\"update\":"
        + "{\"sessionUpdate\":\"agent_message_chunk\",\"content\":{\"type\":\"text\",\"text\":\"hello\"}}}}\n", "hello"
    ),
  ])
  func anAgentOfOnesOwnIsReadByWhatItPrints(_ printed: String, _ said: String) {
    var words = ""
    for case .text(let text) in Self.events(printed) { words += text.text }
    #expect(words == said)
  }
}
