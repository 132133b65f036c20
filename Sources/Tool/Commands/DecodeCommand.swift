import Base
import CLIAgents
import Domain
import Glibc
import Platform
import Verbs

extension CommandLineTool {
  /// What an adapter makes of a recorded transcript, piece by piece: its size does not matter.
  static let decode = CommandHandler("decode") { words, context in
    let agent = words.arguments[0]
    guard var decoder = Adapters.decoder(for: agent) else {
      throw DroverError(
        .usage, "there is no agent \"\(agent)\" to decode", remedy: "one of: \(Adapters.names.joined(separator: ", "))")
    }
    let input = try await TranscriptInput(words.arguments.dropFirst().first ?? "-", in: context.folder)
    let show = { (events: [AgentEvent]) throws in
      if words.wantsJSON {
        for event in events { try context.output.jsonLine(event) }
      } else if !events.isEmpty {
        context.output.text(events.map(DecodeText.line).joined(separator: "\n"))
      }
    }
    var offset: Int64 = 0
    while let piece = try await input.next() {
      try show(decoder.feed(piece, at: offset))
      offset += Int64(piece.count)
    }
    try show(decoder.end())
    return .done
  }
}

/// A file or the standard input, read in pieces away from the cooperative pool.
private struct TranscriptInput: Sendable {
  private let path: String
  private let file: Descriptor?

  init(_ named: String, in folder: String) async throws {
    guard named != "-" else {
      (path, file) = ("standard input", nil)
      return
    }
    let path = named.hasPrefix("/") ? named : folder + "/" + named
    self.path = path
    file = try await Blocking.files.run {
      let raw = open(path, O_RDONLY | O_CLOEXEC)
      guard raw >= 0 else {
        throw DroverError(.notFound, "failed to read \(path): it must exist and be readable", remedy: "check the path")
      }
      return Descriptor(raw)
    }
  }

  /// Nil at the end.
  func next() async throws -> [UInt8]? {
    let (path, file) = (path, file)
    return try await Blocking.files.run {
      guard let piece = file.map({ $0.use(Self.piece) }) ?? Self.piece(of: 0) else {
        throw DroverError(.notFound, "failed to read \(path): it must be a readable file", remedy: "check the path")
      }
      return piece.isEmpty ? nil : piece
    }
  }

  /// What the next read gives: nothing at the end, nil for a failure.
  private static func piece(of number: Int32) -> [UInt8]? {
    var failed = false
    let piece = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      var found = read(number, buffer.baseAddress, buffer.count)
      while found < 0, errno == EINTR { found = read(number, buffer.baseAddress, buffer.count) }
      failed = found < 0
      count = max(0, found)
    }
    return failed ? nil : piece
  }
}
