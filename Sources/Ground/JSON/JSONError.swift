/// Where something stands in a text; line and column count from one, the column in Unicode scalars.
package struct JSONPosition: Hashable, Sendable {
  package var offset: Int
  package var line: Int
  package var column: Int
}

/// What is wrong with a document, and where: a place in the text, or a path in the tree.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: Hashable, Sendable {
    case syntax
    /// The text ends in the middle of a value.
    case truncated
    case tooDeep
    case duplicateKey
    case invalidText
    case numberOutOfRange
    /// The document is well formed, and not what the type needs.
    case mismatch
    /// A value that JSON cannot express, like an infinite number.
    case unencodable
  }

  package var code: Code
  package var reason: String
  package var position: JSONPosition?
  package var path: String?

  package var description: String {
    if let position { return "line \(position.line), column \(position.column): \(reason)" }
    if let path, !path.isEmpty { return "\(path): \(reason)" }
    return reason
  }
}

/// A failure while scanning; line and column are counted only when one leaves the module.
struct ScanFailure: Error {
  var code: JSONError.Code
  var offset: Int
  var reason: String

  func located(in bytes: UnsafeRawBufferPointer) -> JSONError {
    JSONError(code: code, reason: reason, position: JSONPosition(of: offset, in: bytes), path: nil)
  }
}

extension JSONPosition {
  init(of offset: Int, in bytes: UnsafeRawBufferPointer) {
    let before = bytes[0..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before[0..<lineStart].count { $0 == UInt8(ascii: "\n") }
    self.init(
      offset: offset, line: line + 1, column: before[lineStart...].count { !$0.isContinuation } + 1)
  }
}

extension UInt8 {
  /// The second or a later byte of a UTF-8 sequence.
  var isContinuation: Bool { self & 0xC0 == 0x80 }
}
