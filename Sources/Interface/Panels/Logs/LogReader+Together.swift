import Base
import Domain
import Loop

/// Several runs in the order of time: those that go on, and beside them those that ended last.
extension LogReader {
  /// How much of the end of each is read where several runs are seen together, and how many those are.
  static let together: Int64 = 128 << 10
  private static let mostTogether = 16
  private static let lookedThrough = 200
  private static let never = Timestamp(microseconds: 0)

  /// What runs now, and beside it what ran last.
  func findAll() -> Effect<LogsMessage> {
    .run(id: "logs.find", cancelInFlight: true) { send in
      await answer(send) {
        var filter = TaskFilter(state: .running)
        filter.limit = Self.mostTogether
        guard case .tasks(let running) = try await client.ask(.tasks(filter)) else { return nil }
        filter.state = nil
        filter.limit = Self.lookedThrough
        guard case .tasks(let recent) = try await client.ask(.tasks(filter)) else { return nil }
        let live = Self.lastRuns(of: running.tasks)
        let over = Self.lastRuns(of: recent.tasks).filter { !live.contains($0) }
        let together = live + over.prefix(max(0, Self.mostTogether - live.count))
        return .runs(together.sorted { $0.run.number < $1.run.number }, live: Set(live.map(\.run)))
      }
    }
  }

  /// The newest first; many tasks may never have run.
  private static func lastRuns(of tasks: [TaskView]) -> [RunOfTask] {
    tasks.compactMap { task in
      task.runs.last.map { RunOfTask(run: $0, task: task.id, service: task.service ?? "command") }
    }
    .sorted { $0.run.number > $1.run.number }
  }

  /// The ends of several logs in the order of time, then what each adds as it comes.
  func followAll(_ runs: [RunOfTask], _ generation: Int) -> Effect<LogsMessage> {
    .run(id: "logs.tail", cancelInFlight: true) { send in
      var entries: [LogEntry] = []
      var ends: [RunID: Int64] = [:]
      var cut: Set<RunID> = []
      for run in runs {
        // A run whose log cannot be read has nothing to show beside the others.
        guard let part = try? await last(of: run) else { continue }
        entries += part.batch.entries
        ends[run.run] = part.batch.range.upperBound
        if part.batch.range.lowerBound > 0 { cut.insert(run.run) }
      }
      entries.sort { ($0.time ?? Self.never, $0.end) < ($1.time ?? Self.never, $1.end) }
      await send(.tail(generation, LogPart(cut: cut)))
      // In pages, so that what is let go later is a page and not all that was before.
      for page in Self.pages(entries) {
        await send(.tail(generation, LogPart(batch: EntryBuilder.Batch(entries: page))))
      }
      let reached = ends
      await withTaskGroup(of: Void.self) { group in
        for run in runs {
          group.addTask {
            // Ends with its run; the others go on.
            try? await pump(run, from: reached[run.run] ?? 0) { part in
              var part = part
              part.batch.continuesLast = false  // others may have spoken in between
              await send(.tail(generation, part))
            }
          }
        }
      }
    }
  }

  static func pages(_ entries: [LogEntry]) -> [[LogEntry]] {
    var pages: [[LogEntry]] = []
    var rows = LogWindow.pageRows
    for entry in entries {
      if rows >= LogWindow.pageRows {
        pages.append([])
        rows = 0
      }
      pages[pages.count - 1].append(entry)
      rows += max(1, entry.lines.count)
    }
    return pages
  }

  private func last(of run: RunOfTask) async throws -> LogPart {
    let read = try await pieces(of: run.run, from: -Self.together, limit: Self.together)
    var bytes = read.last ?? LogBytes(start: 0, bytes: [])
    if bytes.start > 0, !bytes.isAfterCut { bytes.dropFirstLine() }
    return try await part(run, bytes)
  }
}
