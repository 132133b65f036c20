import Canvas
import Loop

/// What the laboratory shows, from its arguments.
struct LabSettings: Sendable {
  var lines = 1000
  var cards = 40
  /// The log beside the cards; else it takes the whole width.
  var hasPane = false
  /// Lines that arrive in each second.
  var rate = 0
  var framesPerSecond: Int?
  var colorDepth: ColorDepth?
  var isASCII = false
  /// Lines of characters whose width terminals disagree on.
  var showsWidths = false
  /// Screens of noise from this seed; each key makes the next.
  var noise: UInt64?
  /// So many cases of noise go through the codecs instead.
  var fuzzCases: Int?

  init(_ arguments: some Sequence<String>) {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      let value = parts.count > 1 ? parts[1] : ""
      switch parts[0] {
      case "--lines": lines = Int(value) ?? lines
      case "--cards": cards = Int(value) ?? cards
      case "--pane": hasPane = true
      case "--rate": rate = Int(value) ?? 0
      case "--fps": framesPerSecond = Int(value)
      case "--color": colorDepth = ColorDepth(name: value)
      case "--widths": showsWidths = true
      case "--noise": noise = UInt64(value)
      case "--fuzz": fuzzCases = Int(value)
      case "--ascii": isASCII = true
      default: break
      }
    }
  }
}
