import Canvas
import Loop
import Wire

/// Cards to move through, a log that follows its end, a field that takes text, and a key for each effect.
struct LabProgram: Program {
  let settings: LabSettings

  struct Model: Sendable {
    var size = Size(columns: 0, rows: 0)
    var selected = 0
    var cards: Int
    var lines: Int
    /// The first line that is seen while the log is pinned; nil follows the end.
    var pinned: Int?
    var field = ""
    var isTyping = false
    var layers: [String] = []
    var note = ""
    var background = "unknown"
    var pastes = 0
    var wheels = 0
    var hasMouse = true
    var spins = false
    var ticks = 0
  }

  enum Message: Sendable {
    case event(ScreenEvent)
    case linesArrived(Int)
    case ticked
    case ended(ForegroundResult)
    case slept
  }

  func start() -> (Model, Effect<Message>) {
    (Model(cards: settings.cards, lines: settings.lines), .title("screen-lab"))
  }

  func message(for event: ScreenEvent) -> Message? { .event(event) }

  func subscriptions(_ model: Model) -> [Subscription<Message>] {
    var wanted: [Subscription<Message>] = []
    if settings.rate > 0 {
      let perTick = max(1, settings.rate / 50)
      wanted.append(.every(.milliseconds(20), id: "lines") { .linesArrived(perTick) })
    }
    if model.spins { wanted.append(.every(.milliseconds(100), id: "spinner") { .ticked }) }
    return wanted
  }

  func update(_ model: inout Model, _ message: Message) -> Effect<Message> {
    switch message {
    case .linesArrived(let count): model.lines += count
    case .ticked: model.ticks += 1
    case .ended(let result): model.note = "ended \(result)"
    case .slept: model.note = "slept"
    case .event(.input(let input)): return update(&model, input)
    case .event(.opened(let facts)): model.size = facts.size
    case .event(.resized(let size)): model.size = size
    case .event(.background(let isDark)): model.background = isDark ? "dark" : "light"
    case .event(.resumed): model.note = "resumed"
    case .event(.frameShown), .event(.ended): break
    }
    return .none
  }

  private func update(_ model: inout Model, _ input: InputEvent) -> Effect<Message> {
    switch input {
    case .key(let press): return model.isTyping ? type(press, &model) : act(press, &model)
    case .paste(let text, let isCut):
      model.pastes += 1
      model.field = String(text.prefix(40)).filter { $0 != "\n" }
      model.note = "pasted \(text.utf8.count) bytes\(isCut ? ", cut" : "")"
    case .mouse(let event):
      if case .wheel(_, let rows) = event.kind {
        model.wheels += 1
        scroll(&model, by: rows)
      } else {
        model.note = "mouse \(event.kind) at \(event.column),\(event.row)"
      }
    case .focus(let isFocused): model.note = isFocused ? "focused" : "unfocused"
    case .reply: break
    }
    return .none
  }

  private func type(_ press: KeyPress, _ model: inout Model) -> Effect<Message> {
    switch press.key {
    case .escape, .enter: model.isTyping = false
    case .backspace: if !model.field.isEmpty { model.field.removeLast() }
    default: if let scalar = press.text { model.field.unicodeScalars.append(scalar) }
    }
    return .none
  }

  private func scroll(_ model: inout Model, by rows: Int) {
    let height = max(1, model.size.rows - 4)
    let bottom = max(0, model.lines - height)
    let top = min(bottom, max(0, (model.pinned ?? bottom) + rows))
    model.pinned = top == bottom ? nil : top
  }
}
