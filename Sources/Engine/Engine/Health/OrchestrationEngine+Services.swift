import Base
import Domain
import Store

/// Services: what is known of them, and what a person does with them.
extension OrchestrationEngine {
  func services() async throws -> [ServiceView] {
    guard let options = agentOptions else { return [] }
    return try await ServiceDesk(store: store, agents: options.agents, clock: clock).views()
  }

  func switchService(_ name: String, enabled: Bool, by author: Author) async throws -> ServiceView {
    let view = try await service(name)
    if enabled, !view.isEnabled, view.health.reason.contains("agents.disabled") {
      throw DroverError(
        .refused, "\(name) stands in agents.disabled", remedy: "take it out of your configuration: `drover config path`"
      )
    }
    if view.isEnabled != enabled {
      try await store.write { transaction in
        let switched = ServiceSwitched(service: name, enabled: enabled)
        try transaction.append(EventDraft(.serviceSwitched(switched), by: author))
        return
      }
    }
    return try await service(name)
  }

  func chooseModel(_ name: String, _ model: String?, by author: Author) async throws -> ServiceView {
    let view = try await service(name)
    let words = model ?? ""
    guard !words.hasPrefix("-"), words.utf8.count <= 200, !words.contains(where: \.isWhitespace) else {
      throw DroverError(.usage, "\(words) is no name of a model", remedy: "`drover service models \(name)` lists some")
    }
    guard view.model ?? "" != words else { return view }
    try await store.write { transaction in
      let chosen = ServiceSwitched(service: name, enabled: view.isEnabled, model: words)
      try transaction.append(EventDraft(.serviceSwitched(chosen), by: author))
      return
    }
    return try await service(name)
  }

  func testService(_ name: String, environment: [String: String], by author: Author) async throws -> ServiceView {
    guard let options = agentOptions, let runs, let folder = options.testFolder else { throw DroverError.noAgents }
    guard let facts = await options.agents.known().first(where: { $0.name == name }) else { throw Self.noService(name) }
    guard facts.program != nil else {
      throw DroverError(.unavailable, "\(name) is not installed", remedy: "`drover doctor` says what is found")
    }
    let tester = ServiceTester(host: runs.host, token: runs.token, agents: options.agents)
    let result = try await tester.test(
      facts, name: "test-\(name)-\(ids())", folder: folder,
      environment: options.environment.merging(environment) { $1 })
    try await store.write { transaction in
      try transaction.append(EventDraft(.serviceTested(result), by: author))
      return
    }
    return try await service(name)
  }

  private func service(_ name: String) async throws -> ServiceView {
    guard let view = try await services().first(where: { $0.name == name }) else { throw Self.noService(name) }
    return view
  }

  private static func noService(_ name: String) -> DroverError {
    DroverError(.notFound, "there is no service \(name)", remedy: "`drover service list` shows those that there are")
  }
}
