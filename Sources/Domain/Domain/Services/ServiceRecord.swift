package import Base

/// What real runs and tests have told about one service: a fold of events, never of a poll.
package struct ServiceRecord: Hashable, Sendable, Codable {
  package struct Fault: Hashable, Sendable, Codable {
    package var errorClass: ErrorClass
    package var message: String
    package var at: Timestamp

    private enum CodingKeys: String, CodingKey { case errorClass = "class", message, at }
  }

  package struct Quota: Hashable, Sendable, Codable {
    package var window: String
    package var status: RateLimit.Status
    /// From 0 to 1.
    package var used: Double?
    package var resetsAt: Timestamp?
    package var at: Timestamp

    package init(window: String, status: RateLimit.Status, used: Double?, resetsAt: Timestamp?, at: Timestamp) {
      self.window = window
      self.status = status
      self.used = used
      self.resetsAt = resetsAt
      self.at = at
    }
  }

  package struct Test: Hashable, Sendable, Codable {
    package var passed: Bool
    package var seconds: Double
    package var message: String
    package var at: Timestamp
  }

  /// A run that has not ended.
  package struct Open: Hashable, Sendable, Codable {
    package var run: RunID
    package var started: Timestamp
    /// Whether it had a last word already.
    package var hasTurned: Bool
  }

  package let name: String
  package var isEnabled: Bool?
  package var circuit = ServiceCircuit()
  package var running: [Open] = []
  package var successes = 0
  package var failures = 0
  package var lastUsed: Timestamp?
  package var lastSuccess: Timestamp?
  package var fault: Fault?
  package var quotas: [Quota] = []
  /// Seconds from the start to the first sign of life, newest last.
  package var latencies: [Double] = []
  /// Models that it ran with, newest last.
  package var models: [String] = []
  package var version: String?
  package var test: Test?
  /// How the last turns and tests ended, newest last; what was stored before this was kept has none.
  package var turns: [Bool]?
  /// What a person chose for runs that name no model.
  package var chosenModel: String?

  private static let kept = 20

  package init(name: String) { self.name = name }
}

// MARK: - Fold

extension ServiceRecord {
  package mutating func apply(_ event: Event) {
    switch event.body {
    case .serviceSwitched(let data):
      isEnabled = data.enabled
      if let model = data.model { chosenModel = model.isEmpty ? nil : model }
    case .serviceTested(let data): tested(data, event.time)
    case .runStarted, .turnStarted: begin(event)
    case .agentSession(let data): heard(data, event)
    case .quotaNoted(let data): note(data, event.time)
    case .turnFinished(let data): turned(data, event)
    case .agentEnded(let data): ended(data, event)
    case .runFinished, .turnClosed: running.removeAll { $0.run == event.run }
    default: break  // nothing else is about a service
    }
  }

  private mutating func begin(_ event: Event) {
    guard let run = event.run else { return }
    running.removeAll { $0.run == run }
    running.append(Open(run: run, started: event.time, hasTurned: false))
    lastUsed = event.time
  }

  private mutating func heard(_ data: AgentSessionNoted, _ event: Event) {
    if let open = running.first(where: { $0.run == event.run }) {
      add(latency: event.time.since(open.started).inSeconds)
    }
    version = data.version ?? version
    if let model = data.model { models = (models.filter { $0 != model } + [model]).suffix(Self.kept) }
  }

  private mutating func add(latency: Double) { latencies = (latencies + [latency]).suffix(Self.kept) }

  private mutating func note(_ data: QuotaNoted, _ time: Timestamp) {
    let window = data.window ?? "all"
    quotas.removeAll { $0.window == window }
    quotas.append(Quota(window: window, status: data.status, used: data.used, resetsAt: data.resetsAt, at: time))
  }

  private mutating func turned(_ data: TurnFinished, _ event: Event) {
    if let place = running.firstIndex(where: { $0.run == event.run }) { running[place].hasTurned = true }
    switch data.outcome {
    case .success: succeeded(event.time)
    case .failed: failed(data.errorClass ?? .unknown, data.message ?? "", data.resetsAt, event.time)
    case .cancelled: break
    }
  }

  /// A program that went away without a last word, unless somebody ended it.
  private mutating func ended(_ data: AgentEnded, _ event: Event) {
    guard let open = running.first(where: { $0.run == event.run }), !open.hasTurned, name != "command" else { return }
    // That nobody saw the end says nothing of the service.
    if data.errorClass == .unknown { return }
    if let known = data.errorClass { return failed(known, data.reason, nil, event.time) }
    if data.signal == nil, data.exitCode ?? 0 != 0 { failed(.agentCrash, data.reason, nil, event.time) }
  }

  private mutating func tested(_ data: ServiceTested, _ time: Timestamp) {
    test = Test(passed: data.passed, seconds: data.seconds, message: data.message, at: time)
    lastUsed = time
    if let model = data.model { models = (models.filter { $0 != model } + [model]).suffix(Self.kept) }
    version = data.version ?? version
    if data.passed {
      add(latency: data.seconds)
      succeeded(time)
    } else {
      failed(data.errorClass ?? .unknown, data.message, data.resetsAt, time)
    }
  }

  private mutating func add(turn isGood: Bool) { turns = ((turns ?? []) + [isGood]).suffix(Self.kept) }

  private mutating func succeeded(_ time: Timestamp) {
    add(turn: true)
    successes += 1
    lastSuccess = time
    fault = nil
    circuit.succeeded()
  }

  private mutating func failed(_ errorClass: ErrorClass, _ message: String, _ resetsAt: Timestamp?, _ time: Timestamp) {
    add(turn: false)
    failures += 1
    fault = Fault(errorClass: errorClass, message: String(message.prefix(300)), at: time)
    circuit.failed(errorClass, resetsAt: resetsAt, at: time)
  }
}
