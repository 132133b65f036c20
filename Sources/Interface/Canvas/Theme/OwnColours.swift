/// A person's own colours by name, laid over those of a theme. With sixteen colours the theme's stay: those are the
/// person's own already.
package struct OwnColours: Hashable, Sendable {
  private let values: [String: UInt32]

  private static let places: [(name: String, path: any WritableKeyPath<Hues, Hue> & Sendable)] = [
    ("muted", \.muted), ("border", \.border), ("blue", \.blue), ("cyan", \.cyan), ("green", \.green),
    ("yellow", \.yellow), ("red", \.red), ("magenta", \.magenta), ("orange", \.orange), ("onFill", \.onFill),
    ("onHue", \.onHue), ("selected", \.selected), ("resting", \.resting), ("panel", \.panel),
    ("addedLine", \.addedLine), ("removedLine", \.removedLine), ("addedWord", \.addedWord),
    ("removedWord", \.removedWord),
  ]

  package static let names = places.map(\.name)

  /// What is no name or no colour is left out; `config check` tells of it.
  package init(_ texts: [String: String] = [:]) {
    values = texts.compactMapValues(Self.value)
  }

  /// `#9ece6a`; nil for anything else.
  package static func value(_ text: String) -> UInt32? {
    guard text.utf8.count == 7, text.hasPrefix("#"), !text.dropFirst().hasPrefix("+") else { return nil }
    return UInt32(text.dropFirst(), radix: 16)
  }

  func over(_ hues: Hues) -> Hues {
    var own = hues
    for (name, path) in Self.places {
      guard let value = values[name] else { continue }
      own[keyPath: path] = Hue(value, Self.index(value), hues[keyPath: path].basic)
    }
    return own
  }

  private static func index(_ value: UInt32) -> UInt8 {
    if case .palette(let index) = ColorDepth.palette.fit(.rgb(value)).kind { index } else { 7 }
  }
}
