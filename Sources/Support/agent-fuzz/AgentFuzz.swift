import Base
import CLIAgents
import Domain
import Glibc
import JSON
import Wire

/// Damaged transcripts through every decoder, cut anywhere: `agent-fuzz CASES FIXTURES [SEED]`.
///
/// What must hold: no trap; the same events however the bytes are cut; no event that claims bytes which never came; and
/// what parses as JSON is written and parsed to the same again.
@main
struct AgentFuzz {
  private var random: SeededGenerator
  private let lines: [[UInt8]]

  static func main() {
    let words = CommandLine.arguments
    guard words.count > 2, let cases = Int(words[1]) else { fail("usage: agent-fuzz CASES FIXTURES [SEED]", 2) }
    let seed = words.count > 3 ? UInt64(words[3]) ?? 0 : UInt64(truncatingIfNeeded: time(nil))
    let lines = ["claude", "codex", "acp", "made"].flatMap { Fixtures.lines(in: "\(words[2])/\($0)") }
    guard !lines.isEmpty else { fail("agent-fuzz: no transcripts in \(words[2])", 2) }
    var fuzz = AgentFuzz(random: SeededGenerator(seed: seed), lines: lines)
    for number in 0..<cases {
      if let fault = fuzz.one() { fail("agent-fuzz: case \(number) of seed \(seed): \(fault)", 1) }
    }
    print("agent-fuzz: \(cases) cases, seed \(seed), nothing found")
  }

  private static func fail(_ words: String, _ code: Int32) -> Never {
    print(words)
    exit(code)
  }

  private mutating func one() -> String? {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) { bytes += (lines.randomElement(using: &random) ?? []) + [0x0A] }
    for _ in 0..<Int.random(in: 0...6, using: &random) { damage(&bytes) }
    let agent = Adapters.names.randomElement(using: &random) ?? "claude"
    let whole = decode(bytes, as: agent, cuts: [])
    let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
    if decode(bytes, as: agent, cuts: cuts) != whole { return "\(agent) differs when cut at \(cuts): \(bytes)" }
    if whole.contains(where: { $0.offset > Int64(bytes.count) }) {
      return "\(agent) sees bytes that never came: \(bytes)"
    }
    return json(bytes)
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    guard bytes.count > 8 else { return }
    let place = Int.random(in: 0..<bytes.count - 4, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.removeSubrange(place..<place + 3)
    case 2: bytes.insert(contentsOf: [0x0A, 0xFF, 0x7B], at: place)
    case 3: bytes.replaceSubrange(place..<place + 2, with: Array("9999999999999999999e".utf8))
    default: bytes.removeLast(min(bytes.count, Int.random(in: 1...40, using: &random)))
    }
  }

  private func decode(_ bytes: [UInt8], as agent: String, cuts: [Int]) -> [AgentEvent] {
    guard var decoder = Adapters.decoder(for: agent) else { return [] }
    var events: [AgentEvent] = []
    var start = 0
    for end in cuts + [bytes.count] {
      events += decoder.feed(Array(bytes[start..<end]), at: Int64(start))
      start = end
    }
    return events + decoder.end()
  }

  private func json(_ bytes: [UInt8]) -> String? {
    for line in bytes.split(separator: 0x0A) {
      _ = try? RPCMessage(Array(line))  // noise is refused, never a trap
      guard let value = try? JSONParser.parse(Array(line)) else { continue }
      let written = JSONWriter.compact(value)
      guard let again = try? JSONParser.parse(written), JSONWriter.compact(again) == written else {
        return "JSON differs when written and read again: \(Array(line))"
      }
    }
    return nil
  }
}

private enum Fixtures {
  static func lines(in folder: String) -> [[UInt8]] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var lines: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".jsonl") { lines += read("\(folder)/\(name)").split(separator: 0x0A).map(Array.init) }
    }
    return lines.filter { $0.count < 4000 }
  }

  private static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var (found, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else { return found }
      found += piece[..<count]
    }
  }
}
