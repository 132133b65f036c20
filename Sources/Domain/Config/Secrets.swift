import JSON

/// Tells texts that look like keys. `"$NAME"` is how a key is meant to be written: the name of an environment variable.
package enum Secrets {
  private static let prefixes = [
    "sk-", "sk_live_", "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xapp-", "AKIA",
    "ASIA",
    "AIza", "hf_", "gsk_", "eyJ", "Bearer ", "-----BEGIN",
  ]

  private static let telling = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIALS"]

  /// Looks through lists and objects; in an object, a name that tells of a key makes any literal a secret.
  static func contains(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text): looksSecret(text)
    case .array(let elements): elements.contains(where: contains)
    case .object(let object): object.members.contains { contains($0.value) || holdsLiteralKey($0) }
    case .null, .bool, .integer, .double: false
    }
  }

  private static func holdsLiteralKey(_ member: JSONObject.Member) -> Bool {
    guard let text = member.value.stringValue, !text.isEmpty, !text.hasPrefix("$") else { return false }
    let words = member.key.uppercased().split(separator: "_").map(String.init)
    return words.contains { telling.contains($0) }
  }

  package static func looksSecret(_ text: String) -> Bool {
    if text.hasPrefix("$") { return false }
    if text.utf8.count >= 16, prefixes.contains(where: text.hasPrefix) { return true }
    return text.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }.contains { isRandom(Array($0.utf8)) }
  }

  /// Long, and mixed of small letters, capitals and digits that change all the time, as no name or path is.
  private static func isRandom(_ word: [UInt8]) -> Bool {
    guard word.count >= 32 else { return false }
    let classes = word.map(Class.init)
    guard Set(classes).isSuperset(of: [.small, .capital, .digit]), classes.count(where: { $0 == .digit }) >= 4 else {
      return false
    }
    return zip(classes, classes.dropFirst()).count { $0 != $1 } * 2 >= word.count
  }

  private enum Class {
    case small, capital, digit, other

    init(_ byte: UInt8) {
      switch byte {
      case 0x61...0x7A: self = .small
      case 0x41...0x5A: self = .capital
      case 0x30...0x39: self = .digit
      default: self = .other
      }
    }
  }
}
