import Domain

/// Who answers a question, and why: pure, from what the engine knows of the services.
struct ServiceRoute: Equatable, Sendable {
  var service: String
  var reason: String

  /// Whom the client would like first, then everybody else in the configured order; the first one that is fit and only
  /// reads. What was passed over is said.
  static func choose(_ services: [ServiceView], preferred: [String] = []) throws(DroverError) -> Self {
    for name in preferred where !services.contains(where: { $0.name == name }) {
      throw DroverError(
        .notFound, "there is no service \(name)",
        remedy: "there are: \(services.map(\.name).joined(separator: ", "))")
    }
    let wanted = preferred.compactMap { name in services.first { $0.name == name } }
    var passed: [String] = []
    for service in wanted + services.filter({ !preferred.contains($0.name) }) {
      guard let problem = problem(service) else {
        let isWanted = preferred.contains(service.name)
        let words = isWanted ? "the first healthy one of those preferred" : "the first healthy one in order"
        return Self(service: service.name, reason: ([words] + passed).joined(separator: "; "))
      }
      if wanted.contains(service) || service.isFound { passed.append("not \(service.name): \(problem)") }
    }
    let words = passed.isEmpty ? "" : ": \(passed.joined(separator: "; "))"
    throw DroverError(
      .unavailable, "no healthy agent is there that could answer\(words)",
      remedy: "ask the person for `drover doctor` and `drover service list`")
  }

  /// Why a service does not answer now; nil when it does.
  private static func problem(_ service: ServiceView) -> String? {
    guard service.health.isUsable else {
      return [service.health.state.words, service.health.reason].filter { !$0.isEmpty }.joined(separator: ", ")
    }
    return service.permissions.contains(.plan) ? nil : "it cannot be kept from writing"
  }
}
