import Canvas
package import Domain
import Widgets

/// What the logs show: one run, and where one stands in it.
package struct LogsState: Sendable {
  package var task: TaskView?
  package var run: RunID?
  package var isLoading = false
  var source = LogSource()
  var viewport = ViewportState()

  package init() {}
}

/// The lines that are held; older ones go when there are too many.
struct LogSource: LineSource, Sendable {
  static let bound = 50_000
  private var held: [LogLine] = []
  private var first = 0
  var theme = Theme()

  var lines: Range<Int> { first..<first + held.count }

  mutating func append(_ more: [LogLine]) {
    held += more
    if held.count > Self.bound * 2 {
      first += held.count - Self.bound
      held.removeFirst(held.count - Self.bound)
    }
  }

  func line(_ index: Int) -> StyledText {
    let line = held[index - first]
    return StyledText(line.text, theme[line.kind.role])
  }
}

extension LogLine.Kind {
  var role: Role {
    switch self {
    case .text: .logText
    case .thinking: .logThinking
    case .tool: .logTool
    case .result: .logResult
    case .error: .logError
    case .usage: .logUsage
    case .note: .muted
    }
  }
}
