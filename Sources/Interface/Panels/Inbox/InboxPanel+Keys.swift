import Canvas
import Domain
import Loop
package import PanelKit
import Widgets

/// The answers. Whatever allows more than one thing at once is asked about first; denying never is.
extension InboxPanel {
  package func act(_ action: InboxAction, _ state: inout InboxState) -> PanelStep<InboxMessage> {
    switch action {
    case .up: state.list.move(by: -1)
    case .down: state.list.move(by: 1)
    case .top: state.list.first()
    case .bottom: state.list.last()
    case .halfPageDown: state.list.halfPage(1)
    case .halfPageUp: state.list.halfPage(-1)
    case .mark: mark(&state)
    case .markLike: markLike(&state)
    case .allow: return allow(&state)
    case .always: return always(state)
    case .deny: return PanelStep(give(.deny(reason: "the person said no"), to: state.targets, &state))
    case .denyWithWords: return denyLine(state)
    case .reply: return replyLine(state)
    case .filter: return PanelStep(.line(filterLine(state)))
    case .card, .log: return open(action, state)
    case .copy: return state.selected.map { PanelStep(.copy($0.input, words: "what \($0.id) would run")) } ?? .none
    case .history: return toggleHistory(&state)
    case .undo: return undo(&state)
    }
    return .none
  }

  private func mark(_ state: inout InboxState) {
    guard let ask = state.selected, !state.showsHistory else { return }
    if state.marked.remove(ask.id) == nil { state.marked.insert(ask.id) }
    state.list.move(by: 1)
  }

  private func markLike(_ state: inout InboxState) {
    guard let ask = state.selected, !state.showsHistory else { return }
    let like = state.asks.filter { $0.kind == ask.kind && $0.tool == ask.tool && $0.service == ask.service }
    state.marked.formUnion(like.map(\.id))
  }

  private func allow(_ state: inout InboxState) -> PanelStep<InboxMessage> {
    let asks = state.targets.filter { $0.kind == .approval }
    guard !asks.isEmpty else {
      return PanelStep(.say(state.targets.isEmpty ? "nothing is selected" : "a question wants words: Enter answers it"))
    }
    guard asks.count > 1 else { return PanelStep(give(.allow, to: asks, &state)) }
    return ask("Allow \(asks.count) requests once?", asks, "allow them", always: false, state)
  }

  private func always(_ state: InboxState) -> PanelStep<InboxMessage> {
    let asks = state.targets.filter { $0.kind == .approval }
    guard !asks.isEmpty else { return PanelStep(.say("nothing is selected that could be allowed")) }
    if let money = asks.first(where: { $0.budget != nil }) {
      return PanelStep(.say("\(money.id) is about money, which is never always allowed; a allows it once"))
    }
    if let cut = asks.first(where: { $0.cutBytes > 0 }) {
      return PanelStep(.say("\(cut.id) was too long to be shown whole; allow it once"))
    }
    return ask("Always allow exactly this here?", asks, "always allow", always: true, state)
  }

  private func ask(
    _ title: String, _ asks: [AskView], _ yes: String, always: Bool, _ state: InboxState
  ) -> PanelStep<InboxMessage> {
    let names = asks.map { StyledText("\($0.id) \(InboxText.owner($0)): \(InboxText.what($0))") }
    let scope =
      always ? "in \(Set(asks.map(\.workspace)).sorted().joined(separator: ", ")), for every later run there" : ""
    var copy = state
    let yesEffect = give(.allow, always: always, to: asks, &copy)
    return PanelStep(
      .dialog(
        .confirm(title: title, objects: names, body: StyledText(scope), yes: yes), answers: ["Y": yesEffect]))
  }

  private func denyLine(_ state: InboxState) -> PanelStep<InboxMessage> {
    let ids = state.targets.map(\.id)
    guard !ids.isEmpty else { return PanelStep(.say("nothing is selected")) }
    return PanelStep(
      .line(
        FootLine(
          sign: "deny: ", placeholder: "why, for the agent to read", changed: { _ in .ignored },
          accepted: { .worded(ids, $0) }, cancelled: .ignored)))
  }

  private func replyLine(_ state: InboxState) -> PanelStep<InboxMessage> {
    guard let ask = state.targets.first, ask.kind == .question else {
      return PanelStep(.say("a allows it once, A always here, d denies, w denies with a word"))
    }
    let hint = ask.options.isEmpty ? "your answer" : "your answer, or a number of the choices"
    return PanelStep(
      .line(
        FootLine(
          sign: "\(ask.id): ", placeholder: hint, changed: { _ in .ignored }, accepted: { .replied(ask.id, $0) },
          cancelled: .ignored)))
  }

  private func filterLine(_ state: InboxState) -> FootLine<InboxMessage> {
    FootLine(
      sign: "/", text: state.filter, placeholder: "task, service, tool, words; 'exact ^start end$ !not",
      changed: { .filtered($0) }, accepted: { .filtered($0) }, cancelled: .filtered(""))
  }

  private func open(_ action: InboxAction, _ state: InboxState) -> PanelStep<InboxMessage> {
    guard let ask = state.selected else { return .none }
    guard let task = ask.task else {
      return PanelStep(.say("\(ask.id) was asked in a conversation: \(InboxText.owner(ask))"))
    }
    guard action == .log, let run = ask.run else { return PanelStep(.go(.board, .task(task))) }
    return PanelStep(.go(.logs, .run(task, run)))
  }

  private func toggleHistory(_ state: inout InboxState) -> PanelStep<InboxMessage> {
    state.showsHistory.toggle()
    state.marked = []
    state.refilter()
    state.list.first()
    return PanelStep(state.showsHistory ? loadHistory() : .none)
  }
}
