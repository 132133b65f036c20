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
    #expect(RenditionFilter.filtered(Array(long.utf8)) == Array(short.utf8))
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
      let short = RenditionFilter.filtered(long)
      #expect(painted(short) == painted(long))
      #expect(RenditionFilter.filtered(short).count <= short.count)
      saved += long.count - short.count
    }
    #expect(saved > 0)
  }
}
