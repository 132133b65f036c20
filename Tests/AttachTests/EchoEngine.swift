import Base
import Domain
import Synchronization

/// Answers every command with an event of the same author.
final class EchoEngine: Sendable {
  private let past = Mutex<[Event]>([])
  private let news = Broadcast<Event>()
  /// Takes commands and never answers.
  let holdsBack = Mutex(false)
  let asked = Mutex(0)

  func done(_ command: Command, by author: Author) {
    let event = past.withLock { past in
      let event = Event(
        seq: Int64(past.count + 1), time: Timestamp(microseconds: 0), task: nil, run: nil, by: author, cause: nil,
        body: .taskClosed(Note(reason: "")))
      past.append(event)
      return event
    }
    news.send(event)
  }

  /// What was and what comes, each once.
  func events() -> AsyncStream<Event> {
    let next = news.listen(bound: 1000)
    let before = past.withLock { $0 }
    return AsyncStream { continuation in
      for event in before { continuation.yield(event) }
      let pump = Task {
        for await event in next where event.seq > (before.last?.seq ?? 0) { continuation.yield(event) }
        continuation.finish()
      }
      continuation.onTermination = { _ in pump.cancel() }
    }
  }
}

struct AuthoredEcho: EngineClient {
  private let engine: EchoEngine
  private let author: Author

  init(_ engine: EchoEngine, _ author: Author) {
    self.engine = engine
    self.author = author
  }

  func perform(_ command: Command) async throws -> Reply {
    if case .backup = command { throw DroverError(.refused, "not here", remedy: "elsewhere") }
    engine.asked.withLock { $0 += 1 }
    if engine.holdsBack.withLock({ $0 }) { try await Task.sleep(for: .seconds(3600)) }
    engine.done(command, by: author)
    return .done
  }

  func ask(_ query: Query) async throws -> Answer { .counts([:]) }
  func events(since: Int64) async throws -> AsyncStream<Event> { engine.events() }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> {
    AsyncStream { if !request.follow { $0.finish() } }
  }
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }
}
