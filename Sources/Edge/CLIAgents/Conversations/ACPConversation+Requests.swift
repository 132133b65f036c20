package import Domain
import JSON

/// Files and terminals that the agent wants of its client. What its mode does not cover is asked for, unless the agent has
/// just been given leave for it.
extension ACPConversation {
  struct Wanted: Sendable {
    let id: JSONValue
    let request: AgentRequest
    /// It waits for the person under this name.
    var asked: String?
  }

  var mayWrite: Bool { start.servesRequests && start.permission != .plan }

  static func request(_ method: String, _ params: JSONValue) -> AgentRequest? {
    let terminal = params.text("terminalId") ?? ""
    switch method {
    case "fs/read_text_file":
      return .read(path: params.text("path") ?? "", line: params.int("line"), limit: params.int("limit"))
    case "fs/write_text_file": return .write(path: params.text("path") ?? "", content: params.text("content") ?? "")
    case "terminal/create":
      let environment = params.list("env").compactMap { entry in
        entry.text("name").map { ($0, entry.text("value") ?? "") }
      }
      return .create(
        words: [params.text("command") ?? ""] + params.list("args").map(\.asText),
        environment: Dictionary(environment) { $1 }, folder: params.text("cwd"), limit: params.int("outputByteLimit"))
    case "terminal/output": return .output(terminal: terminal)
    case "terminal/wait_for_exit": return .wait(terminal: terminal)
    case "terminal/kill": return .kill(terminal: terminal)
    case "terminal/release": return .release(terminal: terminal)
    default: return nil
    }
  }

  mutating func want(_ id: JSONValue, _ request: AgentRequest, _ line: HeardLine) -> [AgentStep] {
    let answer = InputID.make("serve", id.asText)
    wanted[answer] = Wanted(id: id, request: request)
    guard let kind = request.kind else { return [.serve(id: answer, request)] }
    guard mayWrite else { return served(answer, .refused("nothing is written here: it may only read")) }
    if covers(kind) { return [.serve(id: answer, request)] }
    let asked = "serve:\(id.asText)"
    wanted[answer]?.asked = asked
    let words = ApprovalRequest(
      id: asked, tool: kind == "edit" ? "write" : "terminal", input: request.shown, title: request.title)
    return [.event(AgentEvent(offset: line.end, body: .approval(words)))]
  }

  /// `auto` covers all, `edits` the files of the worktree; else a leave that was just given counts once.
  private mutating func covers(_ kind: String) -> Bool {
    if start.permission == .auto || start.permission == .edits && kind == "edit" { return true }
    guard let left = leaves[kind], left > 0 else { return false }
    leaves[kind] = left - 1
    return true
  }

  mutating func noteLeave(_ approval: ApprovalRequest) {
    let kind = ["edit", "write", "delete", "move"].contains(approval.tool) ? "edit" : "execute"
    leaves[kind, default: 0] += 1
  }

  /// Nil for what is no request of this kind.
  mutating func answerWanted(_ request: String, _ answer: AgentAnswer) -> [AgentStep]? {
    guard let (id, found) = wanted.first(where: { $0.value.asked == request }) else { return nil }
    wanted[id]?.asked = nil
    switch answer {
    case .allow: return [.serve(id: id, found.request)]
    case .deny(let reason): return served(id, .refused(reason.isEmpty ? "the person said no" : reason))
    case .reply: return served(id, .refused("the person said no"))
    }
  }

  /// Nobody is asked any more.
  mutating func refuseWanted() -> [AgentStep] {
    let ids = wanted.filter { $0.value.asked != nil }.keys.sorted()
    return ids.flatMap { served($0, .refused("the turn was stopped")) }
  }

  package mutating func served(_ id: String, _ result: AgentServed) -> [AgentStep] {
    guard let found = wanted.removeValue(forKey: id) else { return [] }
    let body: JSONValue
    switch result {
    case .done: body = .object(JSONObject())
    case .content(let text): body = ["content": .string(text)]
    case .terminal(let name): body = ["terminalId": .string(name)]
    case .output(let text, let isCut, let end):
      body = ["output": .string(text), "truncated": .bool(isCut), "exitStatus": end.map(Self.status) ?? .null]
    case .ended(let end): body = Self.status(end)
    case .refused(let words):
      let error: JSONValue = ["code": -32000, "message": .string(words)]
      return [.send(id: id, bytes: Self.line(["id": found.id, "error": error]))]
    }
    return [.send(id: id, bytes: Self.line(["id": found.id, "result": body]))]
  }

  private static func status(_ end: RunEnd) -> JSONValue {
    switch end {
    case .exited(let code): ["exitCode": .integer(Int64(code)), "signal": .null]
    case .signalled(let number): ["exitCode": .null, "signal": .string(String(number))]
    case .timeLimit: ["exitCode": .null, "signal": "time limit"]
    case .neverStarted, .lost: ["exitCode": 127, "signal": .null]
    }
  }
}

extension AgentRequest {
  /// Nil for what changes nothing, or only what was allowed before.
  fileprivate var kind: String? {
    switch self {
    case .write: "edit"
    case .create: "execute"
    case .read, .output, .wait, .kill, .release: nil
    }
  }

  fileprivate var title: String {
    switch self {
    case .write(let path, _): "write \(path)"
    case .create(let words, _, _, _): words.joined(separator: " ")
    case .read, .output, .wait, .kill, .release: ""
    }
  }

  /// All of it, as compact JSON: an answer is bound to this.
  fileprivate var shown: String {
    switch self {
    case .write(let path, let content): JSONWriter.compactText(["path": .string(path), "content": .string(content)])
    case .create(let words, let environment, let folder, _):
      JSONWriter.compactText([
        "command": .array(words.map(JSONValue.string)), "folder": folder.map(JSONValue.string) ?? .null,
        "environment": .object(
          JSONObject(
            environment.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: .string($0.value)) })),
      ])
    case .read, .output, .wait, .kill, .release: ""
    }
  }
}
