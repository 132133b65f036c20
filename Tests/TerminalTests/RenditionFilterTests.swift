import Base
import Testing

@testable import Terminal

@Suite struct RenditionFilterTests {
  @Test(arguments: [
    ("\u{1b}[mA\u{1b}[39;49m\u{1b}[m B", "\u{1b}[mA B"),
    ("\u{1b}[0;1mA\u{1b}[38;5;16m\u{1b}[48;5;210mB", "\u{1b}[0;1mA\u{1b}[38;5;16;48;5;210mB"),
    ("\u{1b}[0;1mA\u{1b}[39;49m\u{1b}[m\u{1b}[3;4H\u{1b}[38;5;7mB", "\u{1b}[0;1mA\u{1b}[3;4H\u{1b}[0;38;5;7mB"),
    ("\u{1b}[m\u{1b}[41mA\u{1b}[39;49m\u{1b}[K", "\u{1b}[m\u{1b}[41mA\u{1b}[m\u{1b}[K"),
    ("\u{1b}[m\u{1b}[31mA\u{1b}[39;49m\u{1b}[31mB", "\u{1b}[m\u{1b}[31mAB"),
    ("\u{1b}[31mA\u{1b}[31mB", "\u{1b}[31mA\u{1b}[31mB"),
    ("\u{1b}[m\u{1b}[48;2;1;2;3mA\u{1b}[48;2;0;0;0m", "\u{1b}[m\u{1b}[48;2;1;2;3mA\u{1b}[48;2;0;0;0m"),
    ("\u{1b}[m\u{1b}[4:3mA\u{1b}[39;49mB", "\u{1b}[m\u{1b}[4:3mA\u{1b}[39;49mB"),
    ("\u{1b}[m\u{1b}[1mA\u{1b}[73mB", "\u{1b}[m\u{1b}[1mA\u{1b}[73mB"),
    ("\u{1b}[mA\u{1b}", "\u{1b}[mA\u{1b}"), ("", ""), ("\u{1b}[38;5m", "\u{1b}[38;5m"),
  ])
  func saysTheSameInFewerBytes(long: String, short: String) {
    #expect(filtered(Array(long.utf8)) == Array(short.utf8))
  }

  @Test(arguments: [
    (
      "\u{1b}[mA\u{1b}[1pB\u{1b}[2pC\u{1b}[39;49mD", "\u{1b}[mA\u{1b}[38;5;16;48;5;210mB\u{1b}[39;48;2;1;2;3mC\u{1b}[mD"
    ),
    ("\u{1b}[m\u{1b}[1m\u{1b}[3pA\u{1b}[3pB\u{1b}[m\u{1b}[3pC", "\u{1b}[m\u{1b}[1;94mAB\u{1b}[0;94mC"),
    // Whatever the terminal has: both are said.
    ("\u{1b}[2pA\u{1b}[0pB", "\u{1b}[39;48;2;1;2;3mA\u{1b}[39;49mB"), ("\u{1b}[mA\u{1b}[9pB", "\u{1b}[mAB"),
  ])
  func pairsAreSpelledOut(long: String, short: String) {
    let pairs = [(-1, -1), (16, 210), (-1, ColorMap.directMark | 0x010203), (12, -1)].map { Rendition.Inks($0.0, $0.1) }
    #expect(filtered(Array(long.utf8), pairs) == Array(short.utf8))
  }

  private func filtered(_ bytes: [UInt8], _ pairs: [Rendition.Inks] = []) -> [UInt8] {
    var look: Rendition?
    return bytes.withUnsafeBufferPointer { RenditionFilter.filtered($0, pairs: pairs, &look) }
  }

  @Test func whatTheTerminalHasIsKnownFromOneFrameToTheNext() {
    var look: Rendition?
    let frames = ["A\u{1b}[31mB\u{1b}[m", "\u{1b}[m\u{1b}[31mC\u{1b}[1mD", "\u{1b}[1m\u{1b}[31mE\u{1b}[m"]
    let sent = frames.map { frame in
      Array(frame.utf8).withUnsafeBufferPointer { RenditionFilter.filtered($0, pairs: [], &look) }
    }
    #expect(sent.map { String(decoding: $0, as: UTF8.self) } == [frames[0], "\u{1b}[31mC\u{1b}[1mD", "E\u{1b}[m"])
    #expect(look == .plain)
  }

  /// Characters with what they are written in, as a terminal would have them.
  private func painted(_ bytes: [UInt8]) -> [String] {
    var (look, result, index) = (Rendition.plain, [String](), 0)
    while index < bytes.count {
      guard bytes[index] == 0x1b else {
        result.append("\(bytes[index]) \(bytes[index] == 0x0d ? "" : "\(look)")")
        index += 1
        continue
      }
      let end = bytes[index...].firstIndex { $0 >= 0x40 && $0 != 0x5b }!
      if bytes[end] == 0x6d {
        let numbers = String(decoding: bytes[(index + 2)..<end], as: UTF8.self).split(
          separator: ";", omittingEmptySubsequences: false)
        look = look.taking(numbers.map { UInt32($0) ?? 0 })!
      } else {
        // What erases does so in the colours of the moment; what moves has none.
        result.append("\(bytes[index...end]) \([0x4b, 0x58].contains(bytes[end]) ? "\(look)" : "")")
      }
      index = end + 1
    }
    return result + ["\(look)"]
  }

  @Test func whateverIsSentTheScreenIsTheSame() {
    var chance = SeededGenerator(seed: 20_261_121)
    let pieces = [
      "\u{1b}[m", "\u{1b}[0;1m", "\u{1b}[0;4;7m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[22m", "\u{1b}[24m", "\u{1b}[39;49m",
      "\u{1b}[31m", "\u{1b}[97m", "\u{1b}[42m", "\u{1b}[105m", "\u{1b}[38;5;244m", "\u{1b}[48;5;238m",
      "\u{1b}[38;2;0;0;7m", "\u{1b}[48;2;9;0;0m", "\u{1b}[3;4H", "\u{1b}[7G", "\u{1b}[K", "\u{1b}[5X", "a", "b ", "\r",
    ]
    var saved = 0
    for _ in 0..<2000 {
      let long = (0..<30).flatMap { _ in Array(pieces.randomElement(using: &chance)!.utf8) }
      let short = filtered(long)
      #expect(painted(short) == painted(long))
      #expect(filtered(short).count <= short.count)
      saved += long.count - short.count
    }
    #expect(saved > 0)
  }
}
