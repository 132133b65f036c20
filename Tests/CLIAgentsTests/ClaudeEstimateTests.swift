import CLIAgents
import Domain
import Testing

/// What Claude uses up before it reports it.
struct ClaudeEstimateTests {
  @Test func eachMessageIsCountedWhenItEndsAndNeverBooked() {
    var talk = Talk(ClaudeConversation(Talk.start("claude")))
    for line in [
      #"{"type":"message_start","message":{"id":"m1","model":"claude-opus-4-5","usage":{"input_tokens":1000,"output_tokens":1,"cache_read_input_tokens":300}}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":40}}"#,
      #"{"type":"message_stop"}"#,
    ] { talk.hear(#"{"type":"stream_event","parent_tool_use_id":null,"event":\#(line)}"#) }
    #expect(talk.estimates.map(\.usage) == [Usage(input: 1000, output: 40, cacheRead: 300)])
    #expect(talk.estimates.first?.model == "claude-opus-4-5" && !talk.kinds.contains(.usage))
  }
}
