import Base
import Domain

/// Ids of what is written to an agent: the same words give the same id, so that a replay sends nothing twice.
enum InputID {
  private static let longest = 64

  static func make(_ prefix: String, _ text: String) -> String {
    let whole = "\(prefix)-\(text)"
    let isPlain = whole.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
    return isPlain && whole.utf8.count <= longest ? whole : "\(prefix)-\(digest(text))"
  }

  static func digest(_ text: String) -> String { String(ContentHash.sha256(Array(text.utf8)).prefix(24)) }
}

/// A group of questions that one request asked; the answer goes back when each of them has its own.
struct QuestionGroup: Sendable {
  let request: String
  private var ids: [String]
  private var answers: [String: String] = [:]

  init(request: String, ids: [String]) {
    self.request = request
    self.ids = ids
  }

  func holds(_ id: String) -> Bool { ids.contains(id) && answers[id] == nil }

  /// The answers in the order of the questions once none is missing.
  mutating func answer(_ id: String, _ text: String) -> [String]? {
    answers[id] = text
    let found = ids.compactMap { answers[$0] }
    return found.count == ids.count ? found : nil
  }
}
