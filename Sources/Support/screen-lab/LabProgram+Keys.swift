import Canvas
import Glibc
import Loop
import Wire

extension LabProgram {
  func act(_ press: KeyPress, _ model: inout Model) -> Effect<Message> {
    model.note = "key \(press.key) \(press.modifiers.rawValue)"
    if press.modifiers == .control { return control(press, &model) }
    switch press.key {
    case .character(let scalar): return act(scalar, &model)
    case .down: model.selected = min(model.cards - 1, model.selected + 1)
    case .up: model.selected = max(0, model.selected - 1)
    case .escape: if !model.layers.isEmpty { model.layers.removeLast() }
    default: break
    }
    return .none
  }

  private func control(_ press: KeyPress, _ model: inout Model) -> Effect<Message> {
    switch press.key {
    case .character("c"): return .quit
    case .character("l"): return .redraw
    case .character("z"): return .suspend
    default: return .none
    }
  }

  private func act(_ scalar: Unicode.Scalar, _ model: inout Model) -> Effect<Message> {
    switch scalar {
    case "q": return .quit
    case "j": model.selected = min(model.cards - 1, model.selected + 1)
    case "k": model.selected = max(0, model.selected - 1)
    case "J": model.lines += 1
    case "i": model.isTyping = true
    case "p": model.layers.append("popup")
    case "G": model.pinned = nil
    case "u": model.pinned = max(0, (model.pinned ?? max(0, model.lines - (model.size.rows - 4))) - 1)
    case "y": return .copy("copied text")
    case "N": return .notify("screen-lab", "a note")
    case "T": return .title("changed \u{1b}]0;evil\u{7}")
    case "M":
      model.hasMouse.toggle()
      return .mouse(model.hasMouse)
    case "e":
      return .exec(ForegroundCommand(["sh", "-c", "env | sort | grep -E 'LINES|COLUMNS|TERMINFO'; read -r x"])) {
        .ended($0)
      }
    case "s": model.spins.toggle()
    case "w":
      return .run(id: "sleep") { send in
        // Deaf to its cancellation on purpose: quitting must not wait for it.
        while true { await Task.yield() }
        await send(.slept)
      }
    case "X": trap(model)
    case "A": abort()
    case "E":
      // As a library does that complains: it must not reach the screen.
      write(2, "a word from below\n", 18)
    case "L":
      // Never answers again.
      while true { pause() }
    default: break
    }
    return .none
  }

  private func trap(_ model: Model) {
    let none: [Int] = []
    _ = none[model.cards]
  }
}
