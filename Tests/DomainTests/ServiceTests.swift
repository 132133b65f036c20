import Base
import Domain
import Testing

struct ServiceTests {
  private static let began = Timestamp(microseconds: 1_795_000_000_000_000)
  private static func at(_ seconds: Int) -> Timestamp { began.advanced(by: .seconds(seconds)) }

  private static let patience: [(ErrorClass, Int, Int)] = [
    (.authentication, 1, 600), (.quota, 1, 300), (.overloaded, 3, 60), (.network, 3, 60), (.agentCrash, 2, 60),
  ]

  @Test(arguments: patience)
  func `a circuit opens after repeated faults, half opens on time, and stays open longer each time`(
    known: ErrorClass, faults: Int, seconds: Int
  ) {
    var circuit = ServiceCircuit()
    for place in 1...faults {
      #expect(circuit.state(at: Self.at(0)) == .closed)
      circuit.failed(known, resetsAt: nil, at: Self.at(0))
      #expect((circuit.until != nil) == (place == faults))
    }
    #expect(circuit.state(at: Self.at(seconds - 1)) == .open)
    #expect(circuit.state(at: Self.at(seconds)) == .halfOpen)
    circuit.failed(known, resetsAt: nil, at: Self.at(seconds))
    #expect(circuit.state(at: Self.at(seconds + 2 * seconds - 1)) == .open)
    #expect(circuit.state(at: Self.at(seconds + 2 * seconds)) == .halfOpen)
    circuit.succeeded()
    #expect(circuit.state(at: Self.at(0)) == .closed)
  }

  @Test
  func `a quota's own end is the deadline, and the task's faults open nothing`() {
    var circuit = ServiceCircuit()
    for known in [ErrorClass.taskFailure, .contextTooLong, .permission, .modelUnknown, .unknown] {
      for _ in 0..<9 { circuit.failed(known, resetsAt: nil, at: Self.at(0)) }
    }
    #expect(circuit.state(at: Self.at(0)) == .closed)
    circuit.failed(.quota, resetsAt: Self.at(7200), at: Self.at(0))
    #expect(circuit.until == Self.at(7200))
  }

  private func event(_ body: EventBody, run: Int? = 1, _ seconds: Int) -> Event {
    Event(
      seq: 1, time: Self.at(seconds), task: nil, run: run.map { RunID(number: $0) }, by: .engine, cause: nil, body: body
    )
  }

  private func started(_ seconds: Int) -> Event {
    event(.runStarted(RunStarted(service: "claude", reason: "", host: "local", token: "1", attempt: 1)), seconds)
  }

  private func turned(_ outcome: AgentOutcome, _ known: ErrorClass? = nil, _ seconds: Int) -> Event {
    let end = AgentFinished(outcome: outcome, errorClass: known, message: "because")
    return event(.turnFinished(TurnFinished(end, offset: 1)), seconds)
  }

  @Test
  func `runs tell latency, successes, models and what is under way`() {
    var record = ServiceRecord(name: "claude")
    record.apply(started(0))
    record.apply(
      event(.agentSession(AgentSessionNoted(session: "s", model: "opus", version: "2.1", offset: 1)), 3))
    #expect(record.running.map(\.run) == [RunID(number: 1)])
    #expect(record.latencies == [3] && record.models == ["opus"] && record.version == "2.1")
    record.apply(turned(.success, nil, 9))
    record.apply(event(.agentEnded(AgentEnded(exitCode: 1, reason: "")), 9))
    record.apply(event(.runFinished(RunFinished(outcome: Outcome(.succeeded), badges: [])), 10))
    #expect(record.running.isEmpty && record.successes == 1 && record.failures == 0)
    #expect(health(record, 11).state == .healthy)
  }

  @Test
  func `a program that goes away without a word is a crash, unless somebody ended it`() {
    for (ended, failures) in [
      (AgentEnded(exitCode: 3, reason: ""), 1), (AgentEnded(signal: 15, reason: ""), 0),
      (AgentEnded(signal: 15, reason: "silent", errorClass: .network), 1),
    ] {
      var record = ServiceRecord(name: "claude")
      record.apply(started(0))
      record.apply(event(.agentEnded(ended), 1))
      #expect(record.failures == failures)
    }
  }

  private func health(_ record: ServiceRecord?, _ seconds: Int, _ change: (inout AgentFacts) -> Void = { _ in })
    -> ServiceHealth
  {
    var facts = AgentFacts(name: "claude", program: "/bin/claude")
    change(&facts)
    return ServiceHealth.of(facts, record, at: Self.at(seconds))
  }

  @Test
  func `health says why, since when and until when`() {
    #expect(health(nil, 0).state == .unknown)
    #expect(health(nil, 0) { $0.program = nil }.state == .missing)
    #expect(health(nil, 0) { $0.isLoggedIn = false }.state == .loggedOut)
    #expect(health(nil, 0) { $0.isDisabled = true }.state == .disabled)
    var record = ServiceRecord(name: "claude")
    record.apply(started(0))
    record.apply(turned(.failed, .overloaded, 5))
    #expect(health(record, 6).state == .degraded && health(record, 6).since == Self.at(5))
    record.apply(turned(.failed, .quota, 7))
    let down = health(record, 8)
    #expect(down.state == .down && down.until == Self.at(307) && down.reason == "quota: because" && !down.isUsable)
    #expect(health(record, 400).state == .probing)
    let test = ServiceTested(service: "claude", passed: true, seconds: 1.5, message: "ok")
    record.apply(event(.serviceTested(test), run: nil, 500))
    #expect(health(record, 501).state == .healthy && record.test?.passed == true && record.latencies == [1.5])
    record.apply(event(.serviceSwitched(ServiceSwitched(service: "claude", enabled: false)), run: nil, 502))
    #expect(health(record, 503).state == .disabled)
  }
}
