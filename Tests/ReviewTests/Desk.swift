import Canvas
import DiffView
import Domain
import Keymap
import Loop
import PanelKit
import TestSupport
import Widgets
import Wire

@testable import Review

/// The panel without the rest of the interface: press, then look.
struct Desk {
  let client = FakeWork()
  let panel: ReviewPanel
  var state = ReviewState()
  var theme: Theme
  var said = ""
  var dialog: Dialog?
  var answers: [String: Effect<ReviewMessage>] = [:]
  var executed: ForegroundCommand?
  var copied = ""
  private var size: Size

  init(columns: Int = 80, rows: Int = 24, theme: Theme = Theme(), detail: TaskDetail = .sample()) {
    panel = ReviewPanel(client: client)
    self.theme = theme
    size = Size(columns: columns, rows: rows)
    _ = panel.open(detail.task.id, &state)
    send(.detailLoaded(detail))
    send(.changesLoaded(.all, ChangeList(from: "a", to: "b", files: files)))
    send(.patchLoaded(.all, WorkDiff(sample), isComplete: true, isCut: false))
  }

  var canvas: Canvas {
    var canvas = Canvas(size, filled: theme[.text])
    ReviewView(state, theme: theme).draw(into: &canvas, area: Rect(size))
    return canvas
  }

  var text: String { GoldenScreen.text(canvas) }

  @discardableResult mutating func send(_ message: ReviewMessage) -> Effect<ReviewMessage> {
    let step = panel.update(&state, message)
    note(step)
    ReviewView.fit(&state, in: Rect(size))
    return step.effect
  }

  mutating func resize(_ columns: Int, _ rows: Int) {
    size = Size(columns: columns, rows: rows)
    ReviewView.fit(&state, in: Rect(size))
  }

  @discardableResult mutating func press(_ names: String...) -> Effect<ReviewMessage> {
    var last: PanelStep<ReviewMessage> = .none
    for name in names {
      let key = Self.key(name)
      if let step = panel.press(key, &state) {
        last = step
      } else if name == "Tab" {
        _ = panel.movePane(by: 1, &state)
      } else if let action = ReviewAction.keymap.action(for: key) {
        last = panel.act(action, &state)
      }
      note(last)
      ReviewView.fit(&state, in: Rect(size))
    }
    return last.effect
  }

  private mutating func note(_ step: PanelStep<ReviewMessage>) {
    for request in step.requests {
      switch request {
      case .say(let words): said = words
      case .dialog(let dialog, let answers): (self.dialog, self.answers) = (dialog, answers)
      case .exec(let command): executed = command
      case .copy(let text, _): copied = text
      case .line, .writeTask, .showCard, .go, .word, .quit: break
      }
    }
  }

  mutating func type(_ text: String) {
    for scalar in text.unicodeScalars { _ = panel.press(KeyPress(.character(scalar)), &state) }
  }

  private static func key(_ name: String) -> KeyPress {
    switch name {
    case "Esc": KeyPress(.escape)
    case "Enter": KeyPress(.enter)
    case "Space": KeyPress(.character(" "))
    case "Up": KeyPress(.up)
    case "Down": KeyPress(.down)
    case "Ctrl-D": KeyPress(.character("d"), .control)
    default: KeyPress(.character(Unicode.Scalar(name) ?? "?"))
    }
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
