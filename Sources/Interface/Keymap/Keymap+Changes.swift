/// Keys of a person's own: from the name of an action to the key that does it from then on. A name may say where it
/// means (`board.start`); without that it means the action of that name everywhere.
package struct KeyChanges: Hashable, Sendable {
  private let keys: [String: String]

  package init(_ keys: [String: String] = [:]) { self.keys = keys.mapValues { KeyName.canonical($0) ?? $0 } }

  package func key(for action: String, in place: String) -> String? { keys["\(place).\(action)"] ?? keys[action] }
}

extension Keymap where Action: RawRepresentable, Action.RawValue == String {
  /// The table with a person's keys in it. A key that two actions would have stays with the one that has it: what is
  /// configured is checked before it gets here.
  package func changed(by changes: KeyChanges, in place: String) -> Keymap {
    let wanted = bindings.map { changes.key(for: $0.action.rawValue, in: place).map { [$0] } ?? $0.keys }
    var taken: Set<String> = []
    let rows = zip(bindings, wanted).map { binding, keys in
      binding.with(keys: keys.filter { taken.insert($0).inserted })
    }
    return Keymap(title, rows)
  }
}

extension Binding {
  func with(keys: [String]) -> Binding { Binding(action, keys: keys, words: words, command: command, rank: rank) }
}

/// Names of keys as a person may write them.
package enum KeyName {
  private static let named: Set<String> = Set(
    ["Space", "Enter", "Tab", "Backspace", "Esc", "Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDn"]
      + ["Insert", "Delete"] + (1...24).map { "F\($0)" })
  private static let modifiers = [("ctrl-", "Ctrl-"), ("alt-", "Alt-"), ("shift-", "S-"), ("s-", "S-")]

  /// The one way in which this program writes it; nil for what is no key.
  package static func canonical(_ text: String) -> String? {
    var rest = text[...]
    var found: Set<String> = []
    while rest.count > 1, let (typed, name) = modifiers.first(where: { rest.lowercased().hasPrefix($0.0) }) {
      guard found.insert(name).inserted else { return nil }
      rest = rest.dropFirst(typed.count)
    }
    guard let base = base(rest, isControl: found.contains("Ctrl-")) else { return nil }
    // A capital is a key of its own.
    if base.count == 1, found.contains("S-") { return nil }
    return ["Ctrl-", "Alt-", "S-"].filter(found.contains).joined() + base
  }

  private static func base(_ text: Substring, isControl: Bool) -> String? {
    if let name = named.first(where: { $0.lowercased() == text.lowercased() && text.count > 1 }) { return name }
    guard text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first, scalar.value > 0x20,
      scalar.value != 0x7F
    else { return nil }
    return isControl ? text.uppercased() : String(text)
  }
}
