import Base
import Wire

/// Throws seeded noise at the codecs of Wire. What must hold: no trap, the same result however the bytes are cut, and
/// no reply of a terminal that becomes a key.
package struct WireFuzz {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private var generator: SeededGenerator

  package init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  package mutating func run(cases: Int) throws {
    for _ in 0..<cases {
      try noise()
      try replies()
      try framing()
    }
  }

  private static let pieces: [[UInt8]] = [
    "\u{1b}", "\u{1b}[", "\u{1b}O", "\u{1b}]", "\u{1b}P", "\u{1b}\\", "\u{7}", "\u{1b}[200~", "\u{1b}[201~", ";", ":",
    "<",
    "?", "$", "M", "m", "u", "~", "c", "0", "65", "999999999999999999999", "\r", "\n", "\u{18}", "漢", "é", "🧵", "A",
    "rgb:",
  ].map { Array($0.utf8) }

  private mutating func bytes(upTo count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...count, using: &generator) {
      if Bool.random(using: &generator) {
        bytes += Self.pieces.randomElement(using: &generator) ?? []
      } else {
        bytes.append(UInt8.random(in: .min ... .max, using: &generator))
      }
    }
    return bytes
  }

  private mutating func cuts(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + Int.random(in: 1...9, using: &generator))
      parts.append(bytes[start..<end])
      start = end
    }
    return parts
  }

  private mutating func noise() throws {
    let bytes = bytes(upTo: 40)
    var whole = VTInput(pasteLimit: 64)
    var cut = VTInput(pasteLimit: 64)
    let expected = whole.feed(bytes) + Self.rest(&whole)
    let seen = cuts(bytes).flatMap { cut.feed($0) } + Self.rest(&cut)
    guard expected == seen else { throw Failure(description: "input differs when cut: \(bytes)") }
    guard whole.waiting == .nothing else { throw Failure(description: "input waits after quiet: \(bytes)") }
  }

  /// What follows a paste in its burst is read when the paste ends, and may itself end in the middle.
  private static func rest(_ input: inout VTInput) -> [InputEvent] { input.quiet() + input.quiet() + input.quiet() }

  private static let answers = [
    "\u{1b}[?62;22c", "\u{1b}[?2026;2$y", "\u{1b}[?1u", "\u{1b}]11;rgb:1e1e/1e1e/2e2e\u{1b}\\", "\u{1b}]11;?\u{7}",
    "\u{1b}P>|name(1)\u{1b}\\", "\u{1b}P1$r0m\u{1b}\\", "\u{1b}_Gi=31;OK\u{1b}\\", "\u{1b}[?997;1n", "\u{1b}[24;80R",
    "\u{1b}[>1;10;0c", "\u{1b}[8;24;80t", "\u{1b}[0n", "\u{1b}]52;c;cm0gLXJm\u{7}",
  ]

  private mutating func replies() throws {
    var bytes: [UInt8] = []
    var keys: [InputEvent] = []
    for _ in 0..<6 {
      bytes += Array((Self.answers.randomElement(using: &generator) ?? "").utf8)
      if Bool.random(using: &generator) {
        bytes.append(0x71)
        keys.append(.key(KeyPress(.character("q"))))
      }
    }
    var input = VTInput()
    let seen = cuts(bytes).flatMap { input.feed($0) }.filter { if case .reply = $0 { false } else { true } }
    guard seen == keys else { throw Failure(description: "a reply became \(seen)") }
  }

  private mutating func framing() throws {
    let bytes = bytes(upTo: 30)
    var (lines, cutLines) = (LineFraming(limit: 20), LineFraming(limit: 20))
    guard lines.feed(bytes) == cuts(bytes).flatMap({ cutLines.feed($0) }), lines.finish() == cutLines.finish() else {
      throw Failure(description: "lines differ when cut: \(bytes)")
    }
    var (events, cutEvents) = (ServerSentEvents(limit: 20), ServerSentEvents(limit: 20))
    let stream = Array("data: ".utf8) + bytes + [0x0a, 0x0a]
    guard events.feed(stream) == cuts(stream).flatMap({ cutEvents.feed($0) }) else {
      throw Failure(description: "events differ when cut: \(stream)")
    }
    let frames = [LengthFraming.Frame(kind: 1, content: bytes), LengthFraming.Frame(kind: 2, content: [])]
    var lengths = LengthFraming()
    let seen = try cuts(frames.flatMap(\.encoded)).flatMap { try lengths.feed($0) }
    guard seen == frames, !lengths.isInsideFrame else { throw Failure(description: "frames differ when cut: \(bytes)") }
  }
}
