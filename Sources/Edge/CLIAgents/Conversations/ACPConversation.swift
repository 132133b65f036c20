package import Domain
import JSON

/// The Agent Client Protocol, version 1. One turn at a time: what is said meanwhile waits for the end of the turn. Files
/// and terminals are offered where somebody serves them; the machine only says what is to be done.
package struct ACPConversation: AgentConversation {
  struct Message: Sendable {
    let id: String
    let text: String
  }

  private enum Phase: Sendable {
    /// The handshake is under way; then `opening`, or `over`.
    case greeting
    /// The session is being made or fetched; then `choosing`, `ready`, or `over`.
    case opening
    /// The mode is being set; then `ready`, or `over`.
    case choosing(session: String)
    /// Prompts are taken; then `over`.
    case ready(session: String)
    /// Nothing can be said any more.
    case over
  }

  let start: AgentStart
  let modeNames: [String]
  /// Whether the client keeps the mode by its answers, because the agent offers none to choose from.
  var keepsModeItself = false
  private var phase = Phase.greeting
  private var reader = ConversationReader(ACPDialect())
  private var errors = ErrorTail()
  private var running: String?
  private var held: [Message]
  private var heldInterrupt: String?
  private var replied: Set<String> = []
  /// Requests that wait for the person, in the order in which they came.
  var approvals: [ApprovalRequest] = []
  /// What is served, or waits for the person's leave to be, by the id of its answer.
  var wanted: [String: Wanted] = [:]
  /// Leaves that the agent was given and has not used yet, by kind.
  var leaves: [String: Int] = [:]
  private var abilities = JSONValue.null

  package init(_ start: AgentStart, modeNames: [String]) {
    self.start = start
    self.modeNames = modeNames
    held = [Message(id: "open-prompt", text: start.prompt)]
    reader = ConversationReader(ACPDialect(after: start.earlier))
  }

  package mutating func open() -> [AgentStep] {
    let params: JSONValue = [
      "protocolVersion": 1,
      "clientCapabilities": [
        "fs": ["readTextFile": .bool(start.servesRequests), "writeTextFile": .bool(mayWrite)],
        "terminal": .bool(mayWrite),
      ],
      "clientInfo": ["name": "drover", "title": "Drover", "version": "0.1"],
    ]
    return [call("open-initialize", "initialize", params)]
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
    guard running != nil || !held.isEmpty, !isOver else { return steps }
    phase = .over
    return steps + [errors.crash(at: reader.position)]
  }

  package mutating func say(_ text: String, id: String) -> [AgentStep] {
    guard !replied.contains(id) else { return [] }
    held.append(Message(id: id, text: text))
    return sendHeld()
  }

  /// What the agent asked meanwhile is answered as the protocol demands: cancelled.
  package mutating func interrupt(id: String) -> [AgentStep] {
    guard case .ready(let session) = phase, running != nil else {
      if !held.isEmpty { heldInterrupt = id }
      return []
    }
    let open = approvals
    approvals = []
    let cancel = Self.line(["method": "session/cancel", "params": ["sessionId": .string(session)]])
    return [.send(id: id, bytes: cancel)] + refuseWanted()
      + open.map { request in
        .send(id: InputID.make("answer", request.id), bytes: AgentReply.cancelled(request.id))
      }
  }

  package mutating func answer(_ request: String, _ answer: AgentAnswer) -> [AgentStep] {
    if let steps = answerWanted(request, answer) { return steps }
    guard let place = approvals.firstIndex(where: { $0.id == request }),
      let bytes = AgentReply.answer(approvals[place], answer.decision, over: .acp)
    else { return [] }
    let approval = approvals.remove(at: place)
    if answer == .allow { noteLeave(approval) }
    return [.send(id: InputID.make("answer", request), bytes: bytes)]
  }

  // MARK: - Hearing

  private var isOver: Bool { if case .over = phase { true } else { false } }
  private var isOpening: Bool { if case .opening = phase { true } else { false } }

  private mutating func hear(_ line: HeardLine) -> [AgentStep] {
    guard let value = line.value else { return line.steps }
    if let method = value.text("method") {
      // A session that is loaded is told again from its beginning; all of that was booked long ago.
      if method == "session/update" { return isOpening && start.session != .new ? [] : line.steps }
      return value.given("id").map { asked($0, method, value["params"] ?? .null, line) } ?? line.steps
    }
    let id = value["id"]?.asText ?? ""
    let isFirst = replied.insert(id).inserted
    if value.given("error") != nil { return line.steps + failed(id) }
    return line.steps + (isFirst ? reply(id, value["result"] ?? .null, line) : [])
  }

  private mutating func asked(_ id: JSONValue, _ method: String, _ params: JSONValue, _ line: HeardLine) -> [AgentStep]
  {
    if start.servesRequests, let request = Self.request(method, params) { return line.steps + want(id, request, line) }
    guard method == "session/request_permission" else {
      let error: JSONValue = ["code": -32601, "message": .string("drover does not offer \(method)")]
      return line.steps + [.send(id: InputID.make("refuse", id.asText), bytes: Self.line(["id": id, "error": error]))]
    }
    var steps: [AgentStep] = []
    for event in line.events {
      guard case .approval(let request) = event.body else {
        steps.append(.event(event))
        continue
      }
      if allowsItself(params), let bytes = AgentReply.answer(request, .allow, over: .acp) {
        steps.append(.send(id: InputID.make("answer", request.id), bytes: bytes))
      } else {
        approvals.append(request)
        steps.append(.event(event))
      }
    }
    return steps
  }

  private mutating func reply(_ id: String, _ result: JSONValue, _ line: HeardLine) -> [AgentStep] {
    switch (id, phase) {
    case ("open-initialize", .greeting): return openSession(result, line)
    case ("open-session", .opening): return choose(result, line)
    case ("open-mode", .choosing(let session)):
      phase = .ready(session: session)
      return sendHeld()
    default:
      guard id == running else { return [] }
      running = nil
      approvals = []
      return sendHeld() + restIfIdle()
    }
  }

  /// The dialect has said that the turn failed; before there is a session nothing can follow.
  private mutating func failed(_ id: String) -> [AgentStep] {
    if id == running { running = nil } else if id.hasPrefix("open-") { phase = .over } else { return [] }
    approvals = []
    return sendHeld() + restIfIdle()
  }

  private func restIfIdle() -> [AgentStep] { running == nil && (held.isEmpty || isOver) ? [.rest] : [] }

  // MARK: - Opening

  private mutating func openSession(_ result: JSONValue, _ line: HeardLine) -> [AgentStep] {
    guard result.int("protocolVersion") == 1 else {
      return giveUp("the agent speaks version \(result["protocolVersion"]?.asText ?? "?") of the protocol", line)
    }
    phase = .opening
    abilities = result["agentCapabilities"] ?? .null
    var params: JSONObject = ["cwd": .string(start.folder), "mcpServers": []]
    let can = abilities["sessionCapabilities"] ?? .null
    let method: String
    switch start.session {
    case .new: method = "session/new"
    case .resume(let id):
      params["sessionId"] = .string(id)
      guard can.given("resume") != nil || abilities.bool("loadSession") else {
        return giveUp("the agent cannot go on with an earlier session", line)
      }
      method = can.given("resume") != nil ? "session/resume" : "session/load"
    case .fork(let id):
      params["sessionId"] = .string(id)
      guard can.given("fork") != nil else { return giveUp("the agent cannot fork a session", line) }
      method = "session/fork"
    }
    return [call("open-session", method, .object(params))]
  }

  private mutating func choose(_ result: JSONValue, _ line: HeardLine) -> [AgentStep] {
    var steps: [AgentStep] = []
    var session = result.text("sessionId")
    if session == nil, case .resume(let id) = start.session {
      session = id
      steps = [.event(AgentEvent(offset: line.end, body: .session(AgentSession(id: id))))]
    }
    guard let session else { return giveUp("the agent named no session", line) }
    switch ACPMode.choose(modeNames, from: result) {
    case .asItIs: phase = .ready(session: session)
    case .byAnswers where start.permission != .plan:
      keepsModeItself = true
      phase = .ready(session: session)
    case .byAnswers, .missing:
      return steps + giveUp("the agent offers no mode that keeps `\(start.permission.rawValue)`", line)
    case .set(let method, let params):
      phase = .choosing(session: session)
      var params = params
      params["sessionId"] = .string(session)
      return steps + [call("open-mode", method, .object(params))]
    }
    return steps + sendHeld()
  }

  private mutating func giveUp(_ words: String, _ line: HeardLine) -> [AgentStep] {
    phase = .over
    let finished = AgentFinished(outcome: .failed, errorClass: .permission, message: words, reason: "refused")
    return [.event(AgentEvent(offset: line.end, body: .finished(finished))), .rest]
  }

  private mutating func sendHeld() -> [AgentStep] {
    guard case .ready(let session) = phase, running == nil, !held.isEmpty else { return [] }
    let message = held.removeFirst()
    running = message.id
    let words: JSONValue = [["type": "text", "text": .string(message.text)]]
    let prompt = call(message.id, "session/prompt", ["sessionId": .string(session), "prompt": words])
    guard let interrupt = heldInterrupt else { return [prompt] }
    heldInterrupt = nil
    return [prompt] + self.interrupt(id: interrupt)
  }

  private func call(_ id: String, _ method: String, _ params: JSONValue) -> AgentStep {
    .send(id: id, bytes: Self.line(["id": .string(id), "method": .string(method), "params": params]))
  }

  static func line(_ value: JSONValue) -> [UInt8] {
    var object: JSONObject = ["jsonrpc": "2.0"]
    for member in value.objectValue?.members ?? [] { object[member.key] = member.value }
    return JSONWriter.compact(.object(object)) + [0x0A]
  }
}
