import Base
import Domain

/// From what an agent says to entries. Pieces of one message become one entry, also over the borders of batches.
struct EntryBuilder: Sendable {
  struct Batch: Sendable, Hashable {
    var entries: [LogEntry] = []
    /// The first entry goes on with the last one of the batch before.
    var continuesLast = false
    /// Its text goes on in the same line.
    var continuesLine = false
    /// Where the bytes of this batch began and ended.
    var range: Range<Int64> = 0..<0
  }

  private struct Open: Hashable {
    var kind: LogEntry.Kind
    var message: String?
    var endsLine: Bool
  }

  let run: RunID
  private var open: Open?
  private var batch = Batch()
  private var last: (offset: Int64, number: Int) = (-1, 0)

  init(run: RunID) { self.run = run }

  mutating func add(_ events: [AgentEvent]) {
    for event in events { add(event) }
  }

  /// Where the log was cut to keep its bound. What comes next goes on with nothing before it.
  mutating func noteCut(at offset: Int64) {
    open = nil
    let title = "… output was cut here: a log holds limits.log at most …"
    batch.entries.append(LogEntry(LogEntry.ID(run: run, offset: offset, number: -1), .note, title: title, end: offset))
  }

  mutating func take(_ range: Range<Int64>) -> Batch {
    defer { batch = Batch() }
    batch.range = range
    return batch
  }

  private mutating func add(_ event: AgentEvent) {
    switch event.body {
    case .text(let text): say(.text, text, event)
    case .thinking(let text): say(.thinking, text, event)
    default:
      open = nil
      if let entry = LogWords.entry(event.body, id: id(event), end: event.offset) { batch.entries.append(entry) }
    }
  }

  private mutating func id(_ event: AgentEvent) -> LogEntry.ID {
    last = last.offset == event.offset ? (event.offset, last.number + 1) : (event.offset, 0)
    return LogEntry.ID(run: run, offset: event.offset, number: last.number)
  }

  /// A piece belongs to the entry before it when that was not over: in the middle of a line, or of one message.
  private mutating func say(_ kind: LogEntry.Kind, _ text: AgentText, _ event: AgentEvent) {
    let goesOn = open.map { $0.kind == kind && (!$0.endsLine || text.message != nil && $0.message == text.message) }
    let endedLine = open?.endsLine ?? true
    let endsLine = text.text.hasSuffix("\n")
    open = text.isPartial ? Open(kind: kind, message: text.message, endsLine: endsLine) : nil
    guard !text.text.isEmpty else { return }
    var entry = LogEntry(id(event), kind, text: text.text, end: event.offset)
    if entry.lines.isEmpty { entry.lines = [""] }
    guard goesOn == true else { return batch.entries.append(entry) }
    if let index = batch.entries.indices.last {
      batch.entries[index].join(entry, inLine: !endedLine)
    } else {
      batch.continuesLast = true
      batch.continuesLine = !endedLine
      batch.entries.append(entry)
    }
  }
}

extension LogEntry {
  /// More of the same entry; what is in one line stays in one.
  mutating func join(_ more: LogEntry, inLine: Bool) {
    end = more.end
    if inLine, let first = more.lines.first, let index = lines.indices.last {
      lines[index] += first
      lines += more.lines.dropFirst()
    } else {
      lines += more.lines
    }
  }
}
