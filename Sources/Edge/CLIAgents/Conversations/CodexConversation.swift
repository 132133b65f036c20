package import Domain
import JSON

/// Codex's app server: JSON-RPC without the version. A word in the middle of a turn steers it; one that comes too late
/// for its turn begins the next.
package struct CodexConversation: AgentConversation {
  struct Message: Sendable {
    let id: String
    let text: String
  }

  private enum Phase: Sendable {
    /// The handshake is under way; then `threading`, or `over`.
    case greeting
    /// The thread is being made or fetched; then `ready`, or `over`.
    case threading
    /// Messages are taken; then `over`.
    case ready(thread: String)
    /// Nothing can be said any more.
    case over
  }

  let start: AgentStart
  var questions: [QuestionGroup] = []
  var requests: [String: JSONValue] = [:]
  var approvals: [String: ApprovalRequest] = [:]
  private var phase = Phase.greeting
  private var reader = ConversationReader(CodexDialect())
  private var errors = ErrorTail()
  /// The turn that runs, once its name is known.
  private var turn: String?
  /// Asked for, and not yet running; nothing else is sent meanwhile.
  private var starting: Message?
  /// Sent into the running turn, and neither taken nor refused yet.
  private var steering: [String: Message] = [:]
  /// What cannot be said yet.
  private var held: [Message]
  private var heldInterrupt: String?
  /// Replied to in the output: what a replay need not say again.
  private var replied: Set<String> = []

  package init(_ start: AgentStart) {
    self.start = start
    held = [Message(id: "open-prompt", text: start.prompt)]
  }

  package mutating func open() -> [AgentStep] {
    let params: JSONValue = [
      "clientInfo": ["name": "drover", "title": "Drover", "version": "0.1"],
      "capabilities": ["experimentalApi": false],
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
    let isBusy = turn != nil || starting != nil || !steering.isEmpty || !held.isEmpty
    guard isBusy, !isOver else { return steps }
    phase = .over
    return steps + [errors.crash(at: reader.position)]
  }

  package mutating func say(_ text: String, id: String) -> [AgentStep] {
    guard !replied.contains(id) else { return [] }
    held.append(Message(id: id, text: text))
    return sendHeld()
  }

  package mutating func interrupt(id: String) -> [AgentStep] {
    guard case .ready(let thread) = phase, let turn else {
      if starting != nil || !held.isEmpty { heldInterrupt = id }
      return []
    }
    return [call(id, "turn/interrupt", ["threadId": .string(thread), "turnId": .string(turn)])]
  }

  // MARK: - Hearing

  private var isOver: Bool { if case .over = phase { true } else { false } }

  private mutating func hear(_ line: HeardLine) -> [AgentStep] {
    note(line.events)
    guard let value = line.value else { return line.steps }
    if let method = value.text("method") { return line.steps + notice(method, value) }
    guard let id = value["id"]?.asText, !id.isEmpty else { return line.steps }
    if let error = value.given("error") { return refused(id, error, line) }
    return line.steps + reply(id, value["result"] ?? .null)
  }

  private mutating func notice(_ method: String, _ value: JSONValue) -> [AgentStep] {
    let params = value["params"] ?? .null
    switch method {
    case "turn/started": return began(params["turn"]?.text("id"))
    case "turn/completed": return ended()
    case "serverRequest/resolved":
      forget(params["requestId"]?.asText ?? "")
      return []
    default: return value.given("id").map { refuse($0, method) } ?? []
    }
  }

  /// A request that nobody answers would hold the agent for ever.
  private func refuse(_ id: JSONValue, _ method: String) -> [AgentStep] {
    guard approvals[id.asText] == nil, !questions.contains(where: { $0.request == id.asText }) else { return [] }
    let error: JSONValue = ["code": -32601, "message": .string("drover does not know \(method)")]
    return [.send(id: InputID.make("refuse", id.asText), bytes: Self.line(["id": id, "error": error]))]
  }

  private mutating func reply(_ id: String, _ result: JSONValue) -> [AgentStep] {
    replied.insert(id)
    steering[id] = nil
    switch id {
    case "open-initialize": return greet()
    case "open-thread":
      guard let thread = result["thread"]?.text("id") else { return [] }
      phase = .ready(thread: thread)
      return sendHeld()
    case starting?.id: return began(result["turn"]?.text("id"))
    default: return turn == nil ? sendHeld() + restIfIdle() : []
    }
  }

  private mutating func greet() -> [AgentStep] {
    phase = .threading
    var params: JSONObject = [
      "cwd": .string(start.folder), "sandbox": .string(start.permission.codexSandbox),
      "approvalPolicy": .string(start.asksToWrite ? "on-request" : start.permission.codexApproval),
    ]
    if let model = start.model { params["model"] = .string(model) }
    let method: String
    switch start.session {
    case .new: method = "thread/start"
    case .resume(let thread):
      method = "thread/resume"
      params["threadId"] = .string(thread)
      params["excludeTurns"] = true
    case .fork(let thread):
      method = "thread/fork"
      params["threadId"] = .string(thread)
      params["excludeTurns"] = true
    }
    return [
      .send(id: "open-initialized", bytes: Self.line(["method": "initialized"])),
      call("open-thread", method, .object(params)),
    ]
  }

  /// A steer that came too late begins a turn of its own; anything else that is refused ends the talk.
  private mutating func refused(_ id: String, _ error: JSONValue, _ line: HeardLine) -> [AgentStep] {
    replied.insert(id)
    if let late = steering.removeValue(forKey: id) {
      held.insert(Message(id: InputID.make("next", late.id), text: late.text), at: 0)
      return turn == nil ? sendHeld() : []
    }
    guard id == starting?.id || id.hasPrefix("open-") else { return turn == nil ? restIfIdle() : [] }
    starting = nil
    let words = error.text("message") ?? error.asText
    let known = CodexDialect.errorClass(error)
    let finished = AgentFinished(outcome: .failed, errorClass: known, message: words, reason: "refused")
    if case .ready = phase {} else { phase = .over }
    return line.steps + [.event(AgentEvent(offset: line.end, body: .finished(finished)))] + sendHeld() + restIfIdle()
  }

  // MARK: - Turns

  private mutating func began(_ id: String?) -> [AgentStep] {
    guard let id, starting != nil || turn != id else { return [] }
    if let starting { replied.insert(starting.id) }
    starting = nil
    turn = id
    var steps: [AgentStep] = []
    if let interrupt = heldInterrupt {
      heldInterrupt = nil
      steps = self.interrupt(id: interrupt)
    }
    return steps + sendHeld()
  }

  private mutating func ended() -> [AgentStep] {
    turn = nil
    starting = nil
    approvals.removeAll()
    questions.removeAll()
    requests.removeAll()
    return sendHeld() + restIfIdle()
  }

  private func restIfIdle() -> [AgentStep] {
    guard turn == nil, starting == nil, steering.isEmpty else { return [] }
    if case .ready = phase, !held.isEmpty { return [] }
    return [.rest]
  }

  /// Into the running turn all of it; else the first as a turn of its own, and the others follow when that runs.
  private mutating func sendHeld() -> [AgentStep] {
    guard case .ready(let thread) = phase, starting == nil, !held.isEmpty else { return [] }
    if let turn {
      let messages = held
      held = []
      return messages.map { message in
        steering[message.id] = message
        return call(message.id, "turn/steer", Self.input(message, thread, ["expectedTurnId": .string(turn)]))
      }
    }
    guard steering.isEmpty else { return [] }
    let message = held.removeFirst()
    starting = message
    return [call(message.id, "turn/start", Self.input(message, thread, [:]))]
  }

  private static func input(_ message: Message, _ thread: String, _ more: JSONValue) -> JSONValue {
    var params: JSONObject = [
      "threadId": .string(thread), "input": [["type": "text", "text": .string(message.text)]],
    ]
    for member in more.objectValue?.members ?? [] { params[member.key] = member.value }
    return .object(params)
  }

  private func call(_ id: String, _ method: String, _ params: JSONValue) -> AgentStep {
    .send(id: id, bytes: Self.line(["id": .string(id), "method": .string(method), "params": params]))
  }

  static func line(_ value: JSONValue) -> [UInt8] { JSONWriter.compact(value) + [0x0A] }
}

extension Permission {
  /// The words of the manifest's command line, said again to the thread: a resumed one would keep its own.
  var codexSandbox: String {
    switch self {
    case .plan: "read-only"
    case .ask, .edits: "workspace-write"
    case .auto: "danger-full-access"
    }
  }

  var codexApproval: String {
    switch self {
    case .ask: "untrusted"
    case .edits: "on-request"
    case .auto, .plan: "never"
    }
  }
}
