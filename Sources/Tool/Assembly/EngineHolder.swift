import Base
import Domain
import Engine
import Glibc
import Store

/// Opens the home's engine when somebody first needs it, and closes it once at the end.
actor EngineHolder {
  private let home: Home
  private var store: Store?
  private var engine: OrchestrationEngine?

  init(home: Home) { self.home = home }

  func client(author: Author) throws -> any EngineClient {
    if let engine { return engine }
    do {
      let store = try Store(home: home, clock: Self.now)
      let engine = OrchestrationEngine(
        store: store, author: author, version: Assembly.version, clock: Self.now, ids: Self.fullID)
      self.store = store
      self.engine = engine
      return engine
    } catch let error as StoreError {
      throw DroverError(Self.code(of: error), error.message, remedy: error.remedy)
    }
  }

  func close() async { await store?.close() }

  private static func code(of error: StoreError) -> DroverError.Code {
    switch error.code {
    case .held, .newer, .network, .lost: .refused
    case .cannotWrite, .damaged, .fault: .failed
    }
  }

  private static let now: @Sendable () -> Timestamp = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  private static let fullID: @Sendable () -> FullID = {
    var generator = SystemRandomNumberGenerator()
    return FullID(milliseconds: now().microseconds / 1000, random: generator.next(), more: generator.next())
  }
}
