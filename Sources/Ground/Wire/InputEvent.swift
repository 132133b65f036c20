/// What a terminal sends, after parsing. Replies are kept apart from keys so that none is ever typed into a field.
package enum InputEvent: Hashable, Sendable {
  case key(KeyPress)
  case mouse(MouseEvent)
  /// Pasted text as one event: line ends are `\n`, control characters are gone, `isCut` says that the limit was hit.
  case paste(String, isCut: Bool)
  case focus(Bool)
  case reply(TerminalReply)
}

/// A key with what was held down. A printable character carries its shift in itself (`A`, never shift and `a`), unless
/// control is held too.
package struct KeyPress: Hashable, Sendable {
  package var key: Key
  package var modifiers: Modifiers

  package init(_ key: Key, _ modifiers: Modifiers = []) {
    self.key = key
    self.modifiers = modifiers
  }

  /// What a text field takes: the character, if nothing makes a command of it.
  package var text: Unicode.Scalar? {
    guard case .character(let scalar) = key, modifiers.isEmpty else { return nil }
    return scalar
  }
}

package enum Key: Hashable, Sendable {
  case character(Unicode.Scalar)
  case enter, tab, backspace, escape
  case up, down, left, right
  case home, end, pageUp, pageDown
  case insert, delete
  case function(Int)
}

package struct Modifiers: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let shift = Modifiers(rawValue: 1)
  package static let alt = Modifiers(rawValue: 2)
  package static let control = Modifiers(rawValue: 4)
  package static let command = Modifiers(rawValue: 8)
}

package struct MouseEvent: Hashable, Sendable {
  package enum Button: Hashable, Sendable { case left, middle, right }

  package enum Kind: Hashable, Sendable {
    case press(Button)
    case release(Button)
    case drag(Button)
    case move
    /// Steps of the wheel, summed: positive is down and right.
    case wheel(columns: Int, rows: Int)
  }

  package var kind: Kind
  /// Counted from zero at the top left.
  package var column: Int
  package var row: Int
  package var modifiers: Modifiers

  package init(_ kind: Kind, column: Int, row: Int, modifiers: Modifiers = []) {
    self.kind = kind
    self.column = column
    self.row = row
    self.modifiers = modifiers
  }
}

/// What the terminal answers to our questions.
package enum TerminalReply: Hashable, Sendable {
  /// DA1, which every terminal answers: the fence behind the other questions.
  case attributes([Int])
  /// DECRPM: 1 set, 2 reset, 3 and 4 for ever so, 0 unknown.
  case mode(Int, state: Int)
  case keyboardFlags(Int)
  /// OSC 10 and 11: the colour of text (10) or background (11).
  case color(slot: Int, red: UInt8, green: UInt8, blue: UInt8)
  /// Mode 2031 and its query.
  case colorScheme(isDark: Bool)
  case version(String)
  /// An answer that nobody asks for here; recognised so that it does not become keys.
  case other
}
