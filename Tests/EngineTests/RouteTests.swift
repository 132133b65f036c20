import Base
import Domain
import Testing

@testable import Engine
@testable import Store

/// One question of another program, through the engine.
@Suite(.timeLimit(.minutes(1))) struct RouteTests {
  @Test func aQuestionIsAnsweredOnceAndLeavesNoConversationOnTheList() async throws {
    let host = ScriptedHost { host, name, _ in ["session S-1", "done"].forEach { host.prints($0, name) } }
    let place = try Place(host)
    await place.engine.begin(generation: 1)
    let turn = try await place.route("what is it?", by: .mcp)
    await place.until { try await place.store.turn(turn.id)?.state == .done }
    #expect(try await place.record(turn.session).removed != nil)
    #expect(try await place.store.sessions(all: false).isEmpty)
    #expect(try await place.store.sessions(all: true).count == 1)
    await place.close()
  }

  @Test func agentsAskWithinTheirLimitsAndStopOnlyWhatIsTheirs() async throws {
    let host = ScriptedHost { host, name, words in
      if words == "interrupt" { host.prints("fail unknown interrupted", name) }
    }
    let place = try Place(host)
    await place.engine.begin(generation: 1)
    let mine = try await place.route("one", by: .mcp)
    await place.until { host.run("R1").order == ["prompt"] }
    let agents = try await place.route("two", by: .agent(RunID(number: 1)))
    await place.until { host.run("R2").order == ["prompt"] }
    let third = try await place.route("three", by: .agent(RunID(number: 2)))
    await place.until { host.run("R3").order == ["prompt"] }
    for (author, session) in [(Author.agent(RunID(number: 2)), mine.session), (.agent(RunID(number: 1)), mine.session)]
    {
      await #expect(throws: DroverError.self) {
        _ = try await place.engine.perform(.session(.stop(session: session)), by: author)
      }
    }
    // R3 belongs to a question that an agent asked for an agent's question: deeper than the two that are allowed.
    let deep = await #expect(throws: DroverError.self) { _ = try await place.route("4", by: .agent(RunID(number: 3))) }
    #expect(deep?.message.contains("depth") == true)
    _ = try await place.engine.perform(.session(.stop(session: agents.session)), by: .agent(RunID(number: 1)))
    await place.until { try await place.store.turn(agents.id)?.state == .stopped }
    for turn in [mine, third] { _ = try await place.engine.perform(.session(.stop(session: turn.session))) }
    await place.until { try await place.store.turn(mine.id)?.state == .stopped }
    await place.close()
  }
}

extension Place {
  fileprivate func route(_ text: String, by author: Author) async throws -> TurnView {
    let command = Command.session(.route(SessionDraft(workspace: "/repository"), text: text))
    guard case .turn(let turn) = try await engine.perform(command, by: author) else {
      throw StoreError(.fault, "no turn")
    }
    return turn
  }
}
