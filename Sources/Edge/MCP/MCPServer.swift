import Domain
import JSON
package import Platform
import Wire

/// Speaks the protocol on a link: standard input and output of a process that a client started. Calls run beside each
/// other; nothing but protocol is ever written. Bound: 64 calls, and lines of 4 MiB.
package actor MCPServer {
  private let link: Link
  private let context: MCPContext
  private var machine: MCPMachine
  private var calls: [RPCIdentifier: Task<Void, Never>] = [:]
  private var questions: [RPCIdentifier: CheckedContinuation<JSONValue?, Never>] = [:]
  private var asked = 0
  /// How often a call has told how it goes, and what last.
  private var told: [RPCIdentifier: (count: Int, words: String)] = [:]

  package init(_ link: Link, context: MCPContext) {
    self.link = link
    self.context = context
    machine = MCPMachine(
      version: context.version, instructions: ToolTable.instructions, tools: ToolTable.all.map(\.description))
  }

  /// Returns at the end of the input. What is still under way may answer within two seconds; tasks go on by themselves.
  package func run() async {
    var framing = LineFraming(limit: 4 << 20)
    while let bytes = await link.next() {
      for line in framing.feed(bytes) where !line.isCut && !line.bytes.isEmpty {
        for action in machine.received(line.bytes) { await perform(action) }
      }
    }
    for question in questions.values { question.resume(returning: nil) }
    questions = [:]
    // The client has gone: what is still asked of the engine may end, but holds nobody up.
    let late = Task {
      do { try await Task.sleep(for: .seconds(2)) } catch { return }
      for call in calls.values { call.cancel() }
    }
    for call in calls.values { await call.value }
    late.cancel()
  }

  private func perform(_ action: MCPMachine.Action) async {
    switch action {
    case .send(let message): await send(message)
    case .call(let call):
      // Held in `calls` until it has answered; awaited by `run`.
      calls[call.id] = Task { await self.run(call) }
    case .stop(let id): calls[id]?.cancel()
    case .answered(let id, let value): questions.removeValue(forKey: id)?.resume(returning: value)
    }
  }

  private func run(_ call: MCPCall) async {
    let runner = ToolRunner(
      context: context, call: call, progress: { await self.tell(call, $0) }, ask: { await self.ask($0) })
    let outcome = await runner.run()
    calls[call.id] = nil
    told[call.id] = nil
    if let message = machine.finished(call.id, outcome) { await send(message) }
  }

  private func tell(_ call: MCPCall, _ words: String) async {
    let before = told[call.id]
    let number = (before?.count ?? 0) + 1
    guard before?.words != words, let message = machine.progress(call, number, words) else { return }
    told[call.id] = (number, words)
    await send(message)
  }

  /// Nil when the client did not answer, or answered with an error.
  private func ask(_ question: JSONValue) async -> JSONValue? {
    asked += 1
    let id = RPCIdentifier.text("drover-\(asked)")
    return await withCheckedContinuation { continuation in
      questions[id] = continuation
      // Ends with the write; a client that has gone ends `run`, which answers every question.
      Task { await send(.request(id: id, method: "elicitation/create", parameters: question)) }
    }
  }

  private func send(_ message: RPCMessage) async {
    do { try await link.write(message.line) } catch { return }  // the client has gone; its input ends, too
  }
}
