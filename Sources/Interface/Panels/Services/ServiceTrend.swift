import Base
import Canvas
import Charts
import Domain
import PanelKit

/// How fast the last turns began and how they ended, as two short rows of bars.
struct ServiceTrend {
  private let service: ServiceView
  private let theme: Theme
  private let isNarrow: Bool

  init(_ service: ServiceView, _ theme: Theme, columns: Int) {
    (self.service, self.theme, isNarrow) = (service, theme, columns < 50)
  }

  var line: StyledText { StyledText.joined([latency, turns].filter { !$0.isEmpty }, by: "  ") }

  private var latency: StyledText {
    guard let median = service.latency else { return "" }
    let words = (isNarrow ? "" : "first word ") + Duration.seconds(median).short
    let values = service.latencies ?? []
    guard !theme.isAccessible, values.count > 1 else { return StyledText(words, theme[.muted]) }
    let scale = ChartScale(holding: values)
    let levels = theme.glyphs.levels
    let bars = values.suffix(bars).map { value in
      levels[max(1, Int((scale.fraction(value) * Double(levels.count - 1)).rounded()))]
    }
    return StyledText(words + " ", theme[.muted]) + StyledText(bars.joined(), theme[.chartOne])
  }

  /// High and green went well, low and red did not.
  private var turns: StyledText {
    let all = service.successes + service.failures
    guard all > 0 else { return "" }
    let words = StyledText("turns \(service.successes)/\(all)", theme[.muted])
    guard !theme.isAccessible, let last = service.turns, !last.isEmpty else { return words }
    let levels = theme.glyphs.levels
    return last.suffix(bars).reduce(words + " ") { text, isGood in
      text + StyledText(isGood ? levels[levels.count - 1] : levels[1], theme[isGood ? .success : .error])
    }
  }

  private var bars: Int { isNarrow ? 8 : 20 }
}
