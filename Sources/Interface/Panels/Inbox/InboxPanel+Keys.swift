import Canvas
import Domain
import Loop
package import PanelKit
import Widgets

/// The answers. Whatever allows more than one thing at once is asked about first; denying never is.
extension InboxPanel {
  package func act(_ action: InboxAction, _ state: inout InboxState) -> PanelStep<InboxMessage> {
    switch action {
    case .up, .down, .top, .bottom, .halfPageDown, .halfPageUp: move(action, &state)
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

  private func move(_ action: InboxAction, _ state: inout InboxState) {
    let isText = state.movesText
    switch action {
    case .up: isText ? state.reading.scroll(by: -1) : state.list.move(by: -1)
    case .down: isText ? state.reading.scroll(by: 1) : state.list.move(by: 1)
    case .top: isText ? state.reading.goToStart() : state.list.first()
    case .bottom: isText ? state.reading.goToEnd() : state.list.last()
    case .halfPageDown: isText ? state.reading.halfPage(1) : state.list.halfPage(1)
    case .halfPageUp: isText ? state.reading.halfPage(-1) : state.list.halfPage(-1)
    default: break  // what answers does not move
    }
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
    if asks.count == 1, state.reading.unseen(asks[0]) == 0, asks[0].cutBytes == 0 {
      return PanelStep(give(.allow, to: asks, &state))
    }
    let question =
      asks.count == 1
      ? InboxQuestion(title: "Allow \(asks[0].id) once?", asks: asks, yes: "allow it")
      : InboxQuestion(title: "Allow \(asks.count) requests once?", asks: asks, yes: "allow them")
    return ask(question, always: false, state)
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
    let places = Set(asks.map(\.workspace)).sorted().joined(separator: ", ")
    let question = InboxQuestion(
      title: "Always allow exactly this here?", asks: asks, yes: "always allow",
      scope: "\nin \(places), for every later run there")
    return ask(question, always: true, state)
  }

  private func ask(_ question: InboxQuestion, always: Bool, _ state: InboxState) -> PanelStep<InboxMessage> {
    var copy = state
    let yes = give(.allow, always: always, to: question.asks, &copy)
    return PanelStep(.dialog(question.dialog(state), answers: ["Y": yes]))
  }

  private func denyLine(_ state: InboxState) -> PanelStep<InboxMessage> {
    let ids = state.targets.map(\.id)
    guard let first = ids.first else { return PanelStep(.say("nothing is selected")) }
    return PanelStep(
      .line(
        FootLine(
          sign: "deny: ", text: state.typed["deny.\(first)"] ?? "", placeholder: "why, for the agent to read",
          changed: { .typed("deny", ids, $0) }, accepted: { .worded(ids, $0) }, cancelled: .ignored)))
  }

  private func replyLine(_ state: InboxState) -> PanelStep<InboxMessage> {
    guard let ask = state.targets.first, ask.kind == .question else {
      return PanelStep(.say("a allows it once, A always here, d denies, w denies with a word"))
    }
    let hint = ask.options.isEmpty ? "your answer" : "your answer, or a number of the choices"
    return PanelStep(
      .line(
        FootLine(
          sign: "\(ask.id): ", text: state.typed["reply.\(ask.id)"] ?? "", placeholder: hint,
          changed: { .typed("reply", [ask.id], $0) }, accepted: { .replied(ask.id, $0) }, cancelled: .ignored)))
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

  /// Verbs that would only be refused make room for those that help.
  package func isOfUse(_ state: InboxState) -> (InboxAction) -> Bool {
    let (targets, selected, isHistory) = (state.targets, state.selected, state.showsHistory)
    return { action in
      switch action {
      case .allow, .always: targets.contains { $0.kind == .approval }
      case .deny, .denyWithWords: !targets.isEmpty
      case .reply: targets.first?.kind == .question
      case .mark, .markLike: selected != nil && !isHistory
      case .filter: !state.listed.isEmpty
      case .card, .log, .copy: selected != nil
      case .undo: isHistory ? selected != nil : !state.undo.isEmpty
      case .history, .up, .down, .top, .bottom, .halfPageDown, .halfPageUp: true
      }
    }
  }
}
