import CLIAgents
import Domain
import JSON

/// A conversation in a test: what it said so far, and lines to say to it.
struct Talk {
  var conversation: any AgentConversation
  /// Everything that it wants written, in order.
  var sent: [(id: String, line: JSONValue)] = []
  var events: [AgentEvent] = []
  var served: [(id: String, request: AgentRequest)] = []
  var estimates: [UsageReport] = []
  var rests = 0
  private var offset: Int64 = 0

  init(_ conversation: any AgentConversation) {
    self.conversation = conversation
    take(self.conversation.open())
  }

  mutating func take(_ steps: [AgentStep]) {
    for step in steps {
      switch step {
      case .event(let event): events.append(event)
      case .send(let id, let bytes): sent.append((id, (try? JSONParser.parse(Array(bytes.dropLast()))) ?? .null))
      case .serve(let id, let request): served.append((id, request))
      case .estimate(let report): estimates.append(report)
      case .rest: rests += 1
      }
    }
  }

  mutating func hear(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    take(conversation.feed(bytes, at: offset))
    offset += Int64(bytes.count)
  }

  mutating func hear(_ lines: some Sequence<String>) { for line in lines { hear(line) } }
  mutating func say(_ text: String, id: String) { take(conversation.say(text, id: id)) }
  mutating func answer(_ request: String, _ answer: AgentAnswer) { take(conversation.answer(request, answer)) }
  mutating func interrupt(_ id: String) { take(conversation.interrupt(id: id)) }
  mutating func serve(_ id: String, _ result: AgentServed) { take(conversation.served(id, result)) }
  mutating func end() { take(conversation.end()) }

  var ids: [String] { sent.map(\.id) }
  /// What the last thing sent calls itself.
  var lastMethod: String? { sent.last?.line["method"]?.stringValue }
  var kinds: [AgentEventKind] { events.map(\.kind) }

  var ending: AgentFinished? {
    for event in events.reversed() { if case .finished(let end) = event.body { return end } }
    return nil
  }

  static func start(
    _ agent: String, prompt: String = "do it", permission: Permission = .edits, session: AgentStart.Session = .new,
    model: String? = nil, folder: String = "/repo"
  ) -> AgentStart {
    AgentStart(
      agent: agent, prompt: prompt, permission: permission, model: model, session: session, folder: folder,
      environment: ["PATH": "/usr/bin:/bin"])
  }
}
