import Canvas
import Loop
import Wire

/// The smallest program that uses everything.
struct Counter: Program {
  struct Model: Sendable, Equatable {
    var count = 0
    var ticks = false
    var note = ""
  }

  enum Message: Sendable {
    case key(Unicode.Scalar)
    case add(Int)
    case wheel(Int)
    case ended(ForegroundResult)
    case unseen
  }

  func isSeen(_ message: Message) -> Bool {
    if case .unseen = message { false } else { true }
  }

  /// What the key `w` starts.
  var work: @Sendable (Send<Message>) async -> Void = { await $0(.add(100)) }

  func start() -> (Model, Effect<Message>) { (Model(), .title("counter")) }

  func message(for event: ScreenEvent) -> Message? {
    switch event {
    case .input(.key(let press)): press.text.map { .key($0) }
    case .input(.mouse(let event)):
      if case .wheel(_, let rows) = event.kind { .wheel(rows) } else { nil }
    default: nil
    }
  }

  func update(_ model: inout Model, _ message: Message) -> Effect<Message> {
    switch message {
    case .add(let number): model.count += number
    case .wheel(let rows): model.count += rows
    case .unseen: model.ticks = true
    case .ended(let result): model.note = "\(result)"
    case .key(let key): return act(key, &model)
    }
    return .none
  }

  private func act(_ key: Unicode.Scalar, _ model: inout Model) -> Effect<Message> {
    switch key {
    case "+": model.count += 1
    case "w": return .run(id: "work", cancelInFlight: true, work)
    case "c": return .cancel("work")
    case "d": return .after(.seconds(2), id: "late", .add(1000))
    case "p": return .after(.seconds(2), id: "late", cancelInFlight: true, .add(1000))
    case "D": return .cancel("late")
    case "s": return Effect.batch(.run(id: "a") { _ in }, .run { _ in }).scoped(to: "screen")
    case "S": return .cancel("screen")
    case "t": model.ticks.toggle()
    case "z": return .suspend
    case "e": return .exec(ForegroundCommand(["editor"])) { .ended($0) }
    case "y": return .batch(.copy("text"), .notify("done"), .bell)
    case "q": return .quit
    default: break
    }
    return .none
  }

  func subscriptions(_ model: Model) -> [Subscription<Message>] {
    model.ticks ? [.every(.seconds(1), id: "tick") { .add(1) }] : []
  }

  func view(_ model: Model, _ size: Size) -> Canvas {
    var canvas = Canvas(size)
    canvas.write("count \(model.count) \(model.note)", in: canvas.bounds)
    return canvas
  }
}
