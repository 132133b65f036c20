/// What the terminal writes with: its attributes and two colours, as SGR sets them.
struct Rendition: Hashable {
  /// Zero is the terminal's own colour; else the numbers that set it, and how many they are.
  struct Ink: Hashable {
    var numbers: UInt32 = 0
    var kind: UInt8 = 0
  }

  /// A pair of colours as ncurses has it; what it says for one is its number (``TerminalDescription/pairEnd``).
  struct Inks: Hashable {
    var foreground = Ink()
    var background = Ink()
  }

  /// Bit n stands for the number n, from bold (1) to struck out (9).
  var attributes: UInt16 = 0
  var foreground = Ink()
  var background = Ink()

  static let plain = Rendition()

  /// Takes one sequence; nil if a number in it is none of those known here, or one is cut short.
  func taking(_ numbers: [UInt32]) -> Rendition? {
    var result = self
    var index = 0
    while index < numbers.count {
      let number = numbers[index]
      index += 1
      switch number {
      case 0: result = .plain
      case 1...9: result.attributes |= 1 << UInt16(number)
      case 22: result.attributes &= ~0b110
      case 23...29: result.attributes &= ~(1 << UInt16(number - 20))
      case 30...37, 90...97: result.foreground = Ink(numbers: number, kind: 1)
      case 40...47, 100...107: result.background = Ink(numbers: number, kind: 1)
      case 39: result.foreground = Ink()
      case 49: result.background = Ink()
      case 38, 48:
        guard let (ink, length) = Self.ink(numbers[index...]) else { return nil }
        if number == 38 { result.foreground = ink } else { result.background = ink }
        index += length
      default: return nil
      }
    }
    return result
  }

  private static func ink(_ numbers: ArraySlice<UInt32>) -> (Ink, Int)? {
    let first = numbers.startIndex
    if numbers.count >= 2, numbers[first] == 5, numbers[first + 1] < 256 {
      return (Ink(numbers: numbers[first + 1], kind: 5), 2)
    }
    guard numbers.count >= 4, numbers[first] == 2, numbers[(first + 1)...(first + 3)].allSatisfy({ $0 < 256 }) else {
      return nil
    }
    return (Ink(numbers: numbers[first + 1] << 16 | numbers[first + 2] << 8 | numbers[first + 3], kind: 2), 4)
  }

  /// Adds the shortest numbers that lead from here to there. What ncurses itself sends: attributes end with a reset only.
  func addChange(to other: Rendition, _ numbers: inout [UInt32]) {
    if other == .plain {
      if self != .plain { numbers.append(0) }
      return
    }
    var base = self
    if attributes & ~other.attributes != 0 {
      base = .plain
      numbers.append(0)
    }
    var missing = other.attributes & ~base.attributes
    while missing != 0 {
      numbers.append(UInt32(missing.trailingZeroBitCount))
      missing &= missing - 1
    }
    if other.foreground != base.foreground { other.foreground.add(to: &numbers, extended: 38) }
    if other.background != base.background { other.background.add(to: &numbers, extended: 48) }
  }
}

extension Rendition.Inks {
  /// Colours by their numbers in ``ColorMap``.
  init(_ foreground: Int, _ background: Int) {
    self.init(foreground: .of(foreground, 30), background: .of(background, 40))
  }

  /// Both of them, whatever the terminal has.
  func add(to numbers: inout [UInt32]) {
    foreground.add(to: &numbers, extended: 38)
    background.add(to: &numbers, extended: 48)
  }
}

extension Rendition.Ink {
  /// The first sixteen colours have numbers of their own.
  fileprivate static func of(_ color: Int, _ base: UInt32) -> Rendition.Ink {
    let number = UInt32(truncatingIfNeeded: color)
    return switch color {
    case ..<0: Rendition.Ink()
    case 0..<8: Rendition.Ink(numbers: base + number, kind: 1)
    case 8..<16: Rendition.Ink(numbers: base + 60 + number - 8, kind: 1)
    case 16..<256: Rendition.Ink(numbers: number, kind: 5)
    default: Rendition.Ink(numbers: number & 0xff_ffff, kind: 2)
    }
  }

  fileprivate func add(to numbers: inout [UInt32], extended: UInt32) {
    switch kind {
    case 0: numbers.append(extended + 1)
    case 1: numbers.append(self.numbers)
    case 5:
      numbers.append(extended)
      numbers.append(5)
      numbers.append(self.numbers)
    default:
      numbers.append(extended)
      numbers.append(2)
      numbers.append(self.numbers >> 16 & 255)
      numbers.append(self.numbers >> 8 & 255)
      numbers.append(self.numbers & 255)
    }
  }
}
