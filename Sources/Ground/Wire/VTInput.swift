/// Turns the bytes of a terminal into events, whatever way they are cut.
///
/// Pure: it never reads a clock. When bytes may or may not be complete, ``waiting`` says so, and the caller tells with
/// ``quiet()`` that nothing more came in time: that is how a lone Esc becomes a key.
package struct VTInput: Sendable {
  package enum Wait: Hashable, Sendable {
    case nothing
    /// An ESC (or the two bytes of a key with Alt) may begin a sequence: some 25 ms.
    case escape
    /// A paste ended, but more of it may follow if the pasted text holds an end mark itself: some 10 ms.
    case pasteEnd
    /// A sequence stands half received; it is dropped if its rest never comes: some seconds.
    case rest
  }

  enum State {
    /// Between events. Then: `character`, `escape` or an event.
    case ground
    /// Inside of a UTF-8 sequence. Then: `ground`.
    case character
    /// After ESC. Then: `control`, `single`, `text`, `character` or `ground`.
    case escape
    /// After ESC [. Then: `ground`, `mouse`, `paste`, `console`.
    case control
    /// After ESC O. Then: `ground`.
    case single
    /// After ESC [ [, a function key of the Linux console. Then: `ground`.
    case console
    /// The three bytes of an old mouse report. Then: `ground`.
    case mouse
    /// In OSC, DCS, APC, PM or SOS. Then: `textEscape` or `ground`.
    case text
    /// ESC inside of `text`: with a backslash its end, else a new sequence.
    case textEscape
    /// Between the marks of a paste. Then: `pasteTail`.
    case paste
    /// After the end mark, until it is quiet. Then: `ground`, or `paste` goes on when another end mark comes.
    case pasteTail
  }

  var state = State.ground
  /// ESC stood before what is being read: it has Alt.
  var hasAlt = false
  /// Which string `text` is in: the byte after ESC.
  var introducer: UInt8 = 0
  /// Parameters of a sequence, text of a string, bytes of a paste, of its tail. One buffer each, beside the state: an
  /// array inside of an enum is copied for each byte.
  var buffer: [UInt8] = []
  var pasted: [UInt8] = []
  var tail: [UInt8] = []
  var isOverfull = false
  var missing = 0
  var value: UInt32 = 0
  let pasteLimit: Int

  static let sequenceLimit = 4096

  package init(pasteLimit: Int = 4 << 20) {
    self.pasteLimit = pasteLimit
  }

  package var waiting: Wait {
    switch state {
    case .ground: .nothing
    case .escape, .single: .escape
    case .control, .text: buffer.isEmpty && !isOverfull ? .escape : .rest
    case .pasteTail: .pasteEnd
    case .character, .console, .mouse, .textEscape, .paste: .rest
    }
  }

  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    var events: [InputEvent] = []
    for byte in bytes { take(byte, &events) }
    return events
  }

  /// Nothing came while ``waiting``: what stands there is all.
  package mutating func quiet() -> [InputEvent] {
    var events: [InputEvent] = []
    switch state {
    case .ground: break
    case .escape:
      if hasAlt { events.append(.key(KeyPress(.escape))) }
      events.append(.key(KeyPress(.escape)))
    case .single: events.append(.key(KeyPress(.character("O"), .alt)))
    case .control where waiting == .escape: events.append(.key(KeyPress(.character("["), .alt)))
    case .text where waiting == .escape:
      events.append(.key(KeyPress(.character(Unicode.Scalar(introducer)), .alt)))
    case .pasteTail: return endPaste()
    case .paste: events.append(pasteEvent(isCut: true))
    case .control, .text, .textEscape, .character, .console, .mouse: break
    }
    reset()
    return events
  }

  mutating func reset() {
    state = .ground
    hasAlt = false
    isOverfull = false
    buffer.removeAll(keepingCapacity: true)
  }
}

// MARK: - One byte

extension VTInput {
  private mutating func take(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch state {
    case .ground: takeInGround(byte, &events)
    case .character: takeInCharacter(byte, &events)
    case .escape: takeAfterEscape(byte, &events)
    case .control: takeInControl(byte, &events)
    case .single: finish(single(byte), &events)
    case .console: finish(functionOfConsole(byte), &events)
    case .mouse: takeInMouse(byte, &events)
    case .text: takeInText(byte, &events)
    case .textEscape: takeAfterTextEscape(byte, &events)
    case .paste: takeInPaste(byte)
    case .pasteTail: takeInPasteTail(byte, &events)
    }
  }

  private mutating func finish(_ event: InputEvent?, _ events: inout [InputEvent]) {
    if let event { events.append(event) }
    reset()
  }

  private mutating func takeInGround(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case 0x1b: state = .escape
    case ..<0x20, 0x7f: finish(.key(legacyControl(byte)), &events)
    case ..<0x80: finish(.key(KeyPress(.character(Unicode.Scalar(byte)), hasAlt ? .alt : [])), &events)
    case 0xc2..<0xe0: expect(1, byte & 0x1f)
    case 0xe0..<0xf0: expect(2, byte & 0x0f)
    case 0xf0..<0xf5: expect(3, byte & 0x07)
    default: reset()
    }
  }

  private mutating func expect(_ count: Int, _ bits: UInt8) {
    missing = count
    value = UInt32(bits)
    state = .character
  }

  private mutating func takeInCharacter(_ byte: UInt8, _ events: inout [InputEvent]) {
    guard byte & 0xc0 == 0x80 else {
      reset()
      return take(byte, &events)
    }
    value = value << 6 | UInt32(byte & 0x3f)
    // The smallest value of each length: anything below is an overlong form and dropped.
    if missing == 2, value < 0x20 { return reset() }
    if missing == 3, value < 0x10 { return reset() }
    missing -= 1
    guard missing == 0 else { return }
    guard let scalar = Unicode.Scalar(value), value > 0x9f else { return reset() }
    finish(.key(KeyPress(.character(scalar), hasAlt ? .alt : [])), &events)
  }

  private mutating func takeAfterEscape(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case 0x1b:
      if hasAlt { events.append(.key(KeyPress(.escape))) }
      hasAlt = true
    case 0x5b: state = .control
    case 0x4f: state = .single
    case 0x5d, 0x50, 0x5f, 0x5e, 0x58:
      introducer = byte
      state = .text
    default:
      // After two ESCs the first was a key of its own.
      if hasAlt { events.append(.key(KeyPress(.escape))) }
      hasAlt = true
      state = .ground
      takeInGround(byte, &events)
    }
  }

  private mutating func takeInControl(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case 0x20..<0x40: keep(byte)
    case 0x5b where buffer.isEmpty: state = .console
    case 0x4d where buffer.isEmpty: state = .mouse
    case 0x40..<0x7f: finishControl(byte, &events)
    default: breakOff(byte, &events)
    }
  }

  private mutating func keep(_ byte: UInt8) {
    if buffer.count < Self.sequenceLimit { buffer.append(byte) } else { isOverfull = true }
  }

  /// A control character ends a sequence that it has no place in, and is read for itself.
  private mutating func breakOff(_ byte: UInt8, _ events: inout [InputEvent]) {
    reset()
    if byte != 0x18, byte != 0x1a { take(byte, &events) }
  }

  private mutating func finishControl(_ final: UInt8, _ events: inout [InputEvent]) {
    guard !isOverfull else { return reset() }
    if final == 0x7e, buffer.elementsEqual("200".utf8) {
      reset()
      pasted.removeAll(keepingCapacity: false)
      state = .paste
    } else {
      finish(control(final), &events)
    }
  }

  private mutating func takeInMouse(_ byte: UInt8, _ events: inout [InputEvent]) {
    buffer.append(byte)
    if buffer.count == 3 { finish(oldMouse(), &events) }
  }

  private mutating func takeInText(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case 0x07: finish(text(), &events)
    case 0x1b: state = .textEscape
    case 0x08...0x0d, 0x20...: keep(byte)
    default: breakOff(byte, &events)
    }
  }

  private mutating func takeAfterTextEscape(_ byte: UInt8, _ events: inout [InputEvent]) {
    if byte == 0x5c { return finish(text(), &events) }
    reset()
    state = .escape
    take(byte, &events)
  }
}
