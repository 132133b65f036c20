internal import Platform

/// Hands out what is appended, told by inotify. One consumer.
///
/// Lossy by design for live viewers: who falls behind reads windows by offset.
package actor LogFollower {
  private let reader: RunLogReader
  private let watch: FileWatch
  private let limit: Int
  private var position: Int
  private var isOver = false

  /// `limit` bounds one window.
  package init(folder: String, from offset: Int, limit: Int = 1 << 18) async throws {
    reader = RunLogReader(folder: folder)
    position = offset
    self.limit = limit
    watch = try await FileWatch()
    try watch.add(folder)
  }

  /// The next bytes; nil after `stop`, cancellation, or when the run is over and everything was handed out.
  package func next() async throws -> RunLogReader.Window? {
    while true {
      let isRecorded = await Blocking.files.perform { [reader] in Files.facts("\(reader.folder)/exit") != nil }
      let hasEnded = isRecorded || isOver
      let (reader, position, limit) = (reader, position, limit)
      let window = try await Blocking.files.run { try reader.window(from: position, limit: limit) }
      if !window.bytes.isEmpty {
        self.position = window.end
        return window
      }
      if hasEnded { return nil }
      guard await watch.next() != nil || isOver else { return nil }
    }
  }

  /// Nobody writes any more, and nobody is left to record the end: what is there is handed out, and that is all.
  package func finish() async {
    isOver = true
    await watch.stop()
  }

  package func stop() async { await watch.stop() }
}
