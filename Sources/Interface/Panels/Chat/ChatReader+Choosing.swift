import Domain
import Loop

/// Who may answer, and with which model: what is not there is refused, and what is there is named.
extension ChatReader {
  /// `now` is what holds; `service` is who answers, nil where the engine chooses.
  func choose(_ edit: SessionEdit, now: String, of service: String?) -> Effect<ChatMessage> {
    perform {
      guard case .services(let all) = try await client.ask(.services) else { return nil }
      let there = all.filter { $0.isFound && $0.isEnabled }
      let refusal =
        edit.service.map { Self.refusal(service: $0, now, there, all) }
        ?? Self.refusal(model: edit.model ?? "", now, service, there)
      return refusal.map { .done($0) } ?? .chosen(edit)
    }
  }

  private static func refusal(
    service name: String, _ now: String, _ there: [ServiceView], _ all: [ServiceView]
  ) -> String? {
    guard !there.contains(where: { $0.name == name }) else { return nil }
    let others = there.isEmpty ? "none is installed" : "there is \(there.map(\.name).joined(separator: ", "))"
    if name.isEmpty { return "which one? \(now) now; \(others)" }
    guard let known = all.first(where: { $0.name == name }) else { return "there is no service \(name); \(others)" }
    return "\(name) is \(known.isFound ? "disabled" : "not installed"); \(others)"
  }

  /// A service that tells no models takes any.
  private static func refusal(model: String, _ now: String, _ service: String?, _ there: [ServiceView]) -> String? {
    let asked = there.filter { service == nil || $0.name == service }
    guard !asked.isEmpty else { return service.map { "\($0) is not installed" } ?? "no service is installed" }
    let known = asked.flatMap(\.models)
    let names = known.isEmpty ? "no model is known by name" : "it has \(known.joined(separator: ", "))"
    if model.isEmpty { return "which one? \(now) now; \(names)" }
    guard !known.isEmpty, asked.allSatisfy({ !$0.models.isEmpty }), !known.contains(model) else { return nil }
    return "\(service ?? "no service here") knows \(service == nil ? "a" : "no") model \(model); \(names)"
  }
}
