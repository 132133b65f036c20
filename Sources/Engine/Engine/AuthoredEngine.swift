package import Domain

/// The engine as one author sees it: every command is his.
package struct AuthoredEngine: EngineClient {
  private let engine: OrchestrationEngine
  private let author: Author

  package init(_ engine: OrchestrationEngine, author: Author) {
    self.engine = engine
    self.author = author
  }

  package func perform(_ command: Command) async throws -> Reply { try await engine.perform(command, by: author) }
  package func ask(_ query: Query) async throws -> Answer { try await engine.ask(query) }
  package func events(since: Int64) async throws -> AsyncStream<Event> { try await engine.events(since: since) }
  package func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { try await engine.log(request) }
  package func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    try await engine.blob(request)
  }
}
