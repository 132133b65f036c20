package import Domain
import JSON

/// What Codex asks for, and how each kind of request is answered.
extension CodexConversation {
  mutating func note(_ events: [AgentEvent]) {
    var asked: [AgentQuestion] = []
    for event in events {
      if case .approval(let request) = event.body { approvals[request.id] = request }
      if case .question(let question) = event.body { asked.append(question) }
    }
    guard let first = asked.first else { return }
    questions.append(QuestionGroup(request: first.id, ids: asked.map(\.id)))
    do { requests[first.id] = try JSONParser.parse(first.input) } catch { requests[first.id] = .null }
  }

  mutating func forget(_ request: String) {
    approvals[request] = nil
    requests[request] = Optional.none
    questions.removeAll { $0.request == request }
  }

  package mutating func answer(_ request: String, _ answer: AgentAnswer) -> [AgentStep] {
    if let approval = approvals[request] { return decide(approval, answer.decision) }
    guard let place = questions.firstIndex(where: { $0.holds(request) }) else { return [] }
    let group = questions[place].request
    let params = requests[group] ?? .null
    switch answer {
    case .allow: return []
    case .deny: return reply(group, Self.refusal(params))
    case .reply(let text):
      guard let answers = questions[place].answer(request, text) else { return [] }
      return reply(group, Self.answers(params, answers))
    }
  }

  private mutating func decide(_ approval: ApprovalRequest, _ decision: AgentReply.Decision) -> [AgentStep] {
    if approval.tool == "permissions" { return reply(approval.id, Self.grant(approval, decision)) }
    guard let bytes = AgentReply.answer(approval, decision, over: .appServer) else { return [] }
    forget(approval.id)
    return [.send(id: InputID.make("answer", approval.id), bytes: bytes)]
  }

  /// More rights for this one turn, exactly as shown; or none.
  private static func grant(_ approval: ApprovalRequest, _ decision: AgentReply.Decision) -> JSONValue {
    var granted = JSONObject()
    if decision == .allow, let shown = try? JSONParser.parse(approval.input) {  // else nothing is granted
      for member in shown["permissions"]?.objectValue?.members ?? [] where !member.value.isNull {
        granted[member.key] = member.value
      }
    }
    return ["permissions": .object(granted), "scope": "turn"]
  }

  /// An MCP server's form has one field at most that a line of text can fill.
  private static func answers(_ params: JSONValue, _ answers: [String]) -> JSONValue {
    let questions = params.list("questions")
    guard !questions.isEmpty else {
      let field = params["requestedSchema"]?["properties"]?.objectValue?.keys.first ?? "answer"
      let content = JSONObject([JSONObject.Member(key: field, value: .string(answers.first ?? ""))])
      return ["action": "accept", "content": .object(content), "_meta": nil]
    }
    let members = zip(questions, answers).map { question, text in
      JSONObject.Member(key: question.text("id") ?? "", value: ["answers": [.string(text)]])
    }
    return ["answers": .object(JSONObject(members))]
  }

  private static func refusal(_ params: JSONValue) -> JSONValue {
    guard params.list("questions").isEmpty else { return ["answers": [:]] }
    return ["action": "decline", "content": nil, "_meta": nil]
  }

  private mutating func reply(_ request: String, _ result: JSONValue) -> [AgentStep] {
    forget(request)
    let id: JSONValue = Int64(request).map(JSONValue.integer) ?? .string(request)
    return [.send(id: InputID.make("answer", request), bytes: Self.line(["id": id, "result": result]))]
  }
}
