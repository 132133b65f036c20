internal import CPlatform
internal import Glibc

/// Tells that something changed in watched files and folders, not what: look again.
///
/// Bound: one pending change; more are merged into it.
package final class FileWatch: Sendable {
  private let descriptor: Descriptor
  private let bytes: ByteStream

  package init(reactor: Reactor = .shared) async throws {
    descriptor = Descriptor(try checked(drover_watch_create(), "watch files"))
    let pump = OutputPump(try descriptor.duplicate(), highWater: 65536, reactor: reactor)
    bytes = ByteStream(pump: pump)
    await pump.start()
  }

  /// Editors replace files: to follow one by name, watch its folder.
  @discardableResult
  package func add(_ path: String) throws -> Int32 {
    let isFolder = Files.facts(path)?.kind == .folder
    return try checked(drover_watch_add(descriptor.raw, path, isFolder), "watch \(path)")
  }

  package func remove(_ id: Int32) {
    _ = drover_watch_remove(descriptor.raw, id)
  }

  /// Returns the names that changed (empty for a watched file itself); nil after `stop` or cancellation.
  package func next() async -> Set<String>? {
    var iterator = bytes.makeAsyncIterator()
    return await iterator.next().map(Self.names)
  }

  package func stop() async {
    await bytes.close()
    descriptor.close()
  }

  /// Each record: id, mask, cookie, length of the name (32 bits each), the name padded with zeros.
  static func names(_ bytes: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    var start = 0
    while start + 16 <= bytes.count {
      let length = bytes[(start + 12)..<(start + 16)].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = min(bytes.count, start + 16 + length)
      names.insert(String(decoding: bytes[(start + 16)..<end].prefix { $0 != 0 }, as: UTF8.self))
      start = end
    }
    return names
  }
}
