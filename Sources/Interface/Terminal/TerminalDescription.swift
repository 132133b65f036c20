import CNcurses
import Glibc

/// What terminfo says about a terminal, as a value: read once, changed where we know better, and written back as a
/// compiled description that ncurses takes from `TERMINFO=hex:…`, so neither `tic` nor a file is needed.
struct TerminalDescription: Hashable, Sendable {
  private(set) var name: String
  var booleans: [Bool]
  var numbers: [Int]
  var strings: [[UInt8]?]
  var hasDirectColor = false

  /// The description of the first name that the system knows. Caller holds the turn of ncurses.
  static func read(_ names: [String]) -> TerminalDescription? {
    for name in names where !name.isEmpty {
      var status: Int32 = 0
      guard setupterm(name, 1, &status) == OK else { continue }
      defer { drover_forget_terminal() }
      return TerminalDescription(loaded: name)
    }
    return nil
  }

  /// An unknown `TERM` is most often a modern terminal whose entry this machine lacks.
  static func candidates(_ name: String) -> [String] {
    [name, "xterm-256color", "xterm", "ansi"]
  }

  private init(loaded name: String) {
    self.name = name
    booleans = Self.each(drover_boolean_name) { tigetflag($0) == 1 }
    numbers = Self.each(drover_number_name) { Int(tigetnum($0)) }
    strings = Self.each(drover_string_name) { name in
      guard let text = tigetstr(name), Int(bitPattern: text) != -1 else { return nil }
      return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
  }

  private static func each<T>(
    _ name: (Int32) -> UnsafePointer<CChar>?, _ value: (UnsafeMutablePointer<CChar>) -> T
  ) -> [T] {
    var values: [T] = []
    var index: Int32 = 0
    while let text = name(index) {
      values.append(value(UnsafeMutablePointer(mutating: text)))
      index += 1
    }
    return values
  }

  // MARK: - Capabilities by their place in the compiled form (term.h)

  static let autoMargin = 1
  static let wrapsLate = 4
  static let canChangeColor = 27
  static let columns = 0
  static let lines = 2
  static let colors = 13
  static let clear = 5
  static let clearBelow = 7
  static let cursorAddress = 10
  static let enterAlternate = 28
  static let exitAttributes = 39
  static let setAttributes = 131
  static let setForeground = 359
  static let setPair = 301
  static let exitAutoMargin = 152
  static let initializeColor = 299
  /// By columns or rows, by tabulators, or to a corner.
  static let relativeMoves = [0, 8, 11, 12, 14, 17, 18, 19, 107, 111, 112, 114, 127, 134]

  /// The last byte of what ncurses says for a pair of colours, behind the number of the pair.
  static let pairEnd: UInt8 = 0x70

  var colorCount: Int { numbers[Self.colors] }
  var hasAlternateScreen: Bool {
    String(decoding: strings[Self.enterAlternate] ?? [], as: UTF8.self).contains("1049")
  }
  /// ncurses needs at least these to draw anything.
  var canDraw: Bool { strings[Self.clear] != nil && strings[Self.cursorAddress] != nil }
  /// Wrapping at the right margin can be switched off; then it is, for the whole session.
  var canSwitchWrap: Bool { strings[Self.exitAutoMargin] != nil }
}

// MARK: - Changes

extension TerminalDescription {
  /// As we use it: no wrapping (so the last cell needs no tricks) and a palette that is never changed.
  func tuned(direct: Bool) -> TerminalDescription {
    var copy = self
    copy.name = "drover"
    // Some entries have no size and ncurses does not start without one; the real size follows.
    copy.numbers[Self.columns] = 80
    copy.numbers[Self.lines] = 24
    // Rows below are blanked one by one: no frame holds a clear.
    copy.strings[Self.clearBelow] = nil
    // A movement is said outright: to weigh shorter ways against each other takes longer than their bytes.
    for place in Self.relativeMoves { copy.strings[place] = nil }
    // When a terminal really wraps is known of few: behind the last column the cursor is set anew.
    copy.booleans[Self.wrapsLate] = true
    if canSwitchWrap { copy.booleans[Self.autoMargin] = false }
    copy.booleans[Self.canChangeColor] = false
    copy.strings[Self.initializeColor] = nil
    // No cell of ours is of another character set: one switch back at the start is enough, not one a change of style.
    for place in [Self.exitAttributes, Self.setAttributes] {
      copy.strings[place] = copy.strings[place].map(Self.withoutCharacterSets)
    }
    if direct || hasPalette {
      // Both colours in one go and in few bytes: to spell them out costs ncurses a calculation for each, and is done
      // by the filter behind it. No terminal sees this.
      copy.strings[Self.setPair] = Array("\u{1b}[%p1%d".utf8) + [Self.pairEnd]
      // One by one they are words; all at once they are a calculation.
      copy.strings[Self.setAttributes] = nil
    }
    guard direct else { return copy }
    copy.hasDirectColor = true
    copy.numbers[Self.colors] = 2 << 24
    return copy
  }

  /// The usual 256 colours, set in the usual way.
  private var hasPalette: Bool {
    colorCount == 256 && String(decoding: strings[Self.setForeground] ?? [], as: UTF8.self).contains("38;5;%p1%d")
  }

  private static func withoutCharacterSets(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for switching in ["%?%p9%t\u{1b}(0%e\u{1b}(B%;", "\u{1b}(B", "%?%p9%t\u{e}%e\u{f}%;", "\u{f}"] {
      text.replace(Array(switching.utf8), with: [])
    }
    return text
  }
}

// MARK: - Compiled form (term(5), with 32-bit numbers)

extension TerminalDescription {
  func compiled() -> [UInt8] {
    var table: [UInt8] = []
    let offsets = strings.map { string -> Int in
      guard let string else { return -1 }
      defer { table += string + [0] }
      return table.count
    }
    let names = Array(name.utf8) + [0]
    var bytes: [UInt8] = []
    for value in [0x21e, names.count, booleans.count, numbers.count, offsets.count, table.count] {
      bytes += Self.short(value)
    }
    bytes += names
    bytes += booleans.map { $0 ? 1 : 0 }
    if bytes.count % 2 == 1 { bytes.append(0) }
    for number in numbers { bytes += Self.word(number) }
    for offset in offsets { bytes += Self.short(offset) }
    bytes += table
    return hasDirectColor ? bytes + Self.directFlag(after: bytes.count) : bytes
  }

  /// The extended section with one flag: RGB.
  private static func directFlag(after count: Int) -> [UInt8] {
    var bytes: [UInt8] = count % 2 == 1 ? [0] : []
    for value in [1, 0, 0, 1, 4] { bytes += short(value) }
    bytes += [1, 0]
    bytes += short(0)
    return bytes + Array("RGB".utf8) + [0]
  }

  private static func short(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
  }

  private static func word(_ value: Int) -> [UInt8] {
    short(value) + short(value >> 16)
  }

  var inlined: String {
    let digits = Array("0123456789abcdef".utf8)
    let hex = compiled().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "hex:" + String(decoding: hex, as: UTF8.self)
  }
}
