import Canvas
package import Domain
import Glibc
import JSON
import Synchronization

/// Where a verb prints. Text is sanitised here, once, for every verb: what an agent or a repository supplied never
/// reaches a terminal raw.
package struct Output: Sendable {
  package let isTerminal: Bool
  package let columns: Int
  package let usesColour: Bool
  /// Answers zero, or the errno of what could not be written.
  private let put: @Sendable (Int32, [UInt8]) -> Int32
  private let trouble = Trouble()

  package init(
    isTerminal: Bool, columns: Int, usesColour: Bool, write: @escaping @Sendable (Int32, [UInt8]) -> Int32
  ) {
    self.isTerminal = isTerminal
    self.columns = columns
    self.usesColour = usesColour
    put = write
  }

  /// Nobody gets any more of what is printed: whoever prints without end ends.
  var isClosed: Bool { trouble.first.withLock { $0 != nil } }

  /// What was printed did not arrive. A reader that has had enough (`drover events | head`) is no fault.
  var problem: DroverError? {
    guard let code = trouble.first.withLock({ $0 }), code != EPIPE else { return nil }
    return DroverError(
      .failed, "failed to write to standard output: \(String(cString: strerror(code)))",
      remedy: "what was asked for is done; to see it, write where there is room")
  }

  private func write(_ descriptor: Int32, _ bytes: [UInt8]) {
    let code = put(descriptor, bytes)
    if code != 0, descriptor == 1 { trouble.first.withLock { $0 = $0 ?? code } }
  }

  /// The first errno; shared by all copies of one output.
  private final class Trouble: Sendable {
    let first = Mutex<Int32?>(nil)
  }

  /// A paragraph or a page for people.
  package func text(_ text: String) { write(1, Array((Sanitiser.text(text) + "\n").utf8)) }

  /// Bytes as they are: JSON documents, completions, raw logs into a pipe.
  package func raw(_ bytes: [UInt8]) { write(1, bytes) }

  /// What an agent or git printed, for a terminal: made harmless, line ends kept.
  package func bytes(_ bytes: [UInt8]) { write(1, Array(Sanitiser.text(bytes).utf8)) }

  /// Beside the output, as what is wrong is said.
  package func note(_ text: String) { write(2, Array((Sanitiser.text(text) + "\n").utf8)) }

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
      write(2, Array((lines.map(Self.line).joined(separator: "\n") + "\n").utf8))
    }
  }

  /// One line, whatever was typed that stands in it, and not longer than somebody reads.
  private static func line(_ text: String) -> String {
    let line = Sanitiser.text(String(text.prefix(2001))).split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 2000 ? line.prefix(2000) + "…" : line
  }

  private struct ErrorDocument: Encodable {
    let code: DroverError.Code
    let message: String
    let remedy: String
  }
}
