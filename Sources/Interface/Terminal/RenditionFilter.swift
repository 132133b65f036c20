/// Says in few bytes what ncurses says in many: of all changes of colour between two characters only the sum is sent,
/// and nothing is set that is set already. Pure: a frame's bytes in, the bytes with the same effect out.
///
/// It reads what ncurses made and nothing else. Whatever it does not know goes through as it is, and from there on it
/// trusts nothing that it remembers until the next reset.
struct RenditionFilter {
  private static let escape: UInt8 = 0x1b
  private var result: [UInt8] = []
  private var numbers: [UInt32] = []
  /// What the terminal has, nil while that is not known; and what it shall have before the next character.
  private var shown: Rendition?
  private var wanted = Rendition.plain

  /// What the pairs of colours are, by their numbers.
  private let pairs: [Rendition.Inks]

  private init(_ pairs: [Rendition.Inks], _ look: Rendition?) {
    self.pairs = pairs
    shown = look
    wanted = look ?? .plain
  }

  /// `look` is what the terminal has before these bytes, if that is known, and then what it has behind them.
  static func filtered(
    _ bytes: UnsafeBufferPointer<UInt8>, pairs: [Rendition.Inks], _ look: inout Rendition?
  ) -> [UInt8] {
    var filter = RenditionFilter(pairs, look)
    filter.result.reserveCapacity(bytes.count)
    filter.take(bytes)
    look = filter.shown
    return filter.result
  }

  private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < bytes.count {
      guard bytes[index] == Self.escape else {
        if bytes[index] != 0x0d { settle() }
        result.append(bytes[index])
        index += 1
        continue
      }
      let end = Self.end(of: index, in: bytes)
      takeSequence(UnsafeBufferPointer(rebasing: bytes[index..<end]))
      index = end
    }
    settle()
  }

  private mutating func takeSequence(_ bytes: UnsafeBufferPointer<UInt8>) {
    let isControl = bytes.count > 2 && bytes[1] == 0x5b
    let last = bytes[bytes.count - 1]
    let isPair = isControl && last == TerminalDescription.pairEnd
    guard isControl, isPair || last == 0x6d else {
      if !isControl || !Self.isMove(last) { settle() }
      if !isControl { shown = nil }
      return result.append(contentsOf: bytes)
    }
    guard readNumbers(bytes) else { return forget(bytes) }
    if isPair { return takePair(Int(numbers[0])) }
    if shown != nil {
      guard let next = wanted.taking(numbers) else { return forget(bytes) }
      wanted = next
    } else {
      result.append(contentsOf: bytes)
      guard numbers[0] == 0, let known = Rendition.plain.taking(numbers) else { return }
      (shown, wanted) = (known, known)
    }
  }

  /// What no terminal understands: it is always spelled out.
  private mutating func takePair(_ pair: Int) {
    guard pairs.indices.contains(pair) else { return }
    let inks = pairs[pair]
    guard shown == nil else { return (wanted.foreground, wanted.background) = (inks.foreground, inks.background) }
    numbers.removeAll(keepingCapacity: true)
    inks.add(to: &numbers)
    writeNumbers()
  }

  private mutating func forget(_ bytes: UnsafeBufferPointer<UInt8>) {
    settle()
    shown = nil
    result.append(contentsOf: bytes)
  }

  /// Sends what has gathered.
  private mutating func settle() {
    guard let shown, shown != wanted else { return }
    self.shown = wanted
    numbers.removeAll(keepingCapacity: true)
    shown.addChange(to: wanted, &numbers)
    writeNumbers()
  }

  /// A reset alone needs no number.
  private mutating func writeNumbers() {
    result.append(Self.escape)
    result.append(0x5b)
    for index in numbers.indices where numbers.count > 1 || numbers[index] != 0 {
      if index > 0 { result.append(0x3b) }
      append(numbers[index])
    }
    result.append(0x6d)
  }

  private mutating func append(_ number: UInt32) {
    if number >= 10 { append(number / 10) }
    result.append(0x30 + UInt8(number % 10))
  }

  /// Final bytes that only move the cursor: a change of colour may wait behind them. What erases needs its colours.
  private static func isMove(_ byte: UInt8) -> Bool {
    (0x41...0x44).contains(byte) || [0x47, 0x48, 0x64, 0x66].contains(byte)
  }

  private static func end(of start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
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

  /// An empty number is zero; false for anything but digits and semicolons.
  private mutating func readNumbers(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    numbers.removeAll(keepingCapacity: true)
    var number: UInt32 = 0
    for index in 2..<bytes.count - 1 {
      switch bytes[index] {
      case 0x3b:
        numbers.append(number)
        number = 0
      case 0x30...0x39 where number < 100_000_000: number = number * 10 + UInt32(bytes[index] - 0x30)
      default: return false
      }
    }
    numbers.append(number)
    return true
  }
}
