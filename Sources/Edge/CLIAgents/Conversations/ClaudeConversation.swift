package import Domain
import JSON

/// Claude Code over stream-json in both directions. What is said in the middle of a turn is injected after the running
/// tool; what comes too late for that becomes the next turn by itself, so nothing is held back here.
package struct ClaudeConversation: AgentConversation {
  private let prompt: String
  /// Claude drops a message whose uuid its session knows already, also from before a resume, and then says nothing at
  /// all; so the uuid holds what this start is about, and the first message has none.
  private let salt: String
  private var reader = ConversationReader(ClaudeDialect())
  private var errors = ErrorTail()
  /// Whether a turn is under way, as far as its result has not come.
  private var isBusy = false
  /// Said, and not yet part of a turn that is over.
  private var waiting: Set<String> = []
  /// What each speaker's message has used so far.
  private var pending: [String: UsageReport] = [:]
  /// Seen in the output as heard: what a replay need not say again.
  private var heard: Set<String> = []
  private var approvals: [String: ApprovalRequest] = [:]
  private var questions: [QuestionGroup] = []
  private var inputs: [String: JSONValue] = [:]

  package init(_ start: AgentStart) {
    prompt = start.prompt
    let run = start.environment["DROVER_RUN"] ?? ""
    salt = String(InputID.digest("\(run)\n\(start.session)\n\(start.folder)\n\(start.prompt)").prefix(12))
  }

  package mutating func open() -> [AgentStep] {
    isBusy = true
    return [.send(id: "open-prompt", bytes: AgentReply.message(prompt, id: nil))]
  }

  package mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentStep] {
    reader.feed(bytes, at: offset).flatMap { hear($0) }
  }

  package mutating func feedErrors(_ bytes: [UInt8], at offset: Int64) -> [AgentStep] {
    errors.add(bytes)
    return []
  }

  package mutating func end() -> [AgentStep] {
    let steps = reader.end().flatMap { hear($0) }
    guard isBusy else { return steps }
    isBusy = false
    return steps + [errors.crash(at: reader.position)]
  }

  package mutating func say(_ text: String, id: String) -> [AgentStep] {
    let uuid = "\(id)-\(salt)"
    guard !heard.contains(uuid) else { return [] }
    waiting.insert(uuid)
    return [.send(id: id, bytes: AgentReply.message(text, id: uuid))]
  }

  package mutating func interrupt(id: String) -> [AgentStep] {
    isBusy ? [.send(id: id, bytes: AgentReply.interrupt(id: id))] : []
  }

  // MARK: - Hearing

  private mutating func hear(_ line: HeardLine) -> [AgentStep] {
    note(line.events)
    var rests = line.events.contains { $0.kind == .finished }
    switch line.value?.text("type") {
    case "command_lifecycle": rests = lifecycle(line.value ?? .null)
    case "control_cancel_request": forget(line.value?.text("request_id") ?? "")
    case "result": finish(line.value ?? .null)
    case "system": if line.value?.text("subtype") == "init" { isBusy = true }
    case "stream_event": return line.steps + estimate(line.value ?? .null)
    default: break
    }
    return line.steps + (rests && !isBusy && waiting.isEmpty ? [.rest] : [])
  }

  /// A result names the messages that its turn took in; a version that does not, took all of them.
  /// Claude reports what it used with its result alone; each message's stream tells it earlier.
  private mutating func estimate(_ value: JSONValue) -> [AgentStep] {
    let event = value["event"] ?? .null
    let speaker = value.text("parent_tool_use_id") ?? ""
    switch event.text("type") {
    case "message_start":
      let message = event["message"] ?? .null
      pending[speaker] = UsageReport(usage: Self.usage(message["usage"], Usage()), model: message.text("model"))
    case "message_delta":
      guard let known = pending[speaker] else { break }
      pending[speaker]?.usage = Self.usage(event["usage"], known.usage)
    case "message_stop":
      guard let report = pending.removeValue(forKey: speaker), report.usage != Usage() else { break }
      return [.estimate(report)]
    default: break
    }
    return []
  }

  /// What a line says takes the place of what an earlier one said.
  private static func usage(_ found: JSONValue?, _ known: Usage) -> Usage {
    Usage(
      input: found?.int("input_tokens") ?? known.input, output: found?.int("output_tokens") ?? known.output,
      cacheRead: found?.int("cache_read_input_tokens") ?? known.cacheRead,
      cacheWrite: found?.int("cache_creation_input_tokens") ?? known.cacheWrite)
  }

  private mutating func finish(_ result: JSONValue) {
    isBusy = false
    approvals.removeAll()
    questions.removeAll()
    guard let taken = result["user_message_uuids"]?.arrayValue else { return waiting.removeAll() }
    for uuid in taken.compactMap(\.stringValue) {
      waiting.remove(uuid)
      heard.insert(uuid)
    }
  }

  /// True when this ends the waiting for a message that no turn will ever take in.
  private mutating func lifecycle(_ value: JSONValue) -> Bool {
    guard let uuid = value.text("command_uuid"), let state = value.text("state") else { return false }
    heard.insert(uuid)
    switch state {
    case "queued": return false
    case "started":
      isBusy = true
      return false
    default: return waiting.remove(uuid) != nil
    }
  }

  // MARK: - Approvals and questions

  private mutating func note(_ events: [AgentEvent]) {
    var asked: [AgentQuestion] = []
    for event in events {
      if case .approval(let request) = event.body { approvals[request.id] = request }
      if case .question(let question) = event.body { asked.append(question) }
    }
    guard let first = asked.first else { return }
    questions.append(QuestionGroup(request: first.id, ids: asked.map(\.id)))
    do { inputs[first.id] = try JSONParser.parse(first.input) } catch { inputs[first.id] = .null }
  }

  private mutating func forget(_ request: String) {
    approvals[request] = nil
    questions.removeAll { $0.request == request }
    inputs[request] = Optional.none
  }

  package mutating func answer(_ request: String, _ answer: AgentAnswer) -> [AgentStep] {
    if let approval = approvals[request] { return decide(approval, answer) }
    guard let place = questions.firstIndex(where: { $0.holds(request) }) else { return [] }
    let group = questions[place].request
    switch answer {
    case .allow: return []
    case .deny(let reason): return reply(group, ["behavior": "deny", "message": .string(reason)])
    case .reply(let text):
      guard let answers = questions[place].answer(request, text), var input = inputs[group]?.objectValue else {
        return []
      }
      let texts = inputs[group]?.list("questions").map { $0.text("question") ?? "" } ?? []
      input["answers"] = .object(
        JSONObject(zip(texts, answers).map { JSONObject.Member(key: $0, value: .string($1)) }))
      return reply(group, ["behavior": "allow", "updatedInput": .object(input)])
    }
  }

  private mutating func decide(_ approval: ApprovalRequest, _ answer: AgentAnswer) -> [AgentStep] {
    guard let bytes = AgentReply.answer(approval, answer.decision, over: .streamJSON) else { return [] }
    forget(approval.id)
    return [.send(id: InputID.make("answer", approval.id), bytes: bytes)]
  }

  private mutating func reply(_ request: String, _ answer: JSONValue) -> [AgentStep] {
    forget(request)
    return [.send(id: InputID.make("answer", request), bytes: AgentReply.control(request, answer))]
  }
}

extension AgentAnswer {
  /// Words in place of a yes are a no with that reason.
  var decision: AgentReply.Decision {
    switch self {
    case .allow: .allow
    case .deny(let reason), .reply(let reason): .deny(reason: reason)
    }
  }
}
