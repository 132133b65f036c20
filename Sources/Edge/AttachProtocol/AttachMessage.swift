package import Domain
import JSON
package import Wire

/// What goes over an attach connection. Version 1; byte for byte in `Sources/Formats/Attach.md`.
///
/// A frame of kind 1 holds one of these as JSON. A frame of kind 2 holds raw bytes of a log or a blob: the request's
/// number (8 bytes), the offset in the log (8 bytes), the source (1 byte), then the bytes; numbers little end first.
package enum AttachMessage: Hashable, Sendable, Codable {
  /// First from each side.
  case hello(AttachHello)
  /// From the client: a request under a number of its own.
  /// `once` names the command: sent again under the same name, over another connection, it is answered and not done
  /// twice.
  case perform(id: UInt64, command: Command, once: String?)
  case ask(id: UInt64, query: Query)
  case events(id: UInt64, since: Int64)
  case log(id: UInt64, request: LogRequest)
  case blob(id: UInt64, request: BlobRequest)
  /// The client wants no more of a stream.
  case cancel(id: UInt64)
  /// Answered by `pong` at once: how a silent line is told from a lost one.
  case ping(id: UInt64)
  /// From the engine: the answer to a request.
  case reply(id: UInt64, reply: Reply)
  case answer(id: UInt64, answer: Answer)
  case event(id: UInt64, event: Event)
  /// A request failed, or its stream ended early.
  case failed(id: UInt64, error: DroverError)
  /// A stream was opened: what follows under its number belongs to it.
  case began(id: UInt64)
  /// A stream is complete.
  case ended(id: UInt64)
  case pong(id: UInt64)
}

package struct AttachHello: Hashable, Sendable, Codable {
  /// The version of the protocol; both sides must speak the same.
  package var attach: Int
  /// The version of the program, for the sentence when they differ.
  package var version: String
  /// Who the client says that he is: `screen`, `commandLine`, `mcp`. An agent is recognised whatever it says.
  package var author: Author
  /// From the engine: names this life of it. What was asked of an earlier one may have been done or not.
  package var life: String?

  package static let current = 1

  package init(attach: Int = current, version: String, author: Author, life: String? = nil) {
    self.attach = attach
    self.version = version
    self.author = author
    self.life = life
  }

  /// Why these two cannot talk; nil when they can.
  package func misfit(with other: AttachHello) -> DroverError? {
    guard attach != other.attach else { return nil }
    return DroverError(
      .unavailable,
      "the engine (\(other.version), protocol \(other.attach)) and this program (\(version), protocol \(attach)) do not fit",
      remedy: "use the same version of drover on both sides; `drover stop` ends the running engine")
  }
}

/// A piece of a log or a blob on the wire.
package struct AttachBytes: Hashable, Sendable {
  package var id: UInt64
  package var chunk: LogChunk

  package init(id: UInt64, chunk: LogChunk) {
    self.id = id
    self.chunk = chunk
  }
}

package enum AttachFrame: Hashable, Sendable {
  case message(AttachMessage)
  case bytes(AttachBytes)
}

// MARK: - Frames

extension AttachFrame {
  private static let messageKind: UInt8 = 1
  private static let bytesKind: UInt8 = 2

  package func encoded() throws -> [UInt8] {
    switch self {
    case .message(let message):
      return LengthFraming.Frame(kind: Self.messageKind, content: try JSONCoder.encode(message)).encoded
    case .bytes(let bytes):
      let head =
        Self.little(bytes.id) + Self.little(UInt64(bitPattern: bytes.chunk.offset)) + [bytes.chunk.source.rawValue]
      return LengthFraming.Frame(kind: Self.bytesKind, content: head + bytes.chunk.bytes).encoded
    }
  }

  /// Nil for a kind of a later version, which is skipped.
  package init?(_ frame: LengthFraming.Frame) throws {
    switch frame.kind {
    case Self.messageKind:
      self = .message(try JSONCoder.decode(AttachMessage.self, from: frame.content))
    case Self.bytesKind:
      guard frame.content.count >= 17, let source = LogChunk.Source(rawValue: frame.content[16]) else {
        throw DroverError(.failed, "failed to read a frame of bytes: its head must be 17 bytes and name a source")
      }
      let chunk = LogChunk(
        offset: Int64(bitPattern: Self.number(frame.content[8..<16])), source: source,
        bytes: Array(frame.content[17...]))
      self = .bytes(AttachBytes(id: Self.number(frame.content[0..<8]), chunk: chunk))
    default:
      return nil
    }
  }

  private static func little(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
