package import Canvas

/// How far something is, as a bar and as words.
package struct ProgressBar: Hashable, Sendable {
  /// From 0 to 1; beyond is clamped.
  package var fraction: Double
  package var label: String

  package init(_ fraction: Double, label: String = "") {
    (self.fraction, self.label) = (fraction, label)
  }

  package var percent: Int { Int((clamped * 100).rounded(.down)) }

  private var clamped: Double { fraction.isNaN ? 0 : max(0, min(1, fraction)) }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let line = area.splitTop(1).top
    let words = label.isEmpty ? "\(percent) %" : label
    canvas.fill(line, style: theme[.text])
    if theme.isAccessible || line.columns < 10 {
      canvas.write(words, style: theme[.text], in: line, ellipsis: theme.glyphs.ellipsis)
      return
    }
    let (bar, text) = line.splitRight(min(Sanitiser.width(words) + 1, line.columns / 2))
    canvas.write(words, style: theme[.text], in: text, align: .trailing, ellipsis: theme.glyphs.ellipsis)
    let full = Int((clamped * Double(bar.columns)).rounded(.down))
    for column in 0..<bar.columns {
      let isFull = column < full
      let place = Point(column: bar.column + column, row: bar.row)
      canvas.write(
        isFull ? theme.glyphs.progressFull : theme.glyphs.progressEmpty,
        style: theme[isFull ? .progressFull : .progressEmpty], at: place, clip: bar)
    }
  }
}

/// Says that something is under way. The one thing in the interface that moves by itself.
///
/// It has no timer: the caller passes a tick and asks `moves` whether ticks are worth anything.
package struct Spinner: Hashable, Sendable {
  package var tick: Int
  package var label: String

  package init(tick: Int, label: String = "working") {
    (self.tick, self.label) = (tick, label)
  }

  package static func moves(_ theme: Theme) -> Bool { theme.motion && theme.glyphs.spinner.count > 1 }

  package static func frame(_ tick: Int, _ theme: Theme) -> String {
    let frames = theme.glyphs.spinner
    guard moves(theme) else { return theme.glyphs.running }
    return frames[((tick % frames.count) + frames.count) % frames.count]
  }

  package func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let text = StyledText(Self.frame(tick, theme), theme[.accent]) + StyledText(" " + label, theme[.muted])
    let words = theme.isAccessible ? StyledText(label, theme[.text]) : text
    canvas.write(words, in: area, ellipsis: theme.glyphs.ellipsis)
  }
}
