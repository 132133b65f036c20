import Base
import CLIAgents
import Domain
import Testing

struct RobustnessTests {
  @Test(arguments: Transcripts.all)
  func `where the bytes are cut makes no difference`(name: String) {
    let bytes = Transcripts.transcript(name)
    let whole = Transcripts.decode(name)
    let agent = Transcripts.agent(name)
    let near = min(bytes.count, 20 << 10)
    #expect(Transcripts.decode(bytes, as: agent, cutAt: Array(0..<near)) == whole)
    var random = SeededGenerator(seed: 6)
    for _ in 0..<12 {
      let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
      #expect(Transcripts.decode(bytes, as: agent, cutAt: cuts) == whole)
    }
    for cut in stride(from: 0, to: near, by: max(1, near / 64)) {
      #expect(Transcripts.decode(bytes, as: agent, cutAt: [cut]) == whole)
    }
  }

  @Test(arguments: Transcripts.all)
  func `damage is kept as raw lines and never fatal`(name: String) {
    let bytes = Transcripts.transcript(name)
    let agent = Transcripts.agent(name)
    guard !bytes.isEmpty else { return }
    for seed in 0..<24 {
      var random = SeededGenerator(seed: UInt64(seed))
      var damaged = bytes
      for _ in 0..<8 { damage(&damaged, &random) }
      let events = Transcripts.decode(damaged, as: agent)
      #expect(events.allSatisfy { $0.offset <= Int64(damaged.count) })
      let cuts = (0..<3).map { _ in Int.random(in: 0...damaged.count, using: &random) }.sorted()
      #expect(Transcripts.decode(damaged, as: agent, cutAt: cuts) == events)
    }
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard bytes.count > 8 else { return }
    let place = Int.random(in: 0..<bytes.count - 4, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.removeSubrange(place..<place + 3)
    case 2: bytes.insert(contentsOf: [0x0A, 0xFF, 0x7B], at: place)
    default: bytes.replaceSubrange(place..<place + 2, with: Array("9999999999999999999e".utf8))
    }
  }

  @Test(arguments: ["claude", "codex", "acp"])
  func `an unknown line is kept`(agent: String) {
    let lines = #"{"type":"from_the_future","x":1}"# + "\n" + "plain words\n" + "[1,2]\n" + "{\"cut"
    let events = Transcripts.decode(Array(lines.utf8), as: agent)
    #expect(events.allSatisfy { $0.kind == .raw })
    #expect(events.count >= 4)
    #expect(events.last?.offset == Int64(lines.utf8.count))
  }

  @Test
  func `a line beyond every bound is cut and counted`() throws {
    let long = Array(repeating: UInt8(ascii: "x"), count: (16 << 20) + 1000)
    let events = Transcripts.decode(long + [0x0A] + Array(#"{"type":"new"}"#.utf8), as: "claude", cutAt: [5 << 20])
    guard case .raw(let line) = try #require(events.first).body else { throw Unexpected() }
    #expect(line.text.utf8.count + line.cutBytes == long.count)
    #expect(events.count == 2)
  }

  @Test(arguments: ["claude/partial", "codex/app_basic", "acp/vibe_allow", "codex/app_steer_interrupt"])
  func `a replay tells only what lies beyond the checkpoint`(name: String) {
    let bytes = Transcripts.transcript(name)
    let whole = Transcripts.decode(name)
    for event in whole {
      var decoder = ReplayingDecoder(Adapters.decoder(for: Transcripts.agent(name))!, after: event.offset)
      let rest = decoder.feed(bytes, at: 0) + decoder.end()
      #expect(rest == whole.filter { $0.offset > event.offset })
    }
  }

  @Test
  func `pieces and their whole are told once`() {
    func said(_ name: String) -> String {
      Transcripts.decode(name).reduce(into: "") { if case .text(let text) = $1.body { $0 += text.text } }
    }
    #expect(said("claude/partial") == "One twoThree.")
    #expect(said("claude/si_interrupt_stream") == "one two")
    #expect(said("acp/claude_allow") == "Let me write.All done.")
  }

  @Test
  func `a success that mentions a quota stays a success`() throws {
    let line =
      #"{"type":"result","subtype":"success","is_error":false,"result":"429 quota exceeded, rate limit, 401 unauthorized"}"#
    guard case .finished(let end) = try #require(Transcripts.decode(Array(line.utf8), as: "claude").last).body else {
      throw Unexpected()
    }
    #expect(end.outcome == .success)
    #expect(end.errorClass == nil)
  }

  private static let limits: [(String, [String])] = [
    (
      "claude",
      [
        #"{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":1795230000,"rateLimitType":"five_hour"}}"#,
        #"{"type":"result","subtype":"success","is_error":true,"api_error_status":429,"result":"limit reached"}"#,
      ]
    ),
    (
      "claude",
      [#"{"type":"result","subtype":"success","is_error":true,"result":"Claude AI usage limit reached|1795230000"}"#]
    ),
    (
      "codex",
      [
        #"{"method":"account/rateLimits/updated","params":{"rateLimits":{"primary":{"usedPercent":100,"resetsAt":1795230000},"secondary":null}}}"#,
        #"{"method":"turn/completed","params":{"turn":{"status":"failed","error":{"message":"x","codexErrorInfo":"usageLimitExceeded"}}}}"#,
      ]
    ),
  ]

  @Test(arguments: limits)
  func `a quota says when it ends`(agent: String, lines: [String]) throws {
    let events = Transcripts.decode(Array(lines.joined(separator: "\n").utf8), as: agent)
    guard case .finished(let end) = try #require(events.last).body else { throw Unexpected() }
    #expect(end.errorClass == .quota)
    #expect(end.resetsAt == Timestamp(microseconds: 1_795_230_000_000_000))
  }

  @Test
  func `a thread that tells its old total when it is resumed is not booked twice`() {
    let reports = Transcripts.decode("codex/app_resume").filter { $0.kind == .usage }
    #expect(reports.count == 1)
  }

  @Test
  func `a resumed thread books only what is new`() throws {
    var decoder = try #require(Adapters.decoder(for: "codex", baseline: Usage(input: 9_000, output: 10)))
    let line = #"{"type":"turn.completed","usage":{"input_tokens":9909,"cached_input_tokens":0,"output_tokens":30}}"#
    let events = decoder.feed(Array(line.utf8) + [0x0A], at: 0)
    guard case .usage(let report) = try #require(events.first).body else { throw Unexpected() }
    #expect(report.usage == Usage(input: 909, output: 20))
    #expect(report.total == Usage(input: 9909, output: 30))
  }
}
