import Base
import Board
import Canvas
import Chat
import Domain
import Inbox
import Logs
import Loop
import PanelKit
import TestSupport
import Wire

@testable import App

/// The program without a terminal: press, then look.
struct Session {
  let client = FakeClient()
  let program: AppProgram
  var model: AppModel
  private var size: Size

  init(
    columns: Int, rows: Int, depth: ColorDepth = .truecolor, drafts: Drafts = Drafts(), ports: AppPorts = AppPorts()
  ) {
    let logs = LogsPanel(
      client: client, decoder: { _ in PlainDecoder() }, pager: { ForegroundCommand(["pager", $0.run.description]) })
    let inbox = InboxPanel(client: client, now: { Timestamp(microseconds: 1_795_234_000_000_000) })
    let chat = ChatPanel(
      client: client, workspace: "/work/shop", decoder: { _ in PlainDecoder() }, files: { _ in ["README.md"] })
    program = AppProgram(
      board: BoardPanel(client: client), panels: [logs, inbox, chat], workspace: "/work/shop", theme: Theme(),
      ports: ports, drafts: drafts)
    (model, _) = program.start()
    size = Size(columns: columns, rows: rows)
    send(.opened(ScreenFacts(size: size, colorDepth: depth)))
  }

  var text: String { GoldenScreen.text(program.view(model, size)) }

  /// The same picture comes of a program that has never drawn before.
  var isDrawnAsAnew: Bool {
    let fresh = AppProgram(board: BoardPanel(client: client), panels: others, workspace: "/work/shop", theme: Theme())
    let (kept, anew) = (program.view(model, size), fresh.view(model, size))
    return kept.cells == anew.cells && kept.cursor == anew.cursor
  }

  private var others: [any Panel] { program.panels.filter { $0.view != .board } }

  func check(_ name: String, styles: Bool = false) throws {
    try GoldenScreen.check(program.view(model, size), "App/\(name)", styles: styles)
  }

  @discardableResult mutating func mouse(_ kind: MouseEvent.Kind, _ place: Point) -> Effect<AppMessage> {
    send(.input(.mouse(MouseEvent(kind, column: place.column, row: place.row))))
  }

  /// Where these words stand on the screen; one cell a character.
  func place(of words: String) -> Point {
    for (row, line) in text.split(separator: "\n").enumerated() {
      if let range = line.firstRange(of: words) {
        return Point(column: line.distance(from: line.startIndex, to: range.lowerBound) - 1, row: row)
      }
    }
    return Point(column: 0, row: 0)
  }

  mutating func empty() {
    for state in TaskState.allCases { board(.loaded(state, TaskPage(tasks: [], total: 0, seq: 0), isFirst: true)) }
  }

  mutating func fill() {
    empty()
    let todo = [
      TaskView.sample(1, "fix the bug in the cart"),
      .sample(2, "make checkout work with long names of people and places"),
      .sample(3, "漢字 and emoji 🎉 in titles"),
    ]
    board(.loaded(.todo, TaskPage(tasks: todo, total: 3, seq: 3), isFirst: true))
    board(
      .loaded(.done, TaskPage(tasks: [.sample(4, "update the readme", in: .done)], total: 1, seq: 3), isFirst: true))
  }

  @discardableResult mutating func send(_ event: ScreenEvent) -> Effect<AppMessage> {
    program.update(&model, .screen(event))
  }

  @discardableResult mutating func app(_ message: AppMessage) -> Effect<AppMessage> { program.update(&model, message) }

  mutating func board(_ message: BoardMessage) { _ = program.update(&model, .board(message)) }

  @discardableResult mutating func logs(_ message: LogsMessage) -> Effect<AppMessage> {
    program.update(&model, .panel(.logs, message))
  }

  mutating func resize(_ columns: Int, _ rows: Int) {
    size = Size(columns: columns, rows: rows)
    send(.resized(size))
    _ = text
  }

  @discardableResult mutating func press(_ name: String) -> Effect<AppMessage> { send(.input(.key(Self.key(name)))) }

  private static func key(_ name: String) -> KeyPress {
    switch name {
    case "Esc": KeyPress(.escape)
    case "Enter": KeyPress(.enter)
    case "Tab": KeyPress(.tab)
    case "S-Tab": KeyPress(.tab, .shift)
    case "Up": KeyPress(.up)
    case "Down": KeyPress(.down)
    case "PgDn": KeyPress(.pageDown)
    case "Space": KeyPress(.character(" "))
    case _ where name.hasPrefix("Ctrl-"):
      KeyPress(.character(Unicode.Scalar(name.dropFirst(5).lowercased()) ?? "?"), .control)
    default: KeyPress(.character(Unicode.Scalar(name) ?? "?"))
    }
  }
}

/// Says every line as text, as the service `command` does.
struct PlainDecoder: AgentDecoder {
  mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentEvent] {
    [AgentEvent(offset: offset, body: .text(AgentText(text: String(decoding: bytes, as: UTF8.self))))]
  }

  mutating func end() -> [AgentEvent] { [] }
}

extension Effect<AppMessage> {
  /// It quits, at once or as soon as what was typed is saved.
  var leaves: Bool { quits || runs.contains("drafts.last") }
}
