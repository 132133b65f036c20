import Domain
package import Loop
import PanelKit

/// Which card was looked at.
extension ServicesPanel {
  package func memory(_ state: ServicesState) -> [String: String] {
    let name = state.current?.name ?? ""
    let isFirst = state.services.first?.name == name
    let facts = [
      "card": isFirst && !state.isOpen ? "" : name, "filter": state.filter, "open": state.isOpen ? "1" : "",
    ]
    return facts.filter { !$0.value.isEmpty }
  }

  package func recall(_ memory: [String: String], _ state: inout ServicesState) -> Effect<ServicesMessage> {
    state.filter = memory["filter"] ?? ""
    state.recalled = memory["card"]
    state.isOpen = memory["open"] != nil
    return .none
  }
}
