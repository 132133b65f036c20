import CLIAgents
import Domain
import Glibc
import JSON
import Platform

/// One agent, its conversation, and a record of all that went in and out.
actor Talk {
  /// What was given to the conversation, in its order: a replay gives the same again.
  private enum Given {
    case output([UInt8], Int64)
    case said(String, String)
    case answered(String, AgentAnswer)
    case interrupted(String)
  }

  private let wishes: Wishes
  private var given: [Given] = []
  private var steps: [AgentStep] = []
  private var toolsSeen = 0
  private var nextSaid = false
  private var offset: Int64 = 0

  init(_ wishes: Wishes) { self.wishes = wishes }

  func run() async throws {
    let catalog = CLIAgentsCatalog(environment: wishes.environment, folder: wishes.words["agents"])
    let plan = try await catalog.plan(wishes.start)
    let child = try await Child.spawn(
      Launch(plan.arguments, environment: plan.environment, folder: wishes.start.folder))
    if !plan.takesInput { await child.input.close() }
    var conversation = plan.conversation
    try await perform(conversation.open(), &conversation, child)
    async let errors = child.errors.collect(limit: 1 << 20)
    for await bytes in child.output {
      given.append(.output(bytes, offset))
      let found = conversation.feed(bytes, at: offset)
      offset += Int64(bytes.count)
      try await perform(found, &conversation, child)
    }
    let status = await child.exit()
    _ = conversation.feedErrors(await errors.bytes, at: 0)
    try await perform(conversation.end(), &conversation, child)
    show(["exit": .string("\(status)"), "log": .integer(offset)])
    show(["replayed": .bool(try await replay(catalog) == steps.filter(\.isFromLog))])
  }

  private func perform(_ found: [AgentStep], _ conversation: inout any AgentConversation, _ child: Child) async throws {
    steps += found
    for step in found {
      switch step {
      case .event(let event):
        show(try JSONCoder.value(event))
        try await react(event, &conversation, child)
      case .send(let id, let bytes):
        show(["send": .string(id), "bytes": .integer(Int64(bytes.count))])
        do { try await child.input.write(bytes) } catch { show(["lost": .string(id)]) }
      case .serve, .estimate: break  // nothing is offered here
      case .rest:
        show(["rest": true])
        if let next = wishes.words["next"], !nextSaid {
          nextSaid = true
          try await say(next, "say-next", &conversation, child)
        } else {
          await child.input.close()
        }
      }
    }
  }

  private func react(_ event: AgentEvent, _ conversation: inout any AgentConversation, _ child: Child) async throws {
    switch event.body {
    case .approval(let request):
      let answer: AgentAnswer = wishes.words["deny"].map { .deny(reason: $0) } ?? .allow
      given.append(.answered(request.id, answer))
      try await perform(conversation.answer(request.id, answer), &conversation, child)
    case .question(let question):
      let answer: AgentAnswer = wishes.words["deny"].map { .deny(reason: $0) } ?? .reply(wishes.words["reply"] ?? "yes")
      given.append(.answered(question.id, answer))
      try await perform(conversation.answer(question.id, answer), &conversation, child)
    case .toolCall:
      toolsSeen += 1
      if let place = wishes.words["kill"].flatMap(Int.init), place == toolsSeen { await child.signal(SIGKILL) }
      guard toolsSeen == 1 else { return }
      if let text = wishes.words["say"] { try await say(text, "say-1", &conversation, child) }
      if wishes.words["interrupt"] != nil {
        given.append(.interrupted("stop-1"))
        try await perform(conversation.interrupt(id: "stop-1"), &conversation, child)
      }
    default: break
    }
  }

  private func say(_ text: String, _ id: String, _ conversation: inout any AgentConversation, _ child: Child)
    async throws
  {
    given.append(.said(text, id))
    try await perform(conversation.say(text, id: id), &conversation, child)
  }

  /// The output in other pieces, and everything else at its place.
  private func replay(_ catalog: CLIAgentsCatalog) async throws -> [AgentStep] {
    var conversation = try await catalog.conversation(wishes.start)
    var found = conversation.open()
    for one in given {
      switch one {
      case .output(let bytes, let start):
        for (place, byte) in bytes.enumerated() { found += conversation.feed([byte], at: start + Int64(place)) }
      case .said(let text, let id): found += conversation.say(text, id: id)
      case .answered(let request, let answer): found += conversation.answer(request, answer)
      case .interrupted(let id): found += conversation.interrupt(id: id)
      }
    }
    return (found + conversation.end()).filter(\.isFromLog)
  }

  private func show(_ value: JSONValue) {
    print(JSONWriter.compactText(value))
    fflush(nil)
  }
}

extension AgentStep {
  /// The ending of a crash tells what the error stream said, which is in no log.
  var isFromLog: Bool {
    if case .event(let event) = self, case .finished(let end) = event.body, end.reason == "end of output" {
      return false
    }
    return true
  }
}
