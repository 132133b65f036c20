/// A paste is one event, also when the text holds an end mark itself: what follows an end mark without a pause, up to
/// another end mark, was pasted too, unless it begins with a start mark.
extension VTInput {
  private static let startMark = Array("\u{1b}[200~".utf8)
  private static let endMark = Array("\u{1b}[201~".utf8)

  mutating func takeInPaste(_ byte: UInt8) {
    pasted.append(byte)
    guard byte == 0x7e, pasted.ends(with: Self.endMark) else {
      if pasted.count > 2 * pasteLimit + Self.endMark.count { cut(to: pasteLimit + Self.endMark.count) }
      return
    }
    pasted.removeLast(Self.endMark.count)
    if pasted.count > pasteLimit { cut(to: pasteLimit) }
    tail.removeAll(keepingCapacity: true)
    state = .pasteTail
  }

  mutating func takeInPasteTail(_ byte: UInt8, _ events: inout [InputEvent]) {
    tail.append(byte)
    if byte == 0x7e, tail == Self.startMark {
      tail.removeAll()
      events += endPaste()
      state = .paste
    } else if byte == 0x7e, tail.ends(with: Self.endMark) {
      pasted += tail.dropLast(Self.endMark.count)
      tail.removeAll(keepingCapacity: true)
      if pasted.count > pasteLimit { cut(to: pasteLimit) }
    } else if tail.count > pasteLimit {
      // A burst without an end must not grow.
      events += endPaste()
    }
  }

  private mutating func cut(to count: Int) {
    isOverfull = true
    pasted.removeSubrange(pasteLimit..<pasteLimit + pasted.count - count)
  }

  mutating func endPaste() -> [InputEvent] {
    let keys = tail
    let paste = pasteEvent(isCut: isOverfull)
    tail.removeAll()
    reset()
    return [paste] + feed(keys)
  }

  mutating func pasteEvent(isCut: Bool) -> InputEvent {
    defer { pasted.removeAll(keepingCapacity: false) }
    return .paste(Self.cleaned(pasted[...]), isCut: isCut)
  }

  /// Line ends become `\n`; what could steer a terminal is dropped, bytes that are not UTF-8 are replaced.
  private static func cleaned(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case 0x0d: result.append(0x0a)
      case 0x0a where previous == 0x0d: break
      case 0x09, 0x0a, 0x20..<0x7f, 0x80...: result.append(byte)
      default: break
      }
      previous = byte
    }
    var text = String(decoding: result, as: UTF8.self)
    if text.unicodeScalars.contains(where: { (0x80..<0xa0).contains($0.value) }) {
      text.unicodeScalars.removeAll { (0x80..<0xa0).contains($0.value) }
    }
    return text
  }
}

extension Array<UInt8> {
  fileprivate func ends(with other: [UInt8]) -> Bool {
    count >= other.count && self[(count - other.count)...].elementsEqual(other)
  }
}
