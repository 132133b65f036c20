/// What the terminal writes with: its attributes and two colours, as SGR sets them.
struct Rendition: Hashable {
  /// Zero is the terminal's own colour; else the numbers that set it, and how many they are.
  struct Ink: Hashable {
    var numbers: UInt32 = 0
    var kind: UInt8 = 0
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

  /// The shortest numbers that lead from here to there. What ncurses itself sends: attributes end with a reset only.
  func change(to other: Rendition) -> [UInt32] {
    if other == .plain { return self == .plain ? [] : [0] }
    let ends = attributes & ~other.attributes != 0
    let base = ends ? Rendition.plain : self
    var numbers: [UInt32] = ends ? [0] : []
    for number in UInt16(1)...9 where (other.attributes & ~base.attributes) >> number & 1 == 1 {
      numbers.append(UInt32(number))
    }
    if other.foreground != base.foreground { other.foreground.add(to: &numbers, extended: 38) }
    if other.background != base.background { other.background.add(to: &numbers, extended: 48) }
    return numbers
  }
}

extension Rendition.Ink {
  fileprivate func add(to numbers: inout [UInt32], extended: UInt32) {
    switch kind {
    case 0: numbers.append(extended + 1)
    case 1: numbers.append(self.numbers)
    case 5: numbers += [extended, 5, self.numbers]
    default: numbers += [extended, 2, self.numbers >> 16 & 255, self.numbers >> 8 & 255, self.numbers & 255]
    }
  }
}
