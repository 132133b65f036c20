import AttachProtocol
import Platform
import Wire

/// Whole frames to a link, one after the other whoever writes.
struct FrameWriter: Sendable {
  private let link: Link

  init(_ link: Link) { self.link = link }

  func write(_ frame: AttachFrame) async throws { try await link.write(try frame.encoded()) }
}

/// Whole frames from a link; nil at its end.
struct FrameReader {
  private let link: Link
  private var framing = LengthFraming()
  private var pending: [LengthFraming.Frame]
  private var first: [UInt8]

  /// `first` came before, with whatever was read for another purpose.
  init(_ link: Link, first: [UInt8] = []) {
    self.link = link
    self.first = first
    pending = []
  }

  mutating func next() async throws -> AttachFrame? {
    while true {
      while !pending.isEmpty {
        if let frame = try AttachFrame(pending.removeFirst()) { return frame }
      }
      let bytes: [UInt8]
      if first.isEmpty {
        guard let more = await link.next() else { return nil }
        bytes = more
      } else {
        bytes = first
        first = []
      }
      pending = try framing.feed(bytes)
    }
  }
}
