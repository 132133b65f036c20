import Base
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Synchronization
import TestSupport
import Testing
import Widgets
import Wire

@testable import Services

private let now = Timestamp(microseconds: 1_795_233_906_789_000)

private final class FakeEngine: EngineClient {
  private let commands = Mutex<[Command]>([])
  var performed: [Command] { commands.withLock { $0 } }

  func perform(_ command: Command) async throws -> Reply {
    commands.withLock { $0.append(command) }
    return .done
  }

  func ask(_ query: Query) async throws -> Answer {
    switch query {
    case .services: .services(samples())
    case .stats: .stats([StatsRow(key: "claude")])
    default: .tasks(TaskPage(tasks: [], total: 0, seq: 0))
    }
  }

  func events(since: Int64) async throws -> AsyncStream<Event> { AsyncStream { $0.finish() } }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { AsyncStream { $0.finish() } }
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }
}

private func samples() -> [ServiceView] {
  func view(_ name: String, program: String? = "/usr/bin/x", models: [String] = [], isUnproven: Bool = false)
    -> ServiceView
  {
    let facts = AgentFacts(
      name: name, program: program, version: program == nil ? nil : "2.1.0", models: models,
      permissions: [.edits, .plan], resumes: true, isUnproven: isUnproven, isLoggedIn: program == nil ? nil : true)
    return ServiceView(facts, nil, at: now)
  }
  var claude = view("claude", models: ["opus", "sonnet"])
  claude.health = ServiceHealth(.healthy, "its last turn went well", since: now.advanced(by: .seconds(-600)))
  (claude.latency, claude.successes, claude.failures) = (1.4, 18, 2)
  claude.latencies = [1.1, 1.3, 4.8, 1.4, 0.9, 1.2, 2.2]
  claude.turns = [true, true, false, true, true, true, false, true]
  claude.model = "sonnet"
  claude.running = [RunID(number: 40), RunID(number: 41)]
  claude.quotas = [
    ServiceRecord.Quota(
      window: "5 hours", status: .allowed, used: 0.62, resetsAt: now.advanced(by: .seconds(7_500)), at: now)
  ]
  var codex = view("codex", models: ["gpt-5"])
  codex.health = ServiceHealth(
    .down, "quota: the weekly limit is reached", since: now.advanced(by: .seconds(-60)),
    until: now.advanced(by: .seconds(9_000)))
  (codex.successes, codex.failures) = (3, 4)
  var gemini = view("gemini", isUnproven: true)
  gemini.isEnabled = false
  gemini.health = ServiceHealth(.disabled, "it was disabled")
  return [claude, codex, gemini, view("aider", program: nil)]
}

@Suite struct ServicesTests {
  private let client = FakeEngine()
  private var panel: ServicesPanel { ServicesPanel(client: client, now: { now }) }

  private func filled() -> ServicesState {
    var state = panel.start().0
    var spent = Spending()
    spent.amount = Money(billionths: 1_234_500_000)
    _ = panel.update(&state, .loaded(samples(), ["claude": spent], now))
    return state
  }

  private func canvas(_ state: ServicesState, _ columns: Int, _ rows: Int, _ theme: Theme = Theme(.dark)) -> Canvas {
    var state = state
    let size = Size(columns: columns, rows: rows)
    var canvas = Canvas(size, filled: theme[.text])
    panel.fit(&state, area: Rect(size))
    panel.draw(state, into: &canvas, area: Rect(size), theme: theme)
    return canvas
  }

  @Test(
    arguments: [(40, 10), (80, 24), (120, 40), (200, 50)],
    [("dark", Theme(.dark)), ("light", Theme(.light)), ("mono", Theme(.dark, depth: .mono))])
  func theServicesAtEverySize(size: (Int, Int), theme: (String, Theme)) throws {
    let name = "Services/services-\(size.0)x\(size.1)-\(theme.0)"
    try GoldenScreen.check(canvas(filled(), size.0, size.1, theme.1), name, styles: size.0 == 80)
  }

  @Test func oneServiceTellsEverything() throws {
    var state = filled()
    _ = panel.act(.open, &state)
    try GoldenScreen.check(canvas(state, 80, 24), "Services/services-open")
    #expect(panel.back(&state) && !state.isOpen && !panel.back(&state))
  }

  @Test(arguments: Theme.Appearance.allCases, [ColorDepth.truecolor, .palette, .sixteen])
  func everyWordIsReadable(_ appearance: Theme.Appearance, _ depth: ColorDepth) {
    for name in [Theme.Name.auto, .highContrast, .colourBlind] {
      let theme = Theme(name, appearance: appearance, depth: depth)
      let faults = Contrast.faults(
        canvas(filled(), 120, 40, theme), on: appearance == .dark ? 0x000000 : 0xffffff, appearance)
      #expect(faults.isEmpty, "\(name)")
    }
  }

  @Test func nothingTrapsAtAnySize() {
    var state = filled()
    for isOpen in [false, true] {
      state.isOpen = isOpen
      for columns in [0, 1, 5, 39, 76, 150, 300] {
        for rows in [0, 1, 2, 7, 8, 60] { _ = canvas(state, columns, rows) }
      }
    }
    _ = canvas(ServicesState(), 80, 24)
  }

  @Test func verbsDoWhatTheySay() async {
    var state = filled()
    let step = panel.act(.test, &state)
    guard case .dialog(let dialog, let answers)? = step.requests.first else {
      return #expect(Bool(false), "a test costs, and is not asked for")
    }
    #expect(dialog.title == "Test claude?")
    await run(answers["Y"])
    await run(panel.act(.toggle, &state).effect)
    #expect(
      client.performed == [
        .testService(name: "claude", environment: [:]), .switchService(name: "claude", enabled: false),
      ])
    state.move(by: 3)
    guard case .say(let words)? = panel.act(.login, &state).requests.first else {
      return #expect(Bool(false), "nothing is said")
    }
    #expect(words.contains("aider is not installed"))
  }

  private func run(_ effect: Effect<ServicesMessage>?) async {
    for operation in effect?.operations ?? [] {
      if case .run(let run) = operation { await run.work(Send { _ in }) }
    }
  }

  /// Which model a service uses is chosen from what it knows, typed, or given back to it.
  @Test(arguments: [(["1"], "opus"), (["j", "Enter"], "opus"), (["0"], nil), (["2", "t"], "gpt-9")])
  func aModelIsChosen(keys: [String], model: String?) async {
    var state = filled()
    _ = panel.act(.model, &state)
    var step: PanelStep<ServicesMessage>? = nil
    for key in keys {
      let press = key == "Enter" ? KeyPress(.enter) : KeyPress(.character(Unicode.Scalar(key) ?? "?"))
      step = panel.press(press, &state)
    }
    if case .line(let line)? = step?.requests.first { step = panel.update(&state, line.accepted("gpt-9")) }
    await run(step?.effect)
    #expect(client.performed == [.chooseModel(service: "claude", model: model)])
    #expect(state.models == nil && panel.press(KeyPress(.character("1")), &state) == nil)
  }

  @Test func theCardThatWasLookedAtComesBack() {
    var state = filled()
    state.move(by: 2)
    let memory = panel.memory(state)
    var next = panel.start().0
    _ = panel.recall(memory, &next)
    _ = panel.update(&next, .loaded(samples(), [:], now))
    #expect(next.current?.name == "gemini" && panel.memory(filled()).isEmpty)
  }

  @Test func aFilterNarrowsAndKeepsASelection() {
    var state = filled()
    state.move(by: 3)
    _ = panel.update(&state, .filtered("opus"))
    #expect(state.visible.map(\.name) == ["claude"] && state.current?.name == "claude")
  }

  private func press(_ key: KeyPress, _ state: inout ServicesState, _ size: Size) {
    if let action = panel.keymap.action(for: key) { _ = panel.act(action, &state) }
    panel.fit(&state, area: Rect(size))
  }

  @Test func theWholeOfAServiceScrollsToBothItsEnds() {
    let size = Size(columns: 60, rows: 8)
    let pairs = [("g", "G", 1), ("k", "j", 60)].map {
      (KeyPress(.character($0.0)), KeyPress(.character($0.1)), $0.2)
    }
    for (up, down, count) in pairs + [(KeyPress(.character("u"), .control), KeyPress(.character("d"), .control), 20)] {
      var state = filled()
      press(KeyPress(.enter), &state, size)
      #expect(GoldenScreen.text(canvas(state, 60, 8)).contains("healthy"))
      for _ in 0..<count { press(down, &state, size) }
      #expect(GoldenScreen.text(canvas(state, 60, 8)).contains("sonnet (chosen"))
      press(KeyPress(.character("k")), &state, size)
      #expect(!GoldenScreen.text(canvas(state, 60, 8)).contains("sonnet (chosen"), "one row up is one row up")
      for _ in 0..<count { press(up, &state, size) }
      #expect(GoldenScreen.text(canvas(state, 60, 8)).contains("healthy"))
    }
  }

  @Test func halfAPageMovesOverTheCards() {
    var state = filled()
    let size = Size(columns: 60, rows: 16)
    panel.fit(&state, area: Rect(size))
    for _ in 0..<8 { press(KeyPress(.character("d"), .control), &state, size) }
    #expect(state.current?.name == "aider")
    for _ in 0..<8 { press(KeyPress(.character("u"), .control), &state, size) }
    #expect(state.current?.name == "claude")
  }

  @Test func aReaderHearsTheStateAndNoOther() {
    let text = GoldenScreen.text(canvas(filled(), 80, 40, .accessible()))
    #expect(text.contains("missing") && !text.contains("todo missing"))
    #expect(text.contains("disabled") && !text.contains("waiting disabled"))
  }

  @Test func anAgentWithoutALoginIsThereAndNotMissing() {
    let facts = AgentFacts(
      name: "codex", program: "/usr/bin/codex", version: "1", models: [], permissions: [.edits], resumes: true,
      isUnproven: false, isLoggedIn: false)
    let view = ServiceView(facts, nil, at: now)
    #expect(!view.health.isUsable)
    var state = panel.start().0
    _ = panel.update(&state, .loaded([view], [:], now))
    let text = GoldenScreen.text(canvas(state, 80, 24))
    #expect(!text.contains("missing") && text.contains("logged out"))
  }

  @Test func whatHappensMeanwhileIsAskedForOnce() {
    var state = filled()
    #expect(!panel.update(&state, .changed).effect.isNone)
    #expect(panel.update(&state, .changed).effect.isNone && panel.update(&state, .changed).effect.isNone)
    #expect(!panel.update(&state, .loaded(samples(), [:], now)).effect.isNone)
  }
}
