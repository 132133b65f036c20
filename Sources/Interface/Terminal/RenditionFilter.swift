/// Says in few bytes what ncurses says in many: of all changes of colour between two characters only the sum is sent,
/// and nothing is set that is set already. Pure: a frame's bytes in, the bytes with the same effect out.
///
/// It reads what ncurses made and nothing else. Whatever it does not know goes through as it is, and from there on it
/// trusts nothing that it remembers until the next reset.
struct RenditionFilter {
  private static let escape: UInt8 = 0x1b
  /// Final bytes that only move the cursor: a change of colour may wait behind them. What erases needs its colours.
  private static let moves = Set("ABCDGHdf".utf8)

  private var result: [UInt8] = []
  /// What the terminal has, nil while that is not known; and what it shall have before the next character.
  private var shown: Rendition?
  private var wanted = Rendition.plain

  static func filtered(_ bytes: [UInt8]) -> [UInt8] {
    var filter = RenditionFilter()
    filter.result.reserveCapacity(bytes.count)
    filter.take(bytes)
    return filter.result
  }

  private mutating func take(_ bytes: [UInt8]) {
    var index = 0
    while index < bytes.count {
      guard bytes[index] == Self.escape else {
        if bytes[index] != 0x0d { settle() }
        result.append(bytes[index])
        index += 1
        continue
      }
      let end = Self.end(of: index, in: bytes)
      takeSequence(bytes[index..<end])
      index = end
    }
    settle()
  }

  private mutating func takeSequence(_ bytes: ArraySlice<UInt8>) {
    let isControl = bytes.count > 2 && bytes[bytes.startIndex + 1] == 0x5b
    guard isControl, bytes.last == 0x6d else {
      if !isControl || !Self.moves.contains(bytes.last ?? 0) { settle() }
      if !isControl { shown = nil }
      result += bytes
      return
    }
    guard let numbers = Self.numbers(bytes.dropFirst(2).dropLast()) else { return forget(bytes) }
    if shown != nil {
      guard let next = wanted.taking(numbers) else { return forget(bytes) }
      wanted = next
    } else {
      result += bytes
      guard numbers.first == 0, let known = Rendition.plain.taking(numbers) else { return }
      (shown, wanted) = (known, known)
    }
  }

  private mutating func forget(_ bytes: ArraySlice<UInt8>) {
    settle()
    shown = nil
    result += bytes
  }

  /// Sends what has gathered.
  private mutating func settle() {
    guard let shown, shown != wanted else { return }
    let numbers = shown.change(to: wanted)
    self.shown = wanted
    result += [Self.escape, 0x5b]
    if numbers != [0] {
      for (index, number) in numbers.enumerated() {
        if index > 0 { result.append(0x3b) }
        result += String(number).utf8
      }
    }
    result.append(0x6d)
  }

  private static func end(of start: Int, in bytes: [UInt8]) -> Int {
    guard start + 1 < bytes.count else { return bytes.count }
    guard bytes[start + 1] == 0x5b else {
      var index = start + 1
      while index < bytes.count, (0x20...0x2f).contains(bytes[index]) { index += 1 }
      return min(index + 1, bytes.count)
    }
    var index = start + 2
    while index < bytes.count, (0x20...0x3f).contains(bytes[index]) { index += 1 }
    return min(index + 1, bytes.count)
  }

  /// An empty number is zero; nil for anything but digits and semicolons.
  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [UInt32]? {
    var numbers: [UInt32] = [0]
    for byte in bytes {
      switch byte {
      case 0x3b: numbers.append(0)
      case 0x30...0x39 where numbers[numbers.count - 1] < 1000:
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + UInt32(byte - 0x30)
      default: return nil
      }
    }
    return numbers
  }
}
