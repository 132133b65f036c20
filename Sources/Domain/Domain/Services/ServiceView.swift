package import Base

/// How fit a service is for work, with the reason and since when.
package struct ServiceHealth: Hashable, Sendable, Codable {
  package enum State: String, Hashable, Sendable, Codable, CaseIterable {
    /// Its last turn went well.
    case healthy
    /// Nothing is known yet: no run and no test.
    case unknown
    /// It failed lately, not often enough to keep work away.
    case degraded
    /// Work is kept away until a moment.
    case down
    /// It was down; the next run or test decides.
    case probing
    /// A person took it out.
    case disabled
    /// Its program is not there.
    case missing
    /// Its program is there, and nobody is logged in.
    case loggedOut

    /// As people read it.
    package var words: String { self == .loggedOut ? "logged out" : rawValue }
  }

  package var state: State
  package var reason: String
  package var since: Timestamp?
  package var until: Timestamp?

  package init(_ state: State, _ reason: String, since: Timestamp? = nil, until: Timestamp? = nil) {
    self.state = state
    self.reason = reason
    self.since = since
    self.until = until
  }

  /// Whether work may be given to it without its being named.
  package var isUsable: Bool {
    switch state {
    case .healthy, .unknown, .degraded, .probing: true
    case .down, .disabled, .missing, .loggedOut: false
    }
  }
}

extension ServiceHealth {
  /// Pure: what is found on the machine, what runs have told, and the moment.
  package static func of(_ facts: AgentFacts, _ record: ServiceRecord?, at now: Timestamp) -> ServiceHealth {
    if facts.isDisabled == true { return ServiceHealth(.disabled, "it stands in agents.disabled") }
    if record?.isEnabled == false { return ServiceHealth(.disabled, "it was disabled") }
    guard facts.program != nil else { return ServiceHealth(.missing, "its program is not on the PATH") }
    if facts.isLoggedIn == false { return ServiceHealth(.loggedOut, "nobody is logged in") }
    guard let record, record.lastUsed != nil else { return ServiceHealth(.unknown, "it has not run yet") }
    let words = record.fault.map { "\($0.errorClass.rawValue): \($0.message)" } ?? ""
    switch record.circuit.state(at: now) {
    case .open: return ServiceHealth(.down, words, since: record.fault?.at, until: record.circuit.until)
    case .halfOpen: return ServiceHealth(.probing, "the next run decides; \(words)", since: record.circuit.until)
    case .closed: break
    }
    if let fault = record.fault { return ServiceHealth(.degraded, words, since: fault.at) }
    return ServiceHealth(
      record.lastSuccess == nil ? .unknown : .healthy,
      record.lastSuccess == nil ? "no turn has ended yet" : "its last turn went well", since: record.lastSuccess)
  }
}

/// All that is known about a service, for lists, screens and the choice of who runs.
package struct ServiceView: Hashable, Sendable, Codable {
  package var name: String
  package var isFound: Bool
  package var program: String?
  package var version: String?
  package var isLoggedIn: Bool?
  package var models: [String]
  package var permissions: [Permission]
  package var resumes: Bool
  package var isUnproven: Bool
  package var isEnabled: Bool
  package var health: ServiceHealth
  /// The median of the last ones: seconds from a start to the first sign of life.
  package var latency: Double?
  package var successes: Int
  package var failures: Int
  package var quotas: [ServiceRecord.Quota]
  package var running: [RunID]
  package var lastUsed: Timestamp?
  package var test: ServiceRecord.Test?
  /// The last ones in seconds, and how the last turns ended; newest last.
  package var latencies: [Double]?
  package var turns: [Bool]?
  /// What runs use that name no model; nil where the agent decides.
  package var model: String?

  private enum CodingKeys: String, CodingKey {
    case name, isFound = "found", program, version, isLoggedIn = "loggedIn", models, permissions, resumes
    case isUnproven = "unproven", isEnabled = "enabled", health, latency, successes, failures, quotas, running
    case lastUsed, test, latencies, turns, model
  }

  package init(_ facts: AgentFacts, _ record: ServiceRecord?, at now: Timestamp) {
    name = facts.name
    isFound = facts.program != nil
    program = facts.program
    version = facts.version ?? record?.version
    isLoggedIn = facts.isLoggedIn
    models = facts.models + (record?.models ?? []).reversed().filter { !facts.models.contains($0) }
    permissions = facts.permissions
    resumes = facts.resumes
    isUnproven = facts.isUnproven
    isEnabled = facts.isDisabled != true && record?.isEnabled != false
    health = ServiceHealth.of(facts, record, at: now)
    latency = record.flatMap { $0.latencies.isEmpty ? nil : $0.latencies.sorted()[$0.latencies.count / 2] }
    successes = record?.successes ?? 0
    failures = record?.failures ?? 0
    quotas = (record?.quotas ?? []).filter { $0.resetsAt.map { $0 > now } ?? true }
    running = record?.running.map(\.run) ?? []
    lastUsed = record?.lastUsed
    test = record?.test
    latencies = record?.latencies
    turns = record?.turns
    model = record?.chosenModel
  }
}
