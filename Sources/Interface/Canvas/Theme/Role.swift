/// What a piece of the screen means. Widgets name roles, themes give them looks.
package enum Role: Int, Hashable, Sendable, CaseIterable {
  case text, muted, accent, title, key, placeholder, link, match
  case selection, selectionInactive, fieldSelection, marked
  case border, focusBorder, overlay, overlayBorder, overlayTitle, statusLine, tab, tabActive
  case success, warning, error, info
  case badge, badgeAccent, badgeWarning, badgeError
  case stateTodo, stateRunning, stateReview, stateDone, stateFailed, stateWaiting
  case agentClaude, agentCodex, agentGemini, agentQwen, agentOpencode, agentAider, agentProvider, agentCommand
  case logText, logThinking, logTool, logResult, logError, logUsage
  case diffAdded, diffRemoved, diffAddedWord, diffRemovedWord, diffHunk, diffHeader, lineNumber
  case syntaxKeyword, syntaxString, syntaxNumber, syntaxComment, syntaxType, syntaxFunction, syntaxAttribute, syntaxKey
  case heading, quote, code, codeBlock
  case chartOne, chartTwo, chartThree, chartFour, chartAxis, progressFull, progressEmpty
}
