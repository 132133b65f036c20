import Base
import Canvas
import Domain
import PanelKit

/// The part of a log that is held: pages of entries laid out as rows, around what is seen. Lines keep their numbers while
/// pages come and go at both ends, so a pinned row stays where it is.
struct LogWindow: LineSource, Sendable {
  struct Row: Hashable, Sendable {
    var entry: Int32
    /// -1 is the title, then the lines; behind them the row that counts what is hidden.
    var part: Int32
  }

  struct Page: Sendable {
    var range: Range<Int64>
    var entries: [LogEntry] = []
    var rows: [Row] = []
  }

  static let pageRows = 2000
  /// Some pages more than what is seen: a log that is followed for days costs no more than this, and what has gone is
  /// read again by who scrolls back.
  static let bound = 6000
  /// Of several runs together nothing is read again: what they have said lately is held whole.
  static let boundTogether = 40_000

  private(set) var pages: [Page] = []
  /// The number of each page's first line.
  private var starts: [Int] = []
  private(set) var lines: Range<Int> = 0..<0
  private(set) var detail = LogDetail.normal
  private(set) var toggled: Set<LogEntry.ID> = []
  /// What the rows look like; set by whoever draws.
  var look = LogLook()

  var isEmpty: Bool { pages.isEmpty }
  /// Which bytes of the log are held.
  var range: Range<Int64> {
    guard let first = pages.first, let last = pages.last else { return 0..<0 }
    return first.range.lowerBound..<max(first.range.lowerBound, last.range.upperBound)
  }

  func line(_ index: Int) -> StyledText {
    guard let place = place(of: index) else { return "" }
    let page = pages[place.page]
    let entry = page.entries[Int(place.row.entry)]
    return look.text(entry, part: Int(place.row.part), layout(entry))
  }

  func hang(_ index: Int) -> Int {
    guard let place = place(of: index) else { return 0 }
    let entry = pages[place.page].entries[Int(place.row.entry)]
    return look.hang(entry, part: Int(place.row.part), layout(entry))
  }

  /// The words of a line without what stands in front of them.
  func words(_ index: Int, from start: Int, to end: Int) -> String {
    guard let place = place(of: index) else { return "" }
    let entry = pages[place.page].entries[Int(place.row.entry)]
    let margin = look.margin(entry, part: Int(place.row.part), layout(entry)).text.utf8.count
    let text = line(index)
    let end = min(end, text.text.utf8.count)
    let first = max(start, margin)
    return first < end ? text.slice(first..<end).text : ""
  }

  func entry(at line: Int) -> LogEntry? {
    place(of: line).map { pages[$0.page].entries[Int($0.row.entry)] }
  }

  private func place(of line: Int) -> (page: Int, row: Row)? {
    guard lines.contains(line) else { return nil }
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= line { low = middle } else { high = middle }
    }
    return (low, pages[low].rows[line - starts[low]])
  }

  private func layout(_ entry: LogEntry) -> LogLayout { entry.layout(detail, isToggled: toggled.contains(entry.id)) }
}

// MARK: - What comes and goes

extension LogWindow {
  mutating func append(_ batch: EntryBuilder.Batch) {
    var entries = batch.entries[...]
    if batch.continuesLast, let more = entries.first, joinLast(more, inLine: batch.continuesLine) {
      entries = entries.dropFirst()
    }
    if pages.isEmpty || (pages.last?.rows.count ?? 0) > Self.pageRows {
      starts.append(lines.upperBound)
      pages.append(Page(range: batch.range.lowerBound..<batch.range.upperBound))
    }
    let last = pages.count - 1
    let before = pages[last].rows.count
    for entry in entries { add(entry, to: last) }
    pages[last].range = pages[last].range.lowerBound..<max(pages[last].range.lowerBound, batch.range.upperBound)
    lines = lines.lowerBound..<lines.upperBound + pages[last].rows.count - before
  }

  mutating func prepend(_ batch: EntryBuilder.Batch) {
    pages.insert(Page(range: batch.range), at: 0)
    for entry in batch.entries { add(entry, to: 0) }
    let first = lines.lowerBound - pages[0].rows.count
    starts.insert(first, at: 0)
    lines = first..<lines.upperBound
  }

  /// Lets pages at the beginning go, as long as `line` is in none of them.
  mutating func trimStart(to bound: Int = Self.bound, keeping line: Int = .max) {
    while lines.count > bound, pages.count > 1, starts[1] <= line {
      lines = lines.lowerBound + pages[0].rows.count..<lines.upperBound
      pages.removeFirst()
      starts.removeFirst()
    }
  }

  /// Lets pages at the end go, as long as `line` is in none of them; true when one went.
  @discardableResult mutating func trimEnd(to bound: Int = Self.bound, keeping line: Int = .min) -> Bool {
    let before = pages.count
    while lines.count > bound, pages.count > 1, starts[pages.count - 1] > line, let last = pages.popLast() {
      lines = lines.lowerBound..<lines.upperBound - last.rows.count
      starts.removeLast()
    }
    return pages.count < before
  }

  mutating func clear() {
    (pages, starts, lines) = ([], [], 0..<0)
  }

  private mutating func add(_ entry: LogEntry, to page: Int) {
    let index = Int32(pages[page].entries.count)
    pages[page].entries.append(entry)
    let layout = layout(entry)
    if layout.hasTitle { pages[page].rows.append(Row(entry: index, part: -1)) }
    for part in 0..<layout.rows - (layout.hasTitle ? 1 : 0) {
      pages[page].rows.append(Row(entry: index, part: Int32(part)))
    }
  }

  private mutating func joinLast(_ more: LogEntry, inLine: Bool) -> Bool {
    guard let page = pages.indices.last, var entry = pages[page].entries.popLast() else { return false }
    let index = Int32(pages[page].entries.count)
    let before = pages[page].rows.count
    while pages[page].rows.last?.entry == index { pages[page].rows.removeLast() }
    entry.join(more, inLine: inLine)
    add(entry, to: page)
    lines = lines.lowerBound..<lines.upperBound + pages[page].rows.count - before
    return true
  }
}

// MARK: - How much is seen

extension LogWindow {
  mutating func show(_ detail: LogDetail) {
    self.detail = detail
    toggled = []
    layOut()
  }

  mutating func toggle(_ id: LogEntry.ID) {
    if toggled.remove(id) == nil { toggled.insert(id) }
    layOut()
  }

  /// What was folded or unfolded by hand, in words that outlive the screen; the newest two hundred are plenty.
  var folds: String {
    toggled.sorted { ($0.run.number, $0.offset, $0.number) < ($1.run.number, $1.offset, $1.number) }.suffix(200)
      .map { "\($0.run):\($0.offset):\($0.number)" }.joined(separator: " ")
  }

  /// What `folds` said; what cannot be read is left out.
  mutating func fold(again words: String) {
    for word in words.split(separator: " ") {
      let parts = word.split(separator: ":")
      guard parts.count == 3, let run = RunID(parts[0]), let offset = Int64(parts[1]), let number = Int(parts[2]) else {
        continue
      }
      toggled.insert(LogEntry.ID(run: run, offset: offset, number: number))
    }
    layOut()
  }

  mutating func open(_ id: LogEntry.ID) {
    if toggled.insert(id).inserted { layOut() }
  }

  mutating func setTimes(_ times: [LogTime], of run: RunID) {
    guard !times.isEmpty else { return }
    for page in pages.indices {
      for index in pages[page].entries.indices where pages[page].entries[index].id.run == run {
        if let time = LogTime.at(pages[page].entries[index].end - 1, in: times) {
          pages[page].entries[index].time = time
        }
      }
    }
  }

  private mutating func layOut() {
    var next = lines.lowerBound
    for page in pages.indices {
      let entries = pages[page].entries
      pages[page].entries.removeAll(keepingCapacity: true)
      pages[page].rows.removeAll(keepingCapacity: true)
      for entry in entries { add(entry, to: page) }
      starts[page] = next
      next += pages[page].rows.count
    }
    lines = lines.lowerBound..<next
  }
}

// MARK: - Finding

extension LogWindow {
  /// The first row of an entry, or of the one behind it where it is not seen.
  func line(of id: LogEntry.ID) -> Int? {
    for (page, start) in zip(pages, starts) {
      guard let index = page.entries.firstIndex(where: { $0.id == id }) else { continue }
      let row = page.rows.firstIndex { $0.entry >= Int32(index) } ?? page.rows.count
      return min(start + row, lines.upperBound - 1)
    }
    return nil
  }

  /// The entry that a place of the log belongs to.
  func entry(holding offset: Int64) -> LogEntry? {
    for page in pages where page.range.upperBound > offset {
      if let entry = page.entries.first(where: { $0.end > offset }) { return entry }
    }
    return nil
  }

  /// The end of the entry before this one in the log; where this one begins, as far as is known.
  func start(of entry: LogEntry) -> Int64 {
    var start = range.lowerBound
    for page in pages {
      for other in page.entries where other.id.run == entry.id.run {
        if other.end >= entry.end { return start }
        start = max(start, other.end)
      }
    }
    return start
  }

  /// The rows of the entry in which a line stands.
  func rows(around line: Int) -> Range<Int> {
    guard let place = place(of: line) else { return line..<line }
    let rows = pages[place.page].rows
    let start = starts[place.page]
    var (low, high) = (line - start, line - start)
    while low > 0, rows[low - 1].entry == place.row.entry { low -= 1 }
    while high < rows.count, rows[high].entry == place.row.entry { high += 1 }
    return start + low..<start + high
  }
}

extension LogTime {
  /// When the byte at an offset was written, as far as is known.
  static func at(_ offset: Int64, in times: [LogTime]) -> Timestamp? {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? times[low - 1].time : nil
  }
}
