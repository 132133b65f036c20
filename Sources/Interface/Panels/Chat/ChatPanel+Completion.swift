import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

/// What may follow: slash words at the beginning, files of the workspace behind an `@`.
extension ChatPanel {
  @discardableResult
  func complete(_ state: inout ChatState) -> Effect<ChatMessage> {
    let text = state.field.text
    state.completion = nil
    if text.hasPrefix("/"), !text.contains(where: \.isWhitespace) {
      let words = SlashWord.completions(of: text)
      state.completion =
        words.isEmpty ? nil : Completion(kind: .word, items: words.map { ("/" + $0.rawValue, $0.words) })
      return .none
    }
    guard let line = text.split(separator: "\n", omittingEmptySubsequences: false).last,
      let fragment = Completion.fragment(of: String(line))
    else { return .none }
    guard let files = state.files else { return reader.names() }
    let pattern = FuzzyPattern(String(fragment))
    let found = (files.matches(pattern) ?? []).prefix(50).map { (text: files.item($0), words: "") }
    state.completion = found.isEmpty ? nil : Completion(kind: .file, items: Array(found))
    return .none
  }

  /// Nil leaves the key to the field.
  func pressedInCompletion(_ key: KeyPress, _ state: inout ChatState) -> PanelStep<ChatMessage>? {
    guard var completion = state.completion else { return nil }
    switch key.name {
    case "Esc":
      state.completion = nil
      return PanelStep.none
    case "Down", "Ctrl-N": completion.move(by: 1)
    case "Up": completion.move(by: -1)
    case "Tab": take(completion, &state)
    case "Enter":
      let item = completion.items[completion.selected].text
      guard state.field.text != item else { return nil }
      take(completion, &state)
    default: return nil
    }
    if state.completion != nil { state.completion = completion }
    return PanelStep.none
  }

  private func take(_ completion: Completion, _ state: inout ChatState) {
    let item = completion.items[completion.selected].text
    state.completion = nil
    switch completion.kind {
    case .word: state.field.setText(item + " ")
    case .file:
      let text = state.field.text
      guard let sign = text.lastIndex(of: "@") else { return }
      state.field.setText(text[...sign] + item + " ")
    }
  }
}
