import Canvas
package import Domain
import Glibc
import JSON

/// Where a verb prints. Text is sanitised here, once, for every verb: what an agent or a repository supplied never
/// reaches a terminal raw.
package struct Output: Sendable {
  package let isTerminal: Bool
  package let columns: Int
  package let usesColour: Bool
  private let write: @Sendable (Int32, [UInt8]) -> Void

  package init(
    isTerminal: Bool, columns: Int, usesColour: Bool, write: @escaping @Sendable (Int32, [UInt8]) -> Void
  ) {
    self.isTerminal = isTerminal
    self.columns = columns
    self.usesColour = usesColour
    self.write = write
  }

  /// A paragraph or a page for people.
  package func text(_ text: String) { write(1, Array((Sanitiser.text(text) + "\n").utf8)) }

  /// Bytes as they are: JSON documents, completions, raw logs into a pipe.
  package func raw(_ bytes: [UInt8]) { write(1, bytes) }

  /// What an agent or git printed, for a terminal: made harmless, line ends kept.
  package func bytes(_ bytes: [UInt8]) { write(1, Array(Sanitiser.text(bytes).utf8)) }

  package func json(_ value: some Encodable) throws {
    let bytes = JSONWriter.pretty(try JSONCoder.value(value))
    write(1, bytes + [0x0a])
  }

  /// One object on one line, for streams.
  package func jsonLine(_ value: some Encodable) throws { write(1, try JSONCoder.encode(value) + [0x0a]) }

  package func problem(_ error: DroverError, asJSON: Bool) throws {
    if asJSON {
      try json(["error": ErrorDocument(code: error.code, message: error.message, remedy: error.remedy)])
    } else {
      let lines = ["drover: \(error.message)", error.remedy].filter { !$0.isEmpty }
      write(2, Array((lines.map { Sanitiser.text($0) }.joined(separator: "\n") + "\n").utf8))
    }
  }

  private struct ErrorDocument: Encodable {
    let code: DroverError.Code
    let message: String
    let remedy: String
  }
}
