import Domain
package import Loop
import PanelKit
import Widgets

/// Which conversation was open, and what was typed in each and not sent: a half-typed prompt is never lost.
extension ChatPanel {
  package func memory(_ state: ChatState) -> [String: String] {
    var facts = ["current": state.current?.description ?? ""]
    for (session, text) in state.drafts { facts["draft.\(session)"] = text }
    facts["draft.\(state.current?.description ?? "new")"] = state.field.text
    facts["tools"] = state.showsTools ? "1" : nil
    return facts.filter { !$0.value.isEmpty }
  }

  package func recall(_ memory: [String: String], _ state: inout ChatState) -> Effect<ChatMessage> {
    for (name, text) in memory where name.hasPrefix("draft.") {
      if let session = SessionID(name.dropFirst(6)) { state.drafts[session] = text }
    }
    state.showsTools = memory["tools"] != nil
    if let text = memory["draft.new"] { state.field.setText(text) }
    if let current = memory["current"].flatMap({ SessionID($0) }) { state.select(current) }
    return .none
  }
}
