import Domain
package import Loop
import PanelKit
import Widgets

/// Which request was looked at, and the answers that were begun.
extension InboxPanel {
  package func memory(_ state: InboxState) -> [String: String] {
    let ask = state.showsHistory ? nil : state.selected?.id.description
    return ["ask": ask ?? "", "filter": state.filter].filter { !$0.value.isEmpty }.merging(state.typed) { $1 }
  }

  package func recall(_ memory: [String: String], _ state: inout InboxState) -> Effect<InboxMessage> {
    state.filter = memory["filter"] ?? ""
    state.typed = memory.filter { $0.key.hasPrefix("deny.") || $0.key.hasPrefix("reply.") }
    state.refilter()
    state.recalled = memory["ask"].flatMap { AskID($0) }
    if let row = state.visible.firstIndex(where: { state.asks[$0].id == state.recalled }) {
      state.list.select(row)
      state.recalled = nil
    }
    return .none
  }
}
