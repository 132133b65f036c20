/// What a role is made of: a hue or a fill, and the attributes that must carry it where there is no colour.
struct Ink {
  var hue: Hue?
  var fill: Hue?
  var attributes: Attributes = []
  var mono: Attributes = []
  /// Where there are sixteen colours a fill is the reverse of this hue: the person's sixteen are foregrounds.
  var reversed: Hue?
  /// Too strong a fill for the palettes: there the hue alone says it.
  var fillsInTruecolorOnly = false

  func style(_ depth: ColorDepth) -> Style {
    switch depth {
    case .mono: return Style(.standard, mono)
    case .sixteen where fill != nil && !fillsInTruecolorOnly:
      return Style(reversed?.color(.sixteen) ?? .standard, attributes.union(mono))
    case .sixteen, .palette, .truecolor:
      let fills = depth == .truecolor || !fillsInTruecolorOnly
      return Style(
        hue?.color(depth) ?? .standard, on: fills ? fill?.color(depth) ?? .standard : .standard, attributes)
    }
  }

  private static func hue(_ hue: Hue?, _ attributes: Attributes = [], mono: Attributes? = nil) -> Ink {
    Ink(hue: hue, attributes: attributes, mono: mono ?? attributes)
  }

  private static func fill(_ fill: Hue, _ hue: Hue, reversed: Hue? = nil, _ attributes: Attributes = []) -> Ink {
    Ink(hue: hue, fill: fill, attributes: attributes, mono: attributes.union(.reverse), reversed: reversed)
  }

  private static func line(_ fill: Hue, _ hue: Hue) -> Ink {
    Ink(hue: hue, fill: fill, fillsInTruecolorOnly: true)
  }
}

// MARK: - The recipes

extension Ink {
  static func of(_ role: Role, _ hues: Hues) -> Ink {
    switch role {
    case .text, .logText, .overlay, .codeBlock: hue(nil)
    case .muted, .placeholder, .lineNumber, .tab, .statusLine, .progressEmpty, .chartAxis: hue(hues.muted, mono: .dim)
    case .accent: hue(hues.blue, mono: .bold)
    case .title, .overlayTitle: hue(nil, .bold)
    case .key: hue(hues.cyan, .bold)
    case .link: hue(hues.cyan, .underline)
    case .match: hue(hues.yellow, [.bold, .underline])
    case .selection: fill(hues.selected, hues.onFill, .bold)
    case .fieldSelection: fill(hues.selected, hues.onFill)
    case .selectionInactive: Ink(hue: hues.onFill, fill: hues.resting, mono: .underline)
    case .marked: hue(hues.magenta, .bold)
    case .border: hue(hues.border, mono: .dim)
    case .focusBorder, .overlayBorder: hue(hues.blue, .bold)
    case .tabActive: hue(hues.blue, [.bold, .underline])
    case .heading: hue(hues.blue, .bold)
    case .quote: hue(hues.muted, .italic)
    case .code: hue(hues.orange, mono: .bold)
    case .success, .stateDone: hue(hues.green)
    case .warning, .stateWaiting: hue(hues.yellow, mono: .bold)
    case .error, .stateFailed, .logError: hue(hues.red, .bold)
    case .info, .stateReview: hue(hues.cyan)
    case .stateTodo: hue(hues.muted)
    case .stateRunning: hue(hues.blue, .bold)
    case .badge: fill(hues.resting, hues.onFill)
    case .badgeAccent: fill(hues.blue, hues.onHue, reversed: hues.blue)
    case .badgeWarning: fill(hues.yellow, hues.onHue, reversed: hues.yellow)
    case .badgeError: fill(hues.red, hues.onHue, reversed: hues.red, .bold)
    case .agentClaude, .agentCodex, .agentGemini, .agentQwen, .agentOpencode, .agentAider, .agentProvider,
      .agentCommand:
      agent(role, hues)
    case .logThinking: hue(hues.muted, .italic)
    case .logTool: hue(hues.cyan, mono: .bold)
    case .logResult, .logUsage: hue(hues.muted)
    case .diffAdded, .diffRemoved, .diffAddedWord, .diffRemovedWord, .diffHunk, .diffHeader: diff(role, hues)
    case .syntaxKeyword, .syntaxString, .syntaxNumber, .syntaxComment, .syntaxType, .syntaxFunction,
      .syntaxAttribute, .syntaxKey:
      syntax(role, hues)
    case .chartOne: hue(hues.blue)
    case .chartTwo: hue(hues.orange)
    case .chartThree: hue(hues.green)
    case .chartFour: hue(hues.magenta)
    case .progressFull: hue(hues.blue)
    }
  }

  private static func agent(_ role: Role, _ hues: Hues) -> Ink {
    switch role {
    case .agentClaude: hue(hues.orange)
    case .agentCodex: hue(hues.green)
    case .agentGemini: hue(hues.blue)
    case .agentQwen: hue(hues.magenta)
    case .agentOpencode: hue(hues.yellow)
    case .agentAider: hue(hues.cyan)
    case .agentProvider: hue(hues.red)
    default: hue(hues.muted)
    }
  }

  private static func diff(_ role: Role, _ hues: Hues) -> Ink {
    switch role {
    case .diffAdded: line(hues.addedLine, hues.green)
    case .diffRemoved: line(hues.removedLine, hues.red)
    case .diffAddedWord:
      Ink(
        hue: hues.onFill, fill: hues.addedWord, attributes: .bold, mono: [.bold, .underline], reversed: hues.green)
    case .diffRemovedWord:
      Ink(
        hue: hues.onFill, fill: hues.removedWord, attributes: .bold, mono: [.bold, .underline], reversed: hues.red)
    case .diffHunk: hue(hues.cyan, mono: .dim)
    default: hue(nil, .bold)
    }
  }

  private static func syntax(_ role: Role, _ hues: Hues) -> Ink {
    switch role {
    case .syntaxKeyword: hue(hues.magenta, mono: .bold)
    case .syntaxString: hue(hues.green)
    case .syntaxNumber: hue(hues.orange)
    case .syntaxComment: hue(hues.muted, .italic)
    case .syntaxType: hue(hues.cyan)
    case .syntaxFunction: hue(hues.blue)
    case .syntaxAttribute: hue(hues.yellow)
    default: hue(hues.cyan)
    }
  }
}
