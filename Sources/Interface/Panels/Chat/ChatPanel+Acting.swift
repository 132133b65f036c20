import Canvas
import Domain
package import Loop
package import PanelKit
import Widgets

/// What keys do outside of the field.
extension ChatPanel {
  package func act(_ action: ChatAction, _ state: inout ChatState) -> PanelStep<ChatMessage> {
    switch action {
    case .write: state.focus = .field
    case .up: return moved(&state, by: -1)
    case .down: return moved(&state, by: 1)
    case .top: scroll(&state) { $0.viewport.goToStart($1) }
    case .bottom: scroll(&state) { conversation, _ in conversation.viewport.follow() }
    case .halfPageDown: scroll(&state) { $0.viewport.halfPage(1, $1) }
    case .halfPageUp: scroll(&state) { $0.viewport.halfPage(-1, $1) }
    case .fold: state.showsTools.toggle()
    case .stop: return state.current.map { PanelStep(reader.stop($0)) } ?? .none
    case .new: return PanelStep(reader.begin("", service: state.service, model: state.model))
    case .next: return PanelStep(neighbour(&state, 1))
    case .previous: return PanelStep(neighbour(&state, -1))
    case .search: return PanelStep(.line(searchLine(state)))
    case .nextHit: return go(&state, isBackward: false)
    case .previousHit: return go(&state, isBackward: true)
    case .copy:
      guard let answer = state.conversation?.lastAnswer else { return PanelStep(.say("there is no answer to copy")) }
      return PanelStep(.copy(answer, words: "the last answer"))
    case .remove: return remove(state)
    case .makeTask: return state.current.map { PanelStep(reader.makeTask($0)) } ?? .none
    }
    return .none
  }

  private func moved(_ state: inout ChatState, by step: Int) -> PanelStep<ChatMessage> {
    guard state.focus == .sessions else {
      scroll(&state) { $0.viewport.scroll(by: step, $1) }
      return .none
    }
    return PanelStep(neighbour(&state, step))
  }

  private func neighbour(_ state: inout ChatState, _ step: Int) -> Effect<ChatMessage> {
    state.list.move(by: step)
    guard state.sessions.indices.contains(state.list.selected) else { return .none }
    state.select(state.sessions[state.list.selected].id)
    return open(&state)
  }

  private func scroll(_ state: inout ChatState, _ move: (inout Conversation, Conversation) -> Void) {
    guard let conversation = state.conversation else { return }
    var moved = conversation
    move(&moved, conversation)
    state.conversation = moved
  }

  private func searchLine(_ state: ChatState) -> FootLine<ChatMessage> {
    FootLine(
      sign: "/", placeholder: "words of the conversation", changed: { .typed($0) }, accepted: { .searched($0) },
      cancelled: .typed(""))
  }

  /// The newest hit above is gone to, else the first one below.
  func search(_ text: String, _ state: inout ChatState) -> PanelStep<ChatMessage> {
    state.find(text)
    guard !text.isEmpty else { return .none }
    guard state.hits > 0 else { return PanelStep(.say("nothing matches \(text)")) }
    if !step(&state, isBackward: true) { _ = step(&state, isBackward: false) }
    return .none
  }

  private func go(_ state: inout ChatState, isBackward: Bool) -> PanelStep<ChatMessage> {
    guard !state.found.isEmpty else { return PanelStep(.say("/ searches")) }
    if step(&state, isBackward: isBackward) { return .none }
    return PanelStep(.say(isBackward ? "no hit before this" : "no hit behind this"))
  }

  /// To the nearest line with the words, on from the one at the top; false where there is none.
  private func step(_ state: inout ChatState, isBackward: Bool) -> Bool {
    guard !state.found.isEmpty, var conversation = state.conversation, !conversation.lines.isEmpty else {
      return false
    }
    let search = TextSearch(state.found)
    let top = conversation.viewport.top(conversation).line
    let ahead = stride(from: top + 1, to: conversation.lines.upperBound, by: 1)
    let behind = stride(from: top - 1, through: 0, by: -1)
    let hit =
      isBackward
      ? behind.first { !search.ranges(in: conversation.line($0).text).isEmpty }
      : ahead.first { !search.ranges(in: conversation.line($0).text).isEmpty }
    guard let hit else { return false }
    let source = conversation
    conversation.viewport.goToStart(source)
    conversation.viewport.scroll(by: hit, source)
    state.conversation = conversation
    return true
  }

  private func remove(_ state: ChatState) -> PanelStep<ChatMessage> {
    guard let session = state.session else { return .none }
    let turns = "\(session.turns) question\(session.turns == 1 ? "" : "s") and the answers to them"
    let dialog = Dialog.confirm(
      title: "Remove \(session.id)?", body: StyledText("\(session.name)\n\(turns) are hidden."), yes: "remove")
    return PanelStep(.dialog(dialog, answers: ["Y": reader.remove(session)]))
  }

  package func movePane(by step: Int, _ state: inout ChatState) -> Effect<ChatMessage> {
    let all = ChatState.Focus.allCases
    if let index = all.firstIndex(of: state.focus) { state.focus = all[(index + step + all.count) % all.count] }
    return .none
  }

  package func zoom(_ state: inout ChatState) { state.isZoomed.toggle() }

  package func back(_ state: inout ChatState) -> Bool {
    if !state.found.isEmpty {
      state.find("")
    } else if state.focus == .sessions {
      state.focus = .conversation
    } else if state.isZoomed {
      state.isZoomed = false
    } else {
      return false
    }
    return true
  }
}
