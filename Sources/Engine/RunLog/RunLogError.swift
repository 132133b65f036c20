/// Why a run log could not be read.
package struct RunLogError: Error, Equatable, CustomStringConvertible {
  package struct Code: Equatable, Sendable {
    private enum Kind { case missing, unknownVersion, unreadable }
    private let kind: Kind
    package static let missing = Code(kind: .missing)
    package static let unknownVersion = Code(kind: .unknownVersion)
    package static let unreadable = Code(kind: .unreadable)
  }

  package let code: Code
  package let message: String
  package var description: String { message }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
