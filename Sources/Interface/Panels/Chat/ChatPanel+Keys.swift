import Canvas
import Domain
import Keymap
import Loop
package import PanelKit
import Widgets
package import Wire

/// The field takes every key that can be typed; what is left acts.
extension ChatPanel {
  package func press(_ key: KeyPress, _ state: inout ChatState) -> PanelStep<ChatMessage>? {
    guard state.focus == .field else { return pressedOutside(key, &state) }
    if let step = pressedInCompletion(key, &state) { return step }
    switch key.name {
    case "Esc":
      state.focus = .conversation
      return PanelStep.none
    case "Tab": return nil
    case "S-Tab", "Ctrl-P", "Ctrl-L", "F1": return nil
    case "Ctrl-C":
      if isAnswering(state) { return PanelStep(stop(state)) }
      guard !state.field.isEmpty else { return nil }
      state.field.setText("")
      return PanelStep.none
    case "Enter": return submit(&state)
    case "Up" where recall(&state, by: 1): return PanelStep.none
    case "Down" where state.recalled != nil:
      _ = recall(&state, by: -1)
      return PanelStep.none
    case "PgUp": return act(.halfPageUp, &state)
    case "PgDn": return act(.halfPageDown, &state)
    default: break
    }
    guard let command = EditorCommand(key) else { return nil }
    state.field.perform(command)
    if command.isTyping { state.recalled = nil }
    return PanelStep(complete(&state))
  }

  private func pressedOutside(_ key: KeyPress, _ state: inout ChatState) -> PanelStep<ChatMessage>? {
    guard key.name == "Ctrl-C", isAnswering(state) else { return nil }
    return PanelStep(stop(state))
  }

  private func isAnswering(_ state: ChatState) -> Bool {
    state.session.map { $0.state == .running || $0.state == .waiting } ?? false
  }

  private func stop(_ state: ChatState) -> Effect<ChatMessage> { state.current.map { reader.stop($0) } ?? .none }

  package func paste(_ text: String, _ state: inout ChatState) -> PanelStep<ChatMessage> {
    state.focus = .field
    state.field.perform(.paste(text))
    return .none
  }

  /// What was asked before comes back to be edited and sent again; the key goes up in the text first.
  private func recall(_ state: inout ChatState, by step: Int) -> Bool {
    let isFirstLine = state.field.lineCount <= 1
    guard state.recalled != nil || isFirstLine && state.field.isEmpty else { return false }
    let asked = state.asked
    let next = (state.recalled ?? -1) + step
    guard next < asked.count else { return true }
    state.recalled = next < 0 ? nil : next
    state.field.setText(next < 0 ? "" : asked[next])
    return true
  }

  // MARK: - Sending

  func submit(_ state: inout ChatState) -> PanelStep<ChatMessage> {
    let text = state.field.text
    guard text.contains(where: { !$0.isWhitespace }) else { return PanelStep.none }
    state.field.setText("")
    (state.recalled, state.completion) = (nil, nil)
    if text.hasPrefix("/"), !text.contains("\n") {
      guard let (word, rest) = SlashWord.parse(text) else {
        return PanelStep(.say("there is no word \(text); /help lists what there is"))
      }
      return command(word, rest, &state) ?? PanelStep(.word(text))
    }
    state.conversation?.viewport.follow()
    guard let current = state.current else {
      state.pending = text
      return PanelStep(reader.begin(Self.name(from: text), service: state.service, model: state.model))
    }
    return PanelStep(reader.send(text, to: current))
  }

  private static func name(from text: String) -> String {
    String((text.split(separator: "\n").first ?? "").prefix(40))
  }

  package func command(_ word: SlashWord, _ rest: String, _ state: inout ChatState) -> PanelStep<ChatMessage>? {
    switch word {
    case .new: return PanelStep(reader.begin(rest, service: state.service, model: state.model))
    case .sessions:
      state.focus = .sessions
      return PanelStep.none
    case .switch: return switchTo(rest, &state)
    case .cancel where rest.isEmpty: return PanelStep(stop(state))
    case .service:
      return PanelStep(reader.choose(SessionEdit(service: rest), now: ChatText.chosen(state), of: service(state)))
    case .model:
      return PanelStep(reader.choose(SessionEdit(model: rest), now: ChatText.chosen(state), of: service(state)))
    case .cost where state.session != nil: return PanelStep(.say(ChatText.spent(state.session)))
    case .cancel, .cancelall, .status, .task, .run, .diff, .merge, .cost, .theme, .attach, .detach, .help, .quit,
      .import:
      return nil
    }
  }

  private func service(_ state: ChatState) -> String? {
    state.session == nil ? state.service : state.session?.service
  }

  /// Without a conversation it is for the next one.
  func chosen(_ edit: SessionEdit, _ state: inout ChatState) -> PanelStep<ChatMessage> {
    let words = edit.service.map { "is answered by \($0)" } ?? "uses \(edit.model ?? "its own model")"
    if let current = state.current { return PanelStep(reader.edit(current, edit, saying: "\(current) \(words)")) }
    if let service = edit.service { (state.service, state.model) = (service, nil) }
    if let model = edit.model { state.model = model }
    return PanelStep(.say("the next conversation \(words)"))
  }

  private func switchTo(_ id: String, _ state: inout ChatState) -> PanelStep<ChatMessage> {
    let wanted = id.lowercased()
    guard !wanted.isEmpty else { return PanelStep(.say("which one? switch ID goes to it; /sessions shows them")) }
    let found = state.sessions.filter {
      $0.id.description.lowercased() == wanted || $0.uid.description.lowercased().hasPrefix(wanted)
        || $0.name.lowercased().hasPrefix(wanted)
    }
    guard let session = found.first else {
      return PanelStep(.say("there is no conversation \(id); /sessions shows them"))
    }
    state.select(session.id)
    return PanelStep(open(&state))
  }
}

extension EditorCommand {
  fileprivate var isTyping: Bool {
    switch self {
    case .insert, .paste, .newline, .delete, .undo, .redo: true
    case .move, .extend, .selectAll, .cancelSelection, .point: false
    }
  }
}
