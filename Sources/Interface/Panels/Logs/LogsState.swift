import Canvas
package import Domain
import Widgets

/// What the logs show: one run or several, and where one stands.
package struct LogsState: Sendable {
  /// The task whose run is shown; nil when all runs are, or nothing yet.
  package internal(set) var task: TaskView?
  /// The attempts of that task, and the one that is read.
  package internal(set) var runs: [RunOfTask] = []
  package internal(set) var run: RunOfTask?
  package internal(set) var showsAll = false
  /// The runs that are seen where all are, which are no attempts of one task, and those of them that go on.
  var together: [RunOfTask] = []
  var live: Set<RunID> = []
  /// Those of which only the end was read.
  var cut: Set<RunID> = []
  /// A run began while somebody read further up: the end is read anew when he comes to it.
  var isStale = false
  var isLoading = false
  var window = LogWindow()
  var viewport = ViewportState()
  /// The line that verbs act on; nil while it follows.
  var cursor: Int?
  /// The window reaches to the end of the log, and grows with it.
  var isAtEnd = true
  /// How long the log is, as far as is known.
  var end: Int64 = 0
  /// Entries that came while the window was elsewhere.
  var missed = 0
  /// A read that is under way at an edge of the window.
  var reading: Edge?
  /// What came for an older window is dropped.
  var generation = 0
  var found = LogFindings()
  var troubles = LogFindings()
  /// The place in the log where one stood when the screen went away, until its run is known.
  var recalled: Int64?
  /// What the mouse has marked, and whether it still holds it.
  var selection: ViewportSelection?
  var drag: Drag?
  /// Where to stand when the page that is being read has come.
  var target: Target?

  package init() {}

  /// How many lines are held.
  var bound: Int { showsAll ? LogWindow.boundTogether : LogWindow.bound }

  enum Edge: Hashable, Sendable { case before, after, jump }

  struct Drag: Hashable, Sendable {
    /// Before and behind what it was pressed on.
    let start: TextPosition
    let end: TextPosition
    /// It stood there before: letting go of it where it is folds it.
    let folds: Bool
  }

  struct Target: Hashable, Sendable {
    var offset: Int64
    var isBackward = false
    var isSearch = true
  }
}

/// One attempt, as the logs need it.
package struct RunOfTask: Hashable, Sendable {
  package var run: RunID
  package var task: TaskID
  package var service: String

  package init(run: RunID, task: TaskID, service: String) {
    (self.run, self.task, self.service) = (run, task, service)
  }
}

/// What a search has found so far, in order.
struct LogFindings: Sendable {
  static let bound = 200_000

  var text = ""
  var offsets: [Int64] = []
  var count = 0
  var isScanning = false
  var scanned: Int64 = 0
  /// Asked for and not begun, or complete.
  var isActive = false

  mutating func add(_ hits: LogHits) {
    offsets += hits.offsets.prefix(max(0, Self.bound - offsets.count))
    count += hits.count
    scanned = hits.next ?? hits.end
    isScanning = hits.next != nil
  }

  /// More was printed at the end of the log.
  mutating func grow(_ more: [Int64], count: Int, to end: Int64) {
    guard isActive, !isScanning else { return }
    offsets += more.filter { $0 >= scanned }.prefix(max(0, Self.bound - offsets.count))
    self.count += count
    scanned = max(scanned, end)
  }

  func next(after offset: Int64) -> Int64? {
    let index = place(of: offset)
    return index < offsets.count ? offsets[index] : nil
  }

  func last(before offset: Int64) -> Int64? {
    let index = place(of: offset)
    return index > 0 ? offsets[index - 1] : nil
  }

  /// How many begin before it.
  func place(of offset: Int64) -> Int {
    var (low, high) = (0, offsets.count)
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
