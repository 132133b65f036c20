import CLIAgents
import Domain
import Glibc
import JSON

/// The recorded transcripts, and what the decoders make of them.
enum Transcripts {
  static let root: String = {
    let file = #filePath
    return String(file[..<file.range(of: "/CLIAgentsTests/")!.lowerBound])
  }()

  static func names(_ agent: String) -> [String] {
    guard let folder = opendir("\(root)/Fixtures/\(agent)") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".jsonl") { names.append("\(agent)/\(name.dropLast(6))") }
    }
    return names.sorted()
  }

  static let all = ["claude", "codex", "acp", "aider", "made"].flatMap(names)

  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen("\(root)/\(path)", "r") else { return nil }
    defer { fclose(file) }
    var found: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else { return found }
      found += piece[..<count]
    }
  }

  static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen("\(root)/\(path)", "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func transcript(_ name: String) -> [UInt8] { bytes("Fixtures/\(name).jsonl")! }

  static func lines(_ name: String) -> [String] {
    transcript(name).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  /// `made` has transcripts that were written by the documentation: `made/gemini-success`.
  static func agent(_ name: String) -> String {
    let parts = name.split(separator: "/")
    return String(parts[0] == "made" ? parts[1].prefix { $0 != "-" } : parts[0])
  }

  static func decode(_ name: String, cutAt cuts: [Int] = []) -> [AgentEvent] {
    decode(transcript(name), as: agent(name), cutAt: cuts)
  }

  static func decode(_ bytes: [UInt8], as agent: String, cutAt cuts: [Int] = []) -> [AgentEvent] {
    var decoder = Adapters.decoder(for: agent)!
    var events: [AgentEvent] = []
    var start = 0
    for cut in cuts + [bytes.count] where cut > start {
      events += decoder.feed(Array(bytes[start..<cut]), at: Int64(start))
      start = cut
    }
    return events + decoder.end()
  }
}

extension String {
  fileprivate func range(of part: String) -> Range<String.Index>? {
    indices.first { self[$0...].hasPrefix(part) }.map { $0..<index($0, offsetBy: part.count) }
  }
}
