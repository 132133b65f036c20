import Canvas
import Domain
import PanelKit
import Widgets

/// The question before something is allowed: what it is about, and how much of that nobody has seen yet.
struct InboxQuestion {
  let title: String
  let asks: [AskView]
  let yes: String
  var scope = ""

  private static let mostNames = 6

  func dialog(_ state: InboxState) -> Dialog {
    let room = max(12, min(state.size.columns - 4, 72) - 4)
    // The frame, the buttons, what is not shown, and what is below the names.
    let free = state.size.rows - 5 - (scope.isEmpty ? 0 : 2)
    let names = asks.prefix(max(1, min(Self.mostNames, free))).map { name($0, room: asks.count == 1 ? room * 3 : room) }
    var body = StyledText()
    if let unseen = unseen(state, names) { body.append(unseen + "\n", Style.plain.adding(.bold)) }
    body.append(names.map(\.text).joined(separator: "\n"))
    if asks.count > names.count { body.append("\nand \(asks.count - names.count) more") }
    body.append(scope)
    return .confirm(title: title, body: body, yes: yes)
  }

  private func name(_ ask: AskView, room: Int) -> (text: String, isWhole: Bool) {
    let text = "\(ask.id) \(InboxText.owner(ask)): \(ask.what)"
    guard text.count > room else { return (text, AskSheet.lines(ask).count == 1) }
    return (text.prefix(max(1, room - 1)) + "…", false)
  }

  /// Nil where all of it was in sight, or is in this question.
  private func unseen(_ state: InboxState, _ names: [(text: String, isWhole: Bool)]) -> String? {
    let lines = asks.enumerated().reduce(0) { count, item in
      let isHere = item.offset < names.count && names[item.offset].isWhole
      return count + (isHere ? 0 : state.reading.unseen(item.element))
    }
    let bytes = asks.reduce(0) { $0 + $1.cutBytes }
    guard lines > 0 || bytes > 0 else { return nil }
    let parts = [lines > 0 ? "\(lines) line\(lines == 1 ? "" : "s")" : "", bytes > 0 ? "\(bytes) bytes" : ""]
    return parts.filter { !$0.isEmpty }.joined(separator: " and ") + " not shown"
  }
}
