import Base
import Domain

/// Makes one tiny turn with a service, under a keeper as every run, and says what came of it.
struct ServiceTester: Sendable {
  private static let prompt = "Answer with the single word ok and use no tool."
  /// Whoever needs longer for one word is not there.
  private static let seconds = 90

  let host: any RunHost
  let token: UInt64
  let agents: any Agents

  func test(
    _ facts: AgentFacts, name: String, folder: String, environment: [String: String]
  ) async throws -> ServiceTested {
    // Nothing is allowed in a test, so the mode that asks is the safest.
    let modes: [Permission] = [.ask, .plan, .edits]
    let start = AgentStart(
      agent: facts.name, prompt: Self.prompt, permission: modes.first(where: facts.permissions.contains) ?? .edits,
      folder: folder, environment: environment)
    let plan = try await agents.plan(start)
    try await host.launch(
      RunLaunch(
        name: name, token: token, arguments: plan.arguments, environment: plan.environment, folder: folder,
        timeLimitSeconds: Self.seconds, takesInput: plan.takesInput))
    var exam = Exam(service: facts.name, conversation: plan.conversation, began: .now)
    try await perform(exam.open(), name)
    for await chunk in try await host.log(name, LogRequest(run: RunID(number: 0), offset: 0, follow: true)) {
      try await perform(exam.feed(chunk), name)
    }
    return exam.result(try await host.end(of: name, token: token))
  }

  private func perform(_ orders: [Exam.Order], _ name: String) async throws {
    for order in orders {
      do {
        switch order {
        case .send(let id, let bytes): try await host.send(bytes, id: id, to: name, token: token)
        case .close: try await host.closeInput(of: name, token: token)
        }
      } catch {
        return  // it has ended: how, its end tells
      }
    }
  }
}

/// What is asked and heard in a test. Pure but for the clock that it is given at the first word.
struct Exam {
  enum Order {
    case send(id: String, bytes: [UInt8])
    case close
  }

  let service: String
  var conversation: any AgentConversation
  let began: ContinuousClock.Instant
  private var firstWord: Duration?
  private var words = ""
  private var finished: AgentFinished?
  private var fault: AgentFault?
  private var session: AgentSession?

  init(service: String, conversation: any AgentConversation, began: ContinuousClock.Instant) {
    self.service = service
    self.conversation = conversation
    self.began = began
  }

  mutating func open() -> [Order] { take(conversation.open()) }

  mutating func feed(_ chunk: LogChunk) -> [Order] {
    switch chunk.source {
    case .output: take(conversation.feed(chunk.bytes, at: chunk.offset))
    case .errors: take(conversation.feedErrors(chunk.bytes, at: chunk.offset))
    case .drover: []
    }
  }

  private mutating func take(_ steps: [AgentStep]) -> [Order] {
    steps.flatMap { step -> [Order] in
      switch step {
      case .send(let id, let bytes): return [.send(id: id, bytes: bytes)]
      case .rest: return [.close]
      case .serve, .estimate: return []  // a test offers nothing
      case .event(let event): return note(event.body)
      }
    }
  }

  private mutating func note(_ body: AgentEventBody) -> [Order] {
    switch body {
    case .text(let text):
      if firstWord == nil { firstWord = .now - began }
      words += text.text
    case .session(let found): session = found
    case .error(let found): fault = found
    case .finished(let end): finished = end
    case .approval(let request): return take(conversation.answer(request.id, .deny(reason: "this is a test")))
    case .question(let question): return take(conversation.answer(question.id, .deny(reason: "this is a test")))
    case .thinking, .toolCall, .toolResult, .fileChange, .usage, .rateLimit, .retry, .raw: break
    }
    return []
  }

  mutating func result(_ end: RunEnd) -> ServiceTested {
    _ = take(conversation.end())
    let seconds = (firstWord ?? .now - began).inSeconds
    let passed = finished?.outcome == .success && end == .exited(0)
    let words = passed ? words.trimmed : finished?.message ?? fault?.message ?? Self.sentence(end)
    var known: ErrorClass?
    if !passed { known = finished?.errorClass ?? fault?.errorClass ?? .agentCrash }
    return ServiceTested(
      service: service, passed: passed, seconds: seconds, message: String(words.prefix(300)), errorClass: known,
      resetsAt: passed ? nil : finished?.resetsAt, model: session?.model, version: session?.version,
      usage: finished?.usage, cost: finished?.cost)
  }

  private static func sentence(_ end: RunEnd) -> String {
    switch end {
    case .exited(let code): "it ended with exit code \(code) and said nothing"
    case .signalled(let number): "it was ended by signal \(number)"
    case .timeLimit: "it said nothing for 90 seconds"
    case .neverStarted(let why), .lost(let why): why
    }
  }
}
