import Base
import Domain

/// What the engine makes of one agent's conversation: which of its events are facts, what is sent, when it rests.
///
/// Fed the whole log of a run from the beginning, also by a new engine: everything is sent again under the same ids, and
/// facts at or below the checkpoint, which are booked, are dropped.
struct AgentMachine: Sendable {
  enum Fact: Hashable, Sendable {
    case event(EventBody)
    /// Gets its number, and perhaps the answer of a standing permission, when it is booked.
    case asked(Request, offset: Int64)
    /// Gets its price when it is booked.
    case usage(UsageReport, offset: Int64)
  }

  enum Request: Hashable, Sendable {
    case approval(ApprovalRequest)
    case question(AgentQuestion)

    var id: String {
      switch self {
      case .approval(let request): request.id
      case .question(let question): question.id
      }
    }
  }

  struct Sending: Hashable, Sendable {
    var id: String
    var bytes: [UInt8]
  }

  /// What one thing that happened leads to: facts are committed first, then the sendings go out in order.
  struct Output: Hashable, Sendable {
    var facts: [Fact] = []
    var sendings: [Sending] = []
    /// What the agent wants done here; each is answered once, however often it is asked.
    var servings: [Serving] = []
    var isActive = false
  }

  struct Serving: Hashable, Sendable {
    var id: String
    var request: AgentRequest
  }

  private var conversation: any AgentConversation
  private let service: String
  private let checkpoint: Int64
  /// Words that were said in an earlier life of the engine, and where the log stood then.
  private var said: [TaskRecord.Input]
  private var answers: [String: AgentAnswer]
  private var touched: Set<String>
  private var position: Int64 = 0
  private var quota: RateLimit?
  private var faults: Set<String> = []
  private var isRetrying = false
  /// The tool calls that have not come back.
  private var openTools: Set<String> = []
  private var answered: Set<String> = []
  /// Its turn is over, and it was told nothing since.
  private(set) var isAtRest = false
  /// Used up since the last report, as far as the agent lets it be seen.
  private(set) var estimated: [UsageReport] = []

  /// How far the output has been read.
  var offset: Int64 { position }
  /// A tool may be silent for long: it is not the agent that hangs.
  var isInTool: Bool { !openTools.isEmpty }

  /// `answers` are those that were given before, by request.
  init(
    _ conversation: any AgentConversation, service: String, attempt: TaskRecord.Attempt, answers: [String: AgentAnswer]
  ) {
    self.conversation = conversation
    self.service = service
    self.answers = answers
    checkpoint = attempt.consumed ?? -1
    touched = Set(attempt.touched ?? [])
    said = (attempt.inputs ?? []).filter { $0.delivered != nil }
  }

  mutating func open() -> Output { output(conversation.open()) }

  mutating func feed(_ chunk: LogChunk) -> Output {
    var all = Output()
    var rest = chunk
    // What was said at this place is said again at this place: the conversation depends on the order.
    while let index = said.firstIndex(where: { ($0.delivered ?? 0) < rest.offset + Int64(rest.bytes.count) }) {
      let input = said.remove(at: index)
      let cut = min(max(0, Int((input.delivered ?? 0) - rest.offset)), rest.bytes.count)
      all.add(read(LogChunk(offset: rest.offset, source: rest.source, bytes: Array(rest.bytes[..<cut]))))
      all.add(say(input.text, id: input.id))
      rest = LogChunk(offset: rest.offset + Int64(cut), source: rest.source, bytes: Array(rest.bytes[cut...]))
    }
    all.add(read(rest))
    return all
  }

  /// What was said at the very end of what is there; after this the present begins.
  mutating func caughtUp() -> Output {
    var all = Output()
    for input in said { all.add(say(input.text, id: input.id)) }
    said = []
    return all
  }

  private mutating func read(_ chunk: LogChunk) -> Output {
    guard !chunk.bytes.isEmpty else { return Output() }
    position = chunk.offset + Int64(chunk.bytes.count)
    var found: Output
    switch chunk.source {
    case .output: found = output(conversation.feed(chunk.bytes, at: chunk.offset))
    case .errors: found = output(conversation.feedErrors(chunk.bytes, at: chunk.offset))
    case .drover: return Output()
    }
    found.isActive = true
    return found
  }

  /// The output is over. What comes now is booked together with the end itself, so nothing of it can be booked already.
  mutating func end() -> Output {
    var all = caughtUp()
    all.add(output(conversation.end(), isEnd: true))
    return all
  }

  mutating func say(_ text: String, id: String) -> Output {
    isAtRest = false
    return output(conversation.say(text, id: id))
  }

  /// Whether an answer went out, now or when its question was read again.
  func hasAnswered(_ request: String) -> Bool { answered.contains(request) }

  /// No sendings: the agent does not wait for this any more.
  mutating func answer(_ request: String, _ answer: AgentAnswer) -> Output {
    answers[request] = answer
    let found = output(conversation.answer(request, answer))
    if !found.sendings.isEmpty || !found.servings.isEmpty { answered.insert(request) }
    return found
  }

  mutating func served(_ id: String, _ result: AgentServed) -> Output { output(conversation.served(id, result)) }

  mutating func interrupt(id: String) -> Output { output(conversation.interrupt(id: id)) }

  private mutating func output(_ steps: [AgentStep], isEnd: Bool = false) -> Output {
    var output = Output()
    for step in steps {
      switch step {
      case .send(let id, let bytes): output.sendings.append(Sending(id: id, bytes: bytes))
      case .estimate(let report): estimated.append(report)
      case .serve(let id, let request): output.servings.append(Serving(id: id, request: request))
      case .rest: isAtRest = true
      case .event(let event): output.add(note(event, isNew: isEnd || event.offset > checkpoint))
      }
    }
    return output
  }
}

extension AgentMachine.Output {
  mutating func add(_ other: Self) {
    facts += other.facts
    sendings += other.sendings
    servings += other.servings
    isActive = isActive || other.isActive
  }
}

// MARK: - Facts

extension AgentMachine {
  /// Only what changes state, money or what a person must see; the rest stays in the log.
  private mutating func note(_ event: AgentEvent, isNew: Bool) -> Output {
    let facts = facts(of: event)
    var output = Output()
    if isNew { output.facts = facts }
    if let request = Self.request(event), let answer = answers[request] {
      output.add(self.answer(request, answer))
    }
    return output
  }

  private static func request(_ event: AgentEvent) -> String? {
    switch event.body {
    case .approval(let request): request.id
    case .question(let question): question.id
    default: nil
    }
  }

  private mutating func facts(of event: AgentEvent) -> [Fact] {
    let offset = event.offset
    var facts: [Fact] = []
    if isRetrying, event.kind != .retry, event.kind != .raw, event.kind != .rateLimit, event.kind != .error {
      isRetrying = false
      if event.kind != .finished { facts.append(.event(.taskWaiting(TaskWaiting(offset: offset)))) }
    }
    switch event.body {
    case .session(let session):
      let noted = AgentSessionNoted(
        session: session.id, model: session.model, version: session.version, offset: offset)
      facts.append(.event(.agentSession(noted)))
    case .usage(let report):
      estimated = []
      facts.append(.usage(report, offset: offset))
    case .approval(let request): facts.append(.asked(.approval(request), offset: offset))
    case .question(let question): facts.append(.asked(.question(question), offset: offset))
    case .rateLimit(let limit):
      guard limit.status != quota?.status || limit.resetsAt != quota?.resetsAt else { break }
      quota = limit
      facts.append(.event(.quotaNoted(QuotaNoted(service: service, limit: limit, offset: offset))))
    case .retry(let retry):
      isRetrying = true
      facts.append(.event(.agentRetrying(AgentRetrying(retry, offset: offset))))
    case .error(let fault):
      // Each sentence once, and a flood of them not at all: the log has every one.
      guard faults.count < 20, faults.insert(fault.message).inserted else { break }
      facts.append(.event(.agentFault(AgentFaulted(fault, offset: offset))))
    case .fileChange(let change):
      guard touched.count < 1000, touched.insert(change.path).inserted else { break }
      facts.append(.event(.filesTouched(FilesTouched(files: [change.path], offset: offset))))
    case .finished(let finished):
      openTools = []
      facts.append(.event(.turnFinished(TurnFinished(finished, offset: offset))))
    case .toolCall(let call): openTools.insert(call.id)
    case .toolResult(let result): openTools.remove(result.id)
    case .text, .thinking, .raw: break
    }
    return facts
  }
}
