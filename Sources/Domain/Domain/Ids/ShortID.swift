/// An identity that people type: a letter and a number counted up within one home (`T12`, `R40`, `S3`).
///
/// The number is the engine's key. The full id, unique over all homes, is kept beside it in the record and is accepted
/// wherever an id is typed.
package protocol ShortID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  static var letter: Character { get }
  var number: Int { get }
  init(number: Int)
}

extension ShortID {
  package var description: String { "\(Self.letter)\(number)" }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  /// Reads `T12` or `t12`; nil for anything else, also for a number that does not fit.
  package init?(_ text: some StringProtocol) {
    guard let first = text.first, first.uppercased() == String(Self.letter), let number = Int(text.dropFirst()),
      number > 0
    else { return nil }
    self.init(number: number)
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not an id of the kind \(Self.letter)1: \(text)"))
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

package struct TaskID: ShortID {
  package static let letter: Character = "T"
  package let number: Int
  package init(number: Int) { self.number = number }
}

package struct RunID: ShortID {
  package static let letter: Character = "R"
  package let number: Int
  package init(number: Int) { self.number = number }
}

package struct SessionID: ShortID {
  package static let letter: Character = "S"
  package let number: Int
  package init(number: Int) { self.number = number }
}

package struct WorkspaceID: ShortID {
  package static let letter: Character = "W"
  package let number: Int
  package init(number: Int) { self.number = number }
}

/// One approval or question that waits for a person.
package struct AskID: ShortID {
  package static let letter: Character = "A"
  package let number: Int
  package init(number: Int) { self.number = number }
}

/// A standing permission that a person gave.
package struct RuleID: ShortID {
  package static let letter: Character = "P"
  package let number: Int
  package init(number: Int) { self.number = number }
}

/// One question of a conversation and its answer; counted over all conversations.
package struct TurnID: ShortID {
  package static let letter: Character = "M"
  package let number: Int
  package init(number: Int) { self.number = number }
}
