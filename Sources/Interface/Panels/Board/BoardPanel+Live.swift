import Base
import Domain
import Loop
import Widgets

/// What running agents say, for their cards.
extension BoardPanel {
  /// More cards are not followed at once: each costs a decoder.
  private static let mostFollowed = 12
  private static let pause = Duration.milliseconds(300)

  /// The newest line of each run that is on the board; a run that ends ends its subscription.
  func live(_ state: BoardState) -> [Subscription<BoardMessage>] {
    let running = state[.running]
    let seen = running.visible.dropFirst(running.list.top).prefix(Self.mostFollowed)
    return seen.compactMap { index in
      let task = running.tasks[index]
      return task.runs.last.map { follow($0, service: task.service ?? "command") }
    }
  }

  private func follow(_ run: RunID, service: String) -> Subscription<BoardMessage> {
    Subscription(id: Identity("board.live.\(run)")) { [client, decoder] send in
      guard var decoder = decoder?(service) else { return }
      let pace = LivePace()
      var line = LiveLine()
      do {
        let chunks = try await client.log(LogRequest(run: run, offset: -16_384, follow: true))
        await withDiscardingTaskGroup { group in
          for await chunk in chunks {
            line.take(decoder.feed(chunk.bytes, at: chunk.offset))
            guard !line.words.isEmpty, await pace.offer(line.words) else { continue }
            group.addTask {
              // A cancelled pause ends early, and what it would say goes nowhere.
              try? await Task.sleep(for: Self.pause)
              if let words = await pace.take() { await send(.said(run, words)) }
            }
          }
        }
      } catch {
        // A run that has just begun has no log yet, and the next event of the task asks again; a card without a line
        // says enough.
        return
      }
    }
  }

  /// Elapsed times and countdowns are in minutes: nothing ticks while nothing runs.
  func clock(_ state: BoardState) -> [Subscription<BoardMessage>] {
    let waits = state[.running].tasks.isEmpty && !state[.todo].isTimed
    guard let now, !waits else { return [] }
    return [.every(.seconds(30), id: "board.clock", atOnce: true) { .ticked(now()) }]
  }
}
