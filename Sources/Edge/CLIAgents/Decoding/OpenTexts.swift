import Domain

/// What was already said of messages that come in pieces, so that the whole, which follows, is not said again.
struct OpenTexts: Sendable {
  /// More messages than this are never open at once; a program that leaves them open does not fill the memory.
  private static let bound = 256

  private var said: [String: String] = [:]

  mutating func add(_ piece: String, to key: String) {
    if said.count >= Self.bound, said[key] == nil { said.removeAll() }
    said[key, default: ""] += piece
  }

  /// What of the whole was not said before; nil when that is nothing.
  mutating func rest(of whole: String, key: String) -> String? {
    guard let begun = said.removeValue(forKey: key) else { return whole.isEmpty ? nil : whole }
    guard whole.utf8.starts(with: begun.utf8) else { return whole == begun ? nil : whole }
    let rest = String(decoding: whole.utf8.dropFirst(begun.utf8.count), as: UTF8.self)
    return rest.isEmpty ? nil : rest
  }

  func isOpen(_ key: String) -> Bool { said[key] != nil }
  mutating func forget(_ key: String) { said[key] = nil }
}
