import Domain
import Loop
import PanelKit

/// What an agent was told cannot be taken back: it went on with it. What is allowed from now on can.
extension InboxPanel {
  func undo(_ state: inout InboxState) -> PanelStep<InboxMessage> {
    if state.showsHistory { return state.selected.map { takeBack([$0.id], rule: $0.rule) } ?? .none }
    guard let last = state.undo.popLast() else {
      return PanelStep(.say("nothing to undo: an answer that an agent has got stays; A gives what u can take back"))
    }
    return takeBack(last)
  }

  /// The standing permissions that came of these answers, and the one that gave an answer by itself.
  private func takeBack(_ asks: [AskID], rule: RuleID? = nil) -> PanelStep<InboxMessage> {
    PanelStep(
      .run { [client] send in
        do {
          guard case .rules(let rules) = try await client.ask(.rules) else { return }
          let mine = rules.filter { asks.contains($0.ask) || $0.id == rule }
          for rule in mine { _ = try await client.perform(.removeRule(rule: rule.id)) }
          await send(.undone(mine.map { "\($0.id) \($0.tool)" }))
        } catch {
          await send(.failed(DroverError(any: error)))
        }
      })
  }

  static func words(undone rules: [String]) -> String {
    rules.isEmpty
      ? "no standing permission came of it" : "no longer allowed by itself: \(rules.joined(separator: ", "))"
  }
}
