/// Why there is no terminal to draw on. The caller prints the message and exits with 2.
package struct TerminalError: Error, Hashable, Sendable {
  package struct Code: Hashable, Sendable {
    private enum Value { case notATerminal, unknownTerminal, system }
    private let value: Value

    package static let notATerminal = Code(value: .notATerminal)
    package static let unknownTerminal = Code(value: .unknownTerminal)
    package static let system = Code(value: .system)
  }

  package let code: Code
  package let message: String
}
