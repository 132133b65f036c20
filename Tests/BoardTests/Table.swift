import Base
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Synchronization
import TestSupport
import Widgets
import Wire

@testable import Board

/// An engine that remembers what it was asked to do.
final class FakeEngine: EngineClient {
  private let commands = Mutex<[Command]>([])
  var performed: [Command] { commands.withLock { $0 } }

  func perform(_ command: Command) async throws -> Reply {
    commands.withLock { $0.append(command) }
    return .done
  }

  func ask(_ query: Query) async throws -> Answer {
    guard case .prices(let services, let model) = query else { return .tasks(TaskPage(tasks: [], total: 0, seq: 0)) }
    let three = Money("3")
    return .prices(
      services.map { ServicePrice(service: $0, model: model, input: three, output: three, runs: 0, average: nil) })
  }
  func events(since: Int64) async throws -> AsyncStream<Event> { AsyncStream { $0.finish() } }
  func log(_ request: LogRequest) async throws -> AsyncStream<LogChunk> { AsyncStream { $0.finish() } }
  func blob(_ request: BlobRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish() }
  }
}

/// The panel without the rest of the interface: press, then look.
struct Table {
  let client = FakeEngine()
  let panel: BoardPanel
  var state: BoardState
  var said = ""
  var dialog: Dialog?
  private var answers: [String: Effect<BoardMessage>] = [:]
  private let theme: Theme
  private var size: Size

  static let now = Timestamp(microseconds: 1_795_233_906_789_000)

  init(columns: Int = 80, rows: Int = 24, theme: Theme = Theme(.dark)) {
    panel = BoardPanel(client: client, decoder: { _ in NoDecoder() }, now: { Self.now })
    state = panel.start().0
    self.theme = theme
    size = Size(columns: columns, rows: rows)
  }

  var canvas: Canvas {
    var canvas = Canvas(size, filled: theme[.text])
    panel.draw(state, into: &canvas, area: Rect(size), theme: theme)
    return canvas
  }

  mutating func fill() {
    let todo = [
      TaskView.sample(1, "make checkout work with long names of people and places"),
      .sample(2, "漢字 and emoji 🎉 in titles"), .sample(3, "comes later"),
    ]
    var running = TaskView.sample(4, "fix the total of the cart", in: .running, run: 40, service: "claude")
    running.model = "opus"
    running.cost = Cost(amount: Money("0.1234"), basis: .reported)
    var waiting = TaskView.sample(5, "write the migration", in: .running, run: 41, service: "codex")
    waiting.waiting = Waiting(
      for: .quota, since: Self.now, until: Self.now.advanced(by: .seconds(7_500)), reason: "the window is full")
    var asking = TaskView.sample(6, "remove the old cache", in: .running, run: 42, service: "gemini")
    asking.waiting = Waiting(for: .approval, since: Self.now, reason: "rm -rf cache")
    var review = TaskView.sample(7, "rework the build", in: .review, run: 43, service: "claude")
    review.badges = [Badge.proofChanged.rawValue, Badge.conflict.rawValue]
    var failed = TaskView.sample(8, "speed up the tests", in: .failed, run: 44, service: "command")
    failed.reason = "verify failed: make test"
    let pages: [(TaskState, [TaskView])] = [
      (.todo, todo), (.running, [running, waiting, asking]), (.review, [review]), (.failed, [failed]),
      (.done, [.sample(9, "update the readme", in: .done, run: 45, service: "claude")]),
    ]
    for (column, tasks) in pages {
      send(.loaded(column, TaskPage(tasks: tasks, total: tasks.count, seq: 3), isFirst: true))
    }
    send(.said(RunID(number: 40), "edits Sources/Shop/Cart.swift"))
  }

  mutating func send(_ message: BoardMessage) {
    note(panel.update(&state, message))
    panel.fit(&state, area: Rect(size))
  }

  mutating func resize(_ columns: Int, _ rows: Int) {
    size = Size(columns: columns, rows: rows)
    panel.fit(&state, area: Rect(size))
    _ = canvas
  }

  @discardableResult mutating func press(_ name: String) -> Effect<BoardMessage> {
    let key = Self.key(name)
    var step = PanelStep<BoardMessage>.none
    if let pressed = panel.press(key, &state) {
      step = pressed
    } else if name == "Esc" {
      _ = panel.back(&state)
    } else if name == "z" {
      panel.zoom(&state)
    } else if let action = BoardAction.keymap.action(for: key) {
      step = panel.act(action, &state)
    }
    note(step)
    panel.fit(&state, area: Rect(size))
    return step.effect
  }

  mutating func mouse(_ kind: MouseEvent.Kind, _ column: Int, _ row: Int) {
    note(panel.mouse(MouseEvent(kind, column: column, row: row), &state, area: Rect(size)))
    panel.fit(&state, area: Rect(size))
  }

  /// The screen as text, with the open dialog over it.
  var text: String {
    var canvas = canvas
    dialog?.draw(into: &canvas, area: Rect(size), theme: theme)
    return GoldenScreen.text(canvas)
  }

  /// What a button of the open dialog leads to.
  func answer(_ key: String) async -> [BoardMessage] { await (answers[key] ?? .none).messages() }

  private mutating func note(_ step: PanelStep<BoardMessage>) {
    for request in step.requests {
      if case .say(let words) = request { said = words }
      if case .dialog(let dialog, let answers) = request { (self.dialog, self.answers) = (dialog, answers) }
    }
  }

  private static func key(_ name: String) -> KeyPress {
    switch name {
    case "Esc": KeyPress(.escape)
    case "Enter": KeyPress(.enter)
    case "Space": KeyPress(.character(" "))
    default: KeyPress(.character(Unicode.Scalar(name) ?? "?"))
    }
  }
}

private struct NoDecoder: AgentDecoder {
  mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentEvent] { [] }
  mutating func end() -> [AgentEvent] { [] }
}

extension TaskView {
  static func sample(
    _ number: Int, _ title: String, in state: TaskState = .todo, run: Int? = nil, service: String? = nil
  ) -> TaskView {
    let uid = FullID(milliseconds: 1_795_233_906_789, random: UInt64(number), more: 1)
    let draft = TaskDraft(title: title, prompt: "please \(title)", workspace: "/work/shop")
    let made = Table.now.advanced(by: .seconds(-3_600))
    var view = TaskView(TaskRecord(id: TaskID(number: number), uid: uid, draft: draft, created: made))
    view.state = state
    view.service = service
    view.runs = run.map { [RunID(number: $0)] } ?? []
    guard run != nil else { return view }
    view.started = Table.now.advanced(by: .seconds(-605))
    if state == .running { view.workingSince = view.started } else { view.worked = 560 }
    if state != .running { view.finished = Table.now.advanced(by: .seconds(-45)) }
    return view
  }
}

extension Effect {
  /// Runs what it would run, and gives back what came of it.
  func messages() async -> [Message] {
    let sent = Sent<Message>()
    for operation in operations {
      if case .run(let run) = operation { await run.work(Send { await sent.add($0) }) }
    }
    return await sent.all
  }
}

actor Sent<Message: Sendable> {
  private(set) var all: [Message] = []
  func add(_ message: Message) { all.append(message) }
}
