package import Canvas

/// What decides how a terminal is used; everything from outside comes in here.
package struct TerminalOptions: Sendable {
  package var environment: [String: String]
  /// A flag or configuration that overrides what is detected.
  package var colorDepth: ColorDepth?
  package var isASCII: Bool
  package var capturesMouse: Bool

  package init(
    environment: [String: String], colorDepth: ColorDepth? = nil, isASCII: Bool = false, capturesMouse: Bool = true
  ) {
    self.environment = environment
    self.colorDepth = colorDepth
    self.isASCII = isASCII
    self.capturesMouse = capturesMouse
  }

  package var name: String { environment["TERM"] ?? "" }
  /// Inside of tmux or screen: what is meant for the outer terminal must be wrapped.
  package var isInTmux: Bool { environment["TMUX"]?.isEmpty == false }
  var isLinuxConsole: Bool { name == "linux" }
  /// Terminals of a time before UTF-8: lines of theirs are another character set, which no cell of ours uses.
  var isOld: Bool { ["vt52", "vt100", "vt102", "vt220", "vt320", "ansi", "cons25"].contains(name) }
}

// MARK: - Colours

extension TerminalOptions {
  /// How many colours may be used. `NO_COLOR` beats everything but a flag; `COLORTERM` and a `-direct` name are the
  /// only signs of 24 bits that are trusted, and Apple's terminal before the one that has them sends the first wrongly.
  package func depth(terminfoColors: Int) -> ColorDepth {
    if let colorDepth { return colorDepth }
    if environment["NO_COLOR"]?.isEmpty == false { return .mono }
    if name.hasSuffix("-direct") { return .truecolor }
    if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? ""), environment["TERM_PROGRAM"] != "Apple_Terminal"
    {
      return .truecolor
    }
    switch terminfoColors {
    case 256...: return .palette
    case 8...: return .sixteen
    default: return .mono
    }
  }
}
