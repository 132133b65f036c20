import AttachProtocol
import Platform
import Wire

/// Whole frames to a connection, one after the other whoever writes.
struct FrameWriter: Sendable {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func write(_ frame: AttachFrame) async throws { try await connection.write(try frame.encoded()) }
}

/// Whole frames from a connection; nil at its end.
struct FrameReader {
  private var input: ByteStream.AsyncIterator
  private var framing = LengthFraming()
  private var pending: [LengthFraming.Frame] = []

  init(_ connection: Connection) { input = connection.input.makeAsyncIterator() }

  mutating func next() async throws -> AttachFrame? {
    while true {
      while !pending.isEmpty {
        if let frame = try AttachFrame(pending.removeFirst()) { return frame }
      }
      guard let bytes = await input.next() else { return nil }
      pending = try framing.feed(bytes)
    }
  }
}
