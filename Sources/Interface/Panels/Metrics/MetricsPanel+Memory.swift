package import Loop
import PanelKit

/// Which span and which plot were looked at.
extension MetricsPanel {
  package func memory(_ state: MetricsState) -> [String: String] {
    let facts = [
      "span": state.span == .week ? "" : state.span.rawValue,
      "section": state.focused == .now ? "" : String(state.focused.rawValue), "zoom": state.isZoomed ? "1" : "",
    ]
    return facts.filter { !$0.value.isEmpty }
  }

  package func recall(_ memory: [String: String], _ state: inout MetricsState) -> Effect<MetricsMessage> {
    if let span = memory["span"].flatMap(MetricsState.Span.init(rawValue:)) { state.span = span }
    if let section = memory["section"].flatMap(Int.init).flatMap(MetricsState.Section.init(rawValue:)) {
      state.focused = section
    }
    state.isZoomed = memory["zoom"] != nil
    return .none
  }
}
