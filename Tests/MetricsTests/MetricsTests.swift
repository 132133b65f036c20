import Base
import Canvas
import Domain
import Keymap
import Loop
import TestSupport
import Testing
import Wire

@testable import Metrics

/// An engine whose past is fixed.
private struct PastEngine: EngineClient {
  let past: [Event]

  func perform(_ command: Command) async throws -> Reply { .done }

  func ask(_ query: Query) async throws -> Answer {
    if case .budgets = query { return .budgets([]) }
    guard case .events(let since, let limit, _) = query else { return .counts(["running": 2]) }
    return .events(Array(past.filter { $0.seq > since }.prefix(limit)))
  }

  func events(since: Int64) async throws -> AsyncStream<Event> { AsyncStream { $0.finish() } }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { AsyncStream { $0.finish() } }
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }
}

private let now = Timestamp(microseconds: 1_795_233_906_789_000)

/// Runs over some days: what each service took, spent and achieved.
private func history(runs: Int = 60) -> [Event] {
  var events: [Event] = []
  func add(_ body: EventBody, _ task: Int, _ run: Int?, hoursAgo: Int, seconds: Int = 0) {
    events.append(
      Event(
        seq: Int64(events.count + 1), time: now.advanced(by: .seconds(seconds - hoursAgo * 3600)),
        task: TaskID(number: task), run: run.map { RunID(number: $0) }, by: .engine, cause: nil, body: body))
  }
  for number in 1...runs {
    let service = ["claude", "codex", "command"][number % 3]
    let hours = (runs - number) * 3
    let draft = TaskDraft(title: "t", prompt: "p", workspace: number % 4 == 0 ? "/work/site" : "/work/shop")
    let uid = FullID(milliseconds: 1, random: UInt64(number), more: 1)
    add(.taskCreated(TaskCreated(uid: uid, draft: draft)), number, nil, hoursAgo: hours)
    let started = RunStarted(service: service, reason: "", host: "local", token: "1", attempt: 1)
    add(.runStarted(started), number, number, hoursAgo: hours, seconds: 1)
    if service != "command" {
      let basis: Cost.Basis = service == "codex" ? .subscription : .reported
      let used = UsageBooked(
        usage: Usage(input: 20_000 + number * 100, output: 900 + number * 10),
        cost: Cost(amount: Money(billionths: Int64(number) * 12_345_678), basis: basis), offset: 1)
      add(.usageBooked(used), number, number, hoursAgo: hours, seconds: 20)
    }
    let outcome = Outcome(number % 5 == 0 ? .failed : .succeeded)
    add(
      .runFinished(RunFinished(outcome: outcome, badges: [])), number, number, hoursAgo: hours,
      seconds: 30 + number * 4)
    if number % 2 == 0 {
      let merged = TaskMerged(into: "main", commit: "c", strategy: "merge")
      add(.taskMerged(merged), number, nil, hoursAgo: hours, seconds: 600)
    }
  }
  return events
}

@Suite struct MetricsTests {
  private let panel = MetricsPanel(client: PastEngine(past: [])) { (nil, now) }

  private var budgets: [BudgetView] {
    func spent(_ billionths: Int64) -> Spending {
      var spending = Spending()
      spending.amount = Money(billionths: billionths)
      return spending
    }
    let (ten, resets) = (Money(billionths: 10_000_000_000), now.advanced(by: .seconds(6 * 3600)))
    return [
      BudgetView(scope: .day, workspace: nil, limit: ten, origin: "home", spent: spent(4_200_000_000), resets: resets),
      BudgetView(
        scope: .workspace, workspace: "/work/shop", limit: ten, origin: "home", spent: spent(9_000_000_000),
        resets: resets),
      BudgetView(scope: .run, workspace: nil, limit: ten, origin: "configuration"),
    ]
  }

  private func filled() -> MetricsState {
    var state = MetricsState()
    _ = panel.update(&state, .happened(history(), isCaughtUp: true))
    _ = panel.update(&state, .counted(["todo": 12, "running": 3, "review": 4, "done": 30, "failed": 2], budgets))
    for step in 0..<60 {
      let wave = UInt64(20 + 15 * ((step / 10) % 4))
      let busy = (state.samples.last?.busy ?? 0) + wave
      let sample = MachineSample(
        busy: busy, total: UInt64(step + 1) * 100, memoryUsed: 6 << 30, memoryTotal: 16 << 30, diskUsed: 120 << 30,
        diskTotal: 500 << 30)
      _ = panel.update(&state, .measured(sample, now))
    }
    state.services = [
      ServiceTally(name: "claude", isEnabled: true, isHealthy: true),
      ServiceTally(name: "codex", isEnabled: true, isHealthy: false),
      ServiceTally(name: "gemini", isEnabled: false, isHealthy: false),
    ]
    return state
  }

  private func canvas(_ state: MetricsState, _ columns: Int, _ rows: Int, _ theme: Theme = Theme(.dark)) -> Canvas {
    var state = state
    let size = Size(columns: columns, rows: rows)
    var canvas = Canvas(size, filled: theme[.text])
    MetricsView.fit(&state, in: Rect(size))
    MetricsView(state, theme: theme).draw(into: &canvas, area: Rect(size))
    return canvas
  }

  @Test(
    arguments: [(40, 10), (80, 24), (120, 40), (200, 50)],
    [("dark", Theme(.dark)), ("light", Theme(.light)), ("mono", Theme(.dark, depth: .mono))])
  func theNumbersAtEverySize(size: (Int, Int), theme: (String, Theme)) throws {
    let name = "Metrics/metrics-\(size.0)x\(size.1)-\(theme.0)"
    try GoldenScreen.check(canvas(filled(), size.0, size.1, theme.1), name, styles: size.0 == 80)
  }

  @Test func anEmptyHomeSaysWhatFillsIt() throws {
    try GoldenScreen.check(canvas(MetricsState(), 80, 24), "Metrics/metrics-empty")
  }

  @Test func readersAloudGetWords() throws {
    try GoldenScreen.check(canvas(filled(), 80, 24, .accessible()), "Metrics/metrics-accessible")
  }

  @Test(arguments: Theme.Appearance.allCases, [ColorDepth.truecolor, .palette, .sixteen])
  func everyWordIsReadable(_ appearance: Theme.Appearance, _ depth: ColorDepth) {
    for name in [Theme.Name.auto, .highContrast, .colourBlind] {
      let theme = Theme(name, appearance: appearance, depth: depth)
      let faults = Contrast.faults(
        canvas(filled(), 120, 100, theme), on: appearance == .dark ? 0x000000 : 0xffffff, appearance)
      #expect(faults.isEmpty, "\(name)")
    }
  }

  @Test func nothingTrapsAtAnySize() {
    var state = filled()
    for section in MetricsState.Section.allCases {
      state.focused = section
      for isZoomed in [false, true] {
        state.isZoomed = isZoomed
        for columns in [0, 1, 5, 39, 69, 70, 149, 150, 300] {
          for rows in [0, 1, 2, 3, 10, 60] { _ = canvas(state, columns, rows) }
        }
      }
    }
  }

  private func press(_ key: KeyPress, _ state: inout MetricsState, _ size: Size) {
    if let action = panel.keymap.action(for: key) { _ = panel.act(action, &state) }
    panel.fit(&state, area: Rect(size))
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 40)])
  func pagesAndEndsAreReachedByTheKeysOfEveryView(columns: Int, rows: Int) {
    let size = Size(columns: columns, rows: rows)
    let half = KeyPress(.character("d"), .control)
    for down in [KeyPress(.character("G")), half] {
      var state = filled()
      panel.fit(&state, area: Rect(size))
      #expect(GoldenScreen.text(canvas(state, columns, rows)).contains("Now"))
      for _ in 0..<(down == half ? 40 : 1) { press(down, &state, size) }
      let end = GoldenScreen.text(canvas(state, columns, rows))
      #expect(end.contains("disk") && !end.contains("Now"))
      let isHalf = down == half
      for _ in 0..<(isHalf ? 40 : 1) {
        press(isHalf ? KeyPress(.character("u"), .control) : KeyPress(.character("g")), &state, size)
      }
      #expect(GoldenScreen.text(canvas(state, columns, rows)).contains("Now"))
    }
  }

  @Test func halfAPageDownShowsWhatStoodBelow() {
    var state = filled()
    let size = Size(columns: 80, rows: 24)
    panel.fit(&state, area: Rect(size))
    var seen = Set<String>()
    let titles = ["Now", "Runs that ended", "Durations", "Tokens", "Money", "By service", "Budgets", "This machine"]
    for _ in 0..<10 {
      let text = GoldenScreen.text(canvas(state, 80, 24))
      seen.formUnion(titles.filter { text.contains($0) })
      press(KeyPress(.character("d"), .control), &state, size)
    }
    #expect(seen == Set(titles), "nothing is jumped over")
  }

  @Test func aWindowOverMoreHasAScrollbar() {
    let shown = canvas(filled(), 80, 24)
    let bar = (1..<24).map { shown[79, $0].scalar }
    #expect(Set(bar) == [0x2588, 0x2502])
    let whole = canvas(filled(), 200, 50)
    #expect(!(1..<50).map { whole[199, $0].scalar }.contains(0x2588))
  }

  @Test func aPaneThatIsHigherThanTheScreenStaysWhereItIs() {
    var state = filled()
    let size = Size(columns: 40, rows: 8)
    for _ in 0..<2 { press(KeyPress(.character("j")), &state, size) }
    let before = GoldenScreen.text(canvas(state, 40, 8))
    panel.fit(&state, area: Rect(size))
    #expect(GoldenScreen.text(canvas(state, 40, 8)) == before)
  }

  @Test func servicesAreCountedAsTheirViewCountsThem() {
    var state = filled()
    let facts = { (name: String, program: String?) in
      AgentFacts(
        name: name, program: program, version: nil, models: [], permissions: [], resumes: true, isUnproven: false,
        isLoggedIn: nil)
    }
    let views = [("claude", "/bin/claude"), ("codex", "/bin/codex"), ("qwen", nil), ("aider", nil)]
      .map { ServiceView(facts($0.0, $0.1), nil, at: now) }
    _ = panel.update(&state, .served(views))
    #expect(GoldenScreen.text(canvas(state, 120, 40)).contains("services 4, found 2, enabled 2, healthy 0"))
  }

  @Test func sumsAreThoseOfTheSpan() {
    var state = filled()
    state.span = .quarter
    let all = state.selected()
    #expect(all.runs == 60 && all.failed == 12 && all.succeeded == 48 && all.merged == 30)
    state.span = .day
    #expect(state.selected().runs == 8)
    state.span = .month
    #expect(state.points { Double($0.runs) }.reduce(0, +) == 60)
    #expect(Set(state.table(\.service).map(\.name)) == ["claude", "codex", "command"])
    let paid = state.selected { $0.service == "claude" }
    #expect(paid.covered == .zero && paid.money > .zero)
    #expect(state.selected { $0.service == "codex" }.money == .zero)
  }

  @Test func theSamePastTwiceCountsOnce() {
    var state = filled()
    let before = state.fold
    _ = panel.update(&state, .happened(history(), isCaughtUp: true))
    #expect(state.fold == before)
  }

  @Test func aLongPastComesInPages() async {
    let past = history(runs: 700)
    let seen = Seen()
    let reader = Task { try await MetricsPanel.follow(PastEngine(past: past), Send { await seen.add($0) }) }
    while await seen.count < past.count { await Task.yield() }
    reader.cancel()
    #expect(await seen.most <= 1_000)
  }

  @Test(arguments: [(0.5, 50.0), (0.95, 95.0), (1.0, 100.0)])
  func percentilesAreRightToWithinABucket(share: Double, expected: Double) throws {
    var histogram = Histogram()
    for second in 1...100 { histogram.add(Double(second)) }
    let found = try #require(histogram.percentile(share)).inSeconds
    #expect(found >= expected * 0.99 && found <= expected * 7 / 6 * 1.01)
    #expect(Histogram().percentile(share) == nil)
  }
}

private actor Seen {
  private(set) var count = 0
  private(set) var most = 0

  func add(_ message: MetricsMessage) {
    guard case .happened(let events, _) = message else { return }
    count += events.count
    most = max(most, events.count)
  }
}
