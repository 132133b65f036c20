/// What complete sequences mean.
extension VTInput {
  /// A byte below space, or DEL, as the key that sends it.
  func legacyControl(_ byte: UInt8) -> KeyPress {
    let alt: Modifiers = hasAlt ? .alt : []
    switch byte {
    case 0x00: return KeyPress(.character(" "), [alt, .control])
    case 0x09: return KeyPress(.tab, alt)
    case 0x0d: return KeyPress(.enter, alt)
    case 0x1b: return KeyPress(.escape, alt)
    case 0x7f: return KeyPress(.backspace, alt)
    case ..<0x1b: return KeyPress(.character(Unicode.Scalar(byte + 0x60)), [alt, .control])
    default: return KeyPress(.character(Unicode.Scalar(byte + 0x40)), [alt, .control])
    }
  }

  /// ESC O and a letter: cursor and function keys in application mode.
  func single(_ byte: UInt8) -> InputEvent? {
    let alt: Modifiers = hasAlt ? .alt : []
    if let key = letterKey(byte) { return .key(KeyPress(key, alt)) }
    switch byte {
    case 0x4d: return .key(KeyPress(.enter, alt))
    case 0x6a...0x79: return .key(KeyPress(.character(Unicode.Scalar(byte - 0x40)), alt))
    default: return nil
    }
  }

  func functionOfConsole(_ byte: UInt8) -> InputEvent? {
    (0x41...0x45).contains(byte) ? .key(KeyPress(.function(Int(byte) - 0x40))) : nil
  }

  /// A control sequence: parameters stand in the buffer, `final` ends it.
  func control(_ final: UInt8) -> InputEvent? {
    switch buffer.first {
    case 0x3c: return sgrMouse(final)
    case 0x3f: return report(final)
    case 0x3e, 0x3d: return .reply(.other)
    default: break
    }
    guard buffer.allSatisfy({ (0x30..<0x3c).contains($0) }) else { return .reply(.other) }
    let numbers = ControlNumbers(buffer[...])
    switch final {
    case 0x49 where buffer.isEmpty: return .focus(true)
    case 0x4f where buffer.isEmpty: return .focus(false)
    case 0x5a: return key(.tab, numbers, adding: .shift)
    case 0x7e: return tilde(numbers)
    case 0x75: return kitty(numbers)
    case 0x52 where numbers[0] != 1 || !(2...16).contains(numbers[1]): return .reply(.other)
    default: return letterKey(final).map { key($0, numbers) } ?? .reply(.other)
    }
  }

  private func key(_ key: Key, _ numbers: ControlNumbers, adding more: Modifiers = []) -> InputEvent? {
    guard numbers.event != 3 else { return nil }
    let alt: Modifiers = hasAlt ? .alt : []
    return .key(KeyPress(key, [modifiers(numbers[1]), alt, more]))
  }

  private func letterKey(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x41: .up
    case 0x42: .down
    case 0x43: .right
    case 0x44: .left
    case 0x46: .end
    case 0x48: .home
    case 0x50...0x53: .function(Int(byte) - 0x4f)
    default: nil
    }
  }

  private func tilde(_ numbers: ControlNumbers) -> InputEvent? {
    if numbers[0] == 27 { return character(numbers[2], modifiers(numbers[1])).map { .key($0) } }
    return tildeKey(numbers[0]).map { key($0, numbers) } ?? .reply(.other)
  }

  private func tildeKey(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  private func modifiers(_ number: Int) -> Modifiers {
    Modifiers(rawValue: UInt8(truncatingIfNeeded: max(0, number - 1)) & 0x0f)
  }
}

// MARK: - Keys by code point: kitty's and xterm's ways

extension VTInput {
  private func kitty(_ numbers: ControlNumbers) -> InputEvent? {
    guard numbers.event != 3 else { return nil }
    let alt: Modifiers = hasAlt ? .alt : []
    let held: Modifiers = [modifiers(numbers[1]), alt]
    if held.contains(.shift), !held.contains(.control), numbers.shifted > 0x20 {
      return character(numbers.shifted, held.subtracting(.shift)).map { .key($0) }
    }
    return character(numbers[0], held).map { .key($0) }
  }

  private func character(_ code: Int, _ held: Modifiers) -> KeyPress? {
    switch code {
    case 9: return KeyPress(.tab, held)
    case 13, 57414: return KeyPress(.enter, held)
    case 27: return KeyPress(.escape, held)
    case 8, 127: return KeyPress(.backspace, held)
    case 57344..<57500: return functional(code).map { KeyPress($0, held) }
    case 32...: break
    default: return nil
    }
    guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init), !(0x80..<0xa0).contains(code) else {
      return nil
    }
    return shifted(scalar, held)
  }

  /// A character carries its shift in itself; with control held, letters are small and shift stays a modifier.
  private func shifted(_ scalar: Unicode.Scalar, _ held: Modifiers) -> KeyPress {
    let isSmall = ("a"..."z").contains(scalar)
    if held.contains(.control) {
      let isCapital = ("A"..."Z").contains(scalar)
      return KeyPress(.character(isCapital ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar), held)
    }
    guard held.contains(.shift), scalar != " " else { return KeyPress(.character(scalar), held) }
    let capital = isSmall ? Unicode.Scalar(UInt8(scalar.value - 32)) : scalar
    return KeyPress(.character(capital), held.subtracting(.shift))
  }

  /// Keys of the private area of the kitty protocol: keypad and high function keys. Lone modifiers are none.
  private func functional(_ code: Int) -> Key? {
    switch code {
    case 57376...57398: .function(code - 57363)
    case 57399...57408: .character(Unicode.Scalar(UInt8(code - 57399 + 0x30)))
    case 57409: .character(".")
    case 57410: .character("/")
    case 57411: .character("*")
    case 57412: .character("-")
    case 57413: .character("+")
    case 57415: .character("=")
    case 57416: .character(",")
    case 57417: .left
    case 57418: .right
    case 57419: .up
    case 57420: .down
    case 57421: .pageUp
    case 57422: .pageDown
    case 57423: .home
    case 57424: .end
    case 57425: .insert
    case 57426: .delete
    default: nil
    }
  }
}

// MARK: - Mouse

extension VTInput {
  private func sgrMouse(_ final: UInt8) -> InputEvent? {
    guard final == 0x4d || final == 0x6d else { return .reply(.other) }
    let numbers = ControlNumbers(buffer.dropFirst())
    return mouse(numbers[0], column: numbers[1], row: numbers[2], isRelease: final == 0x6d)
  }

  func oldMouse() -> InputEvent? {
    guard buffer.allSatisfy({ $0 >= 0x20 }) else { return nil }
    let code = Int(buffer[0]) - 32
    return mouse(code, column: Int(buffer[1]) - 32, row: Int(buffer[2]) - 32, isRelease: code & 3 == 3)
  }

  private func mouse(_ code: Int, column: Int, row: Int, isRelease: Bool) -> InputEvent? {
    guard column >= 1, row >= 1, column < 1 << 16, row < 1 << 16,
      let kind = mouseKind(code, isRelease: isRelease)
    else { return nil }
    var held: Modifiers = []
    if code & 4 != 0 { held.insert(.shift) }
    if code & 8 != 0 { held.insert(.alt) }
    if code & 16 != 0 { held.insert(.control) }
    return .mouse(MouseEvent(kind, column: column - 1, row: row - 1, modifiers: held))
  }

  private func mouseKind(_ code: Int, isRelease: Bool) -> MouseEvent.Kind? {
    let button: MouseEvent.Button? =
      switch code & 3 {
      case 0: .left
      case 1: .middle
      case 2: .right
      default: nil
      }
    switch code & ~31 {
    case 0: return button.map { isRelease ? .release($0) : .press($0) } ?? (isRelease ? .release(.left) : nil)
    case 32: return button.map { .drag($0) } ?? .move
    case 64 where !isRelease:
      switch code & 3 {
      case 0: return .wheel(columns: 0, rows: -1)
      case 1: return .wheel(columns: 0, rows: 1)
      case 2: return .wheel(columns: -1, rows: 0)
      default: return .wheel(columns: 1, rows: 0)
      }
    default: return nil
    }
  }
}

/// The numbers of a control sequence: `;` between them, `:` between the parts of one. Absent ones are zero.
struct ControlNumbers {
  private var values: (Int, Int, Int) = (0, 0, 0)
  /// The second part of the first number: the character with shift.
  private(set) var shifted = 0
  /// The second part of the second number: 1 pressed, 2 repeated, 3 released.
  private(set) var event = 1

  init(_ bytes: ArraySlice<UInt8>) {
    var index = 0
    var part = 0
    var value = 0
    for byte in bytes {
      switch byte {
      case 0x30...0x39: value = min(value * 10 + Int(byte & 15), 1 << 30)
      case 0x3a, 0x3b:
        store(value, index, part)
        value = 0
        if byte == 0x3b { (index, part) = (index + 1, 0) } else { part += 1 }
      default: break
      }
    }
    store(value, index, part)
  }

  subscript(index: Int) -> Int {
    switch index {
    case 0: values.0
    case 1: values.1
    case 2: values.2
    default: 0
    }
  }

  private mutating func store(_ value: Int, _ index: Int, _ part: Int) {
    switch (index, part) {
    case (0, 0): values.0 = value
    case (1, 0): values.1 = value
    case (2, 0): values.2 = value
    case (0, 1): shifted = value
    case (1, 1): event = value
    default: break
    }
  }
}
