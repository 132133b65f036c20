import Base
import Domain
import Glibc
import Store

/// Writes to a home as quickly as it can, checks one, fills one, and measures one: for the proofs of the store.
///
///     store-torture write HOME                  prints each acknowledged sequence number, until it is killed
///     store-torture check HOME ACKNOWLEDGED     says what is wrong, or prints the last sequence number
///     store-torture seed HOME TASKS EVENTS      a home of that size
///     store-torture bench HOME EMPTY            medians of what is done often, and of an empty home beside it
@main
enum StoreTorture {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      try await run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      complain("store-torture: \(error)")
      exit(1)
    }
  }

  private static func run(_ words: [String]) async throws {
    switch (words.first, words.count) {
    case ("write", 2): try await Writer(store: open(words[1])).run()
    case ("check", 3): try await Check(home: words[1], acknowledged: Int64(words[2]) ?? 0).run()
    case ("seed", 4): try await Seed(store: open(words[1]), tasks: Int(words[2]) ?? 0, events: Int(words[3]) ?? 0).run()
    case ("bench", 3): try await Bench(large: words[1], empty: words[2]).run()
    default:
      complain("usage: store-torture write|check|seed|bench HOME …")
      exit(2)
    }
  }

  private static func complain(_ sentence: String) {
    let bytes = Array((sentence + "\n").utf8)
    _ = write(2, bytes, bytes.count)
  }

  static func open(_ path: String) throws -> Store { try Store(home: Home(path: path), clock: now) }

  static let now: @Sendable () -> Timestamp = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
