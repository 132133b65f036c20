/// Answers of the terminal: recognised whole, so that none becomes keys.
extension VTInput {
  /// A control sequence with `?` in front.
  func report(_ final: UInt8) -> InputEvent? {
    let isModeReport = final == 0x79 && buffer.last == 0x24
    let numbers = ControlNumbers(buffer.dropFirst())
    switch final {
    case 0x63: return .reply(.attributes(attributes()))
    case 0x75: return .reply(.keyboardFlags(numbers[0]))
    case 0x79 where isModeReport: return .reply(.mode(numbers[0], state: numbers[1]))
    case 0x6e where numbers[0] == 997: return .reply(.colorScheme(isDark: numbers[1] == 1))
    default: return .reply(.other)
    }
  }

  private func attributes() -> [Int] {
    buffer.dropFirst().split(separator: 0x3b).map { ControlNumbers($0)[0] }
  }

  /// The end of an OSC, DCS, APC, PM or SOS string.
  func text() -> InputEvent? {
    guard !isOverfull else { return .reply(.other) }
    switch introducer {
    case 0x5d: return .reply(color() ?? .other)
    case 0x50 where buffer.starts(with: ">|".utf8):
      return .reply(.version(String(decoding: buffer.dropFirst(2), as: UTF8.self)))
    default: return .reply(.other)
    }
  }

  /// `11;rgb:1e1e/1e1e/2e2e`, also with two digits a part, also `rgba:`.
  private func color() -> TerminalReply? {
    let parts = buffer.split(separator: 0x3b, maxSplits: 1)
    guard parts.count == 2, let slot = Int(String(decoding: parts[0], as: UTF8.self)), slot == 10 || slot == 11,
      let colon = parts[1].firstIndex(of: 0x3a), parts[1].starts(with: "rgb".utf8)
    else { return nil }
    let levels = parts[1][(colon + 1)...].split(separator: 0x2f).map(level)
    guard levels.count >= 3, let red = levels[0], let green = levels[1], let blue = levels[2] else { return nil }
    return .color(slot: slot, red: red, green: green, blue: blue)
  }

  /// One to four hexadecimal digits, scaled to a byte.
  private func level(_ digits: ArraySlice<UInt8>) -> UInt8? {
    guard (1...4).contains(digits.count), let value = Int(String(decoding: digits, as: UTF8.self), radix: 16),
      value >= 0
    else { return nil }
    return UInt8(value * 255 / ((1 << (4 * digits.count)) - 1))
  }
}
