import Base
import Domain
import Loop

/// Reads stretches of logs through the door and decodes them, inside of effects.
struct LogReader: Sendable {
  /// How much of the end is read at first, and how much a page is.
  static let tail: Int64 = 96 << 10
  static let pageSize: Int64 = 96 << 10
  /// So many rows before the edge of the window the next page is asked for.
  static let margin = 400
  private static let longestLine: Int64 = 16 << 20

  let client: any EngineClient
  let decoder: @Sendable (String) -> any AgentDecoder

  // MARK: - Which runs

  func find(_ task: TaskID, _ run: RunID?) -> Effect<LogsMessage> {
    .run(id: "logs.find", cancelInFlight: true) { send in
      await answer(send) {
        guard case .task(let found) = try await client.ask(.task(id: task.description)) else { return nil }
        return .found(found, try await attempts(of: found), run)
      }
    }
  }

  private func attempts(of task: TaskView) async throws -> [RunOfTask] {
    guard !task.runs.isEmpty,
      case .events(let events) = try await client.ask(.events(since: 0, limit: 10_000, task: task.id))
    else { return [] }
    var services: [RunID: String] = [:]
    for event in events {
      if case .runStarted(let started) = event.body, let run = event.run { services[run] = started.service }
    }
    return task.runs.map { RunOfTask(run: $0, task: task.id, service: services[$0] ?? task.service ?? "command") }
  }

  func changes(of task: TaskID?) -> Subscription<LogsMessage> {
    Subscription(id: Identity("logs.events.\(task?.description ?? "all")")) { [client] send in
      do {
        var nothing = TaskFilter()
        nothing.limit = 0  // only the sequence number that the log stands at is wanted
        guard case .tasks(let page) = try await client.ask(.tasks(nothing)) else { return }
        for await event in try await client.events(since: page.seq) {
          guard let changed = event.task, task == nil || task == changed else { continue }
          if case .task(let view) = try await client.ask(.task(id: changed.description)) {
            await send(.taskChanged(view))
          }
        }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  // MARK: - The end

  /// From an offset on, and what is added; negative counts from the end.
  func follow(_ run: RunOfTask, from offset: Int64, _ generation: Int) -> Effect<LogsMessage> {
    .run(id: "logs.tail", cancelInFlight: true) { send in
      do {
        try await pump(run, from: offset) { await send(.tail(generation, $0)) }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  func pump(
    _ run: RunOfTask, from offset: Int64, _ send: @Sendable (LogPart) async -> Void
  ) async throws {
    var builder = EntryBuilder(run: run.run)
    var decoder = decoder(run.service)
    var isFirst = offset < 0
    var end = max(0, offset)
    for await chunk in try await client.log(LogRequest(run: run.run, offset: offset, follow: true)) {
      var (bytes, start) = (chunk.bytes[...], chunk.offset)
      if isFirst, chunk.offset > 0 {
        // The rest of a line whose beginning is not here says nothing.
        guard let newline = bytes.firstIndex(of: 0x0A) else { continue }
        bytes = bytes[(newline + 1)...]
        start += Int64(newline) + 1
      }
      if !isFirst, chunk.offset > end {
        builder.add(decoder.end())
        builder.noteCut(at: chunk.offset)
        decoder = self.decoder(run.service)
      }
      isFirst = false
      end = chunk.offset + Int64(chunk.bytes.count)
      builder.add(decoder.feed(Array(bytes), at: start))
      let times = try await times(run.run, start..<end)
      await send(LogPart(batch: builder.take(start..<end), times: times, end: end))
    }
    builder.add(decoder.end())
    await send(LogPart(batch: builder.take(end..<end), end: end))
  }

  // MARK: - Pages

  func page(_ run: RunOfTask, before offset: Int64, _ generation: Int) -> Effect<LogsMessage> {
    page(generation) {
      var size = Self.pageSize
      while true {
        let start = max(0, offset - size)
        let pieces = try await pieces(of: run.run, from: start, limit: offset - start)
        if var bytes = pieces.last(where: { $0.start < offset }) {
          bytes.cut(to: offset)
          // Before a cut, of which nobody knows how large it is.
          if bytes.end < offset { bytes.keepLast(Self.pageSize) }
          let begins = bytes.start == 0 || bytes.isAfterCut
          if begins || bytes.dropFirstLine() || size >= Self.longestLine { return try await part(run, bytes) }
        } else if start == 0 {
          return try await part(run, LogBytes(start: 0, bytes: []))
        }
        size *= 4
      }
    }
  }

  func page(_ run: RunOfTask, after offset: Int64, _ generation: Int) -> Effect<LogsMessage> {
    page(generation) {
      var size = Self.pageSize
      while true {
        let pieces = try await pieces(of: run.run, from: offset, limit: size)
        var bytes = pieces.first ?? LogBytes(start: offset, bytes: [])
        let isAll = bytes.count < size
        if bytes.dropOpenLine() || isAll || size >= Self.longestLine { return try await part(run, bytes) }
        size *= 4
      }
    }
  }

  func page(_ run: RunOfTask, around offset: Int64, _ generation: Int) -> Effect<LogsMessage> {
    page(generation) {
      var size = Self.pageSize
      while true {
        let start = max(0, offset - size / 3)
        let pieces = try await pieces(of: run.run, from: start, limit: size)
        var bytes = pieces.first { $0.end > offset } ?? pieces.last ?? LogBytes(start: start, bytes: [])
        let isAll = bytes.end < start + size
        let begins = bytes.start == 0 || bytes.isAfterCut || bytes.dropFirstLine()
        let isAround = bytes.start <= offset || bytes.isAfterCut
        if begins && (bytes.dropOpenLine() || isAll) && isAround || size >= Self.longestLine {
          return try await part(run, bytes)
        }
        size *= 4
      }
    }
  }

  private func page(_ generation: Int, _ body: @escaping @Sendable () async throws -> LogPart) -> Effect<LogsMessage> {
    .run(id: "logs.page", cancelInFlight: true) { send in
      await answer(send) { .page(generation, try await body()) }
    }
  }

  func part(_ run: RunOfTask, _ bytes: LogBytes) async throws -> LogPart {
    var builder = EntryBuilder(run: run.run)
    var decoder = decoder(run.service)
    if bytes.isAfterCut { builder.noteCut(at: bytes.start) }
    builder.add(decoder.feed(bytes.bytes, at: bytes.start))
    let range = bytes.start..<bytes.start + Int64(bytes.bytes.count)
    let times = try await times(run.run, range)
    var batch = builder.take(range)
    for index in batch.entries.indices {
      batch.entries[index].time = LogTime.at(batch.entries[index].end - 1, in: times)
    }
    return LogPart(batch: batch, times: times, end: range.upperBound)
  }

  private func times(_ run: RunID, _ range: Range<Int64>) async throws -> [LogTime] {
    guard !range.isEmpty,
      case .logTimes(let times) = try await client.ask(
        .logTimes(run: run, from: range.lowerBound, to: range.upperBound))
    else { return [] }
    return times
  }

  /// What stands together, each piece by itself; between them the log was cut to keep its bound.
  func pieces(of run: RunID, from offset: Int64, limit: Int64) async throws -> [LogBytes] {
    var found: [LogBytes] = []
    for await chunk in try await client.log(LogRequest(run: run, offset: offset, limit: limit)) {
      let wanted = found.last?.end ?? (offset < 0 ? chunk.offset : offset)
      if found.isEmpty || chunk.offset > wanted {
        found.append(LogBytes(start: chunk.offset, bytes: [], isAfterCut: chunk.offset > wanted))
      }
      found[found.count - 1].bytes += chunk.bytes
      if found.reduce(0, { $0 + $1.count }) >= limit { break }
    }
    return found
  }

  // MARK: - Finding

  func search(_ run: RunOfTask, _ what: LogSearch.What, _ message: @escaping @Sendable (LogHits) -> LogsMessage)
    -> Effect<LogsMessage>
  {
    .run(id: what == .errors ? "logs.errors" : "logs.search", cancelInFlight: true) { send in
      do {
        var search = LogSearch(run: run.run, service: run.service, what: what)
        while !Task.isCancelled, case .logHits(let hits) = try await client.ask(.searchLog(search)) {
          await send(message(hits))
          guard let next = hits.next else { return }
          search.from = next
        }
      } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }

  func answer(_ send: Send<LogsMessage>, _ body: () async throws -> LogsMessage?) async {
    do {
      if let message = try await body() { await send(message) }
    } catch {
      await send(.failed(DroverError(any: error)))
    }
  }
}

/// Bytes of a log that are cut to whole lines.
struct LogBytes: Sendable {
  var start: Int64
  var bytes: [UInt8]
  /// What was before it is gone.
  var isAfterCut = false
  var count: Int64 { Int64(bytes.count) }
  var end: Int64 { start + count }

  /// False where there is no line end.
  @discardableResult mutating func dropFirstLine() -> Bool {
    guard let newline = bytes.firstIndex(of: 0x0A) else { return false }
    start += Int64(newline) + 1
    bytes.removeFirst(newline + 1)
    return true
  }

  /// False where there is no line end; the bytes stay then.
  mutating func dropOpenLine() -> Bool {
    guard let newline = bytes.lastIndex(of: 0x0A) else { return false }
    bytes.removeLast(bytes.count - newline - 1)
    return true
  }

  mutating func keepLast(_ size: Int64) {
    guard count > size else { return }
    start = end - size
    bytes.removeFirst(bytes.count - Int(size))
    isAfterCut = false
  }

  mutating func cut(to end: Int64) {
    let room = max(0, end - start)
    if count > room { bytes.removeLast(Int(count - room)) }
  }
}
