/// The only door to the engine. In process the engine itself stands behind it, over a socket an attach client; nobody
/// who holds one can tell which.
package protocol EngineClient: Sendable {
  /// Does it, or throws a ``DroverError``; returns after the facts are on the disk.
  func perform(_ command: Command) async throws -> Reply
  func ask(_ query: Query) async throws -> Answer
  /// Every event after `since`, then every new one. Ends when the listener falls 10,000 events behind (resume by
  /// sequence number) or the engine goes.
  func events(since: Int64) async throws -> AsyncStream<Event>
  /// A window of a run's output, and with `follow` what is added to it.
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk>
  /// Pages of a task's diff.
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error>
}

package struct LogRequest: Hashable, Sendable, Codable {
  package var run: RunID
  /// What ran around it: `setup`, `verify`; nil is the run itself.
  package var part: String?
  /// Where to begin, in bytes; negative counts from the end.
  package var offset: Int64
  package var limit: Int64
  package var follow: Bool

  package init(run: RunID, part: String? = nil, offset: Int64 = 0, limit: Int64 = .max, follow: Bool = false) {
    self.run = run
    self.part = part
    self.offset = offset
    self.limit = limit
    self.follow = follow
  }
}

/// Bytes of one stream of a run, where they stand in its log.
package struct LogChunk: Hashable, Sendable {
  package enum Source: UInt8, Hashable, Sendable {
    case output = 1
    case errors = 2
    case drover = 3
  }

  package var offset: Int64
  package var source: Source
  package var bytes: [UInt8]

  package init(offset: Int64, source: Source, bytes: [UInt8]) {
    self.offset = offset
    self.source = source
    self.bytes = bytes
  }
}

package enum BlobRequest: Hashable, Sendable, Codable {
  case diff(task: TaskID, run: RunID?)
  /// For reading: without the bytes of binary files, of some paths only where they are named.
  case patch(DiffRequest)
  /// A page each time files in the task's worktree may have changed, until it goes or nobody reads on.
  case touched(task: TaskID)
}
