import Canvas
import Domain
import Keymap
import Loop
package import PanelKit
import Widgets
package import Wire

/// What is typed above the columns: a prompt to go on with, and the choice of what to copy.
extension BoardPanel {
  package func press(_ key: KeyPress, _ state: inout BoardState) -> PanelStep<BoardMessage>? {
    guard let input = state.input else { return nil }
    state.input = nil
    switch input {
    case .continue(let sheet, let task): return press(key, sheet, task, &state)
    case .copy(let menu): return press(key, menu, &state)
    case .filters(let menu): return press(key, filters: menu, &state)
    case .service(let menu, let task, let names): return press(key, menu, task, names, &state)
    case .handOver(let sheet, let recap): return press(key, sheet, recap, &state)
    }
  }

  package func paste(_ text: String, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    if case .continue(var sheet, let task) = state.input {
      sheet.insert(text)
      state.input = .continue(sheet, task)
    } else if case .handOver(var sheet, let recap) = state.input {
      sheet.insert(text)
      state.input = .handOver(sheet, recap)
    }
    return .none
  }

  func write(_ state: inout BoardState) -> PanelStep<BoardMessage> {
    guard let task = state.selected else { return .none }
    if let why = BoardRefusal.of(.continue, task) { return PanelStep(.say(why)) }
    let sheet = PromptSheet(
      state.drafts[task.id] ?? "", title: "Continue \(task.id) \(task.title)", placeholder: "what is to be done next",
      submit: "send to the agent")
    state.input = .continue(sheet, task.id)
    return .none
  }

  private func press(
    _ key: KeyPress, _ sheet: PromptSheet, _ task: TaskID, _ state: inout BoardState
  ) -> PanelStep<BoardMessage> {
    var sheet = sheet
    switch sheet.press(key) {
    case .open: state.input = .continue(sheet, task)
    case .cancelled(let words): state.drafts[task] = words
    case .submitted(let words):
      state.drafts[task] = nil
      return PanelStep(perform([.continueTask(task: task, prompt: words)], saying: "\(task) goes on with it"))
    }
    return .none
  }

  static func copyMenu(_ task: TaskView) -> Menu {
    Menu(
      title: "Copy",
      items: [
        .init(key: "i", "the id"), .init(key: "b", "the branch", refusal: task.branch == nil ? "it has none" : nil),
        .init(key: "p", "the worktree's path", refusal: task.worktree == nil ? "it has none" : nil),
        .init(key: "t", "the prompt"), .init(key: "n", "the id and title"),
      ])
  }

  private func press(_ key: KeyPress, _ menu: Menu, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    var menu = menu
    switch menu.press(key.name) {
    case .left: return .none
    case .took(let item): return copy(item.key, state)
    case .stays: break
    }
    state.input = .copy(menu)
    return .none
  }

  private func copy(_ key: String, _ state: BoardState) -> PanelStep<BoardMessage> {
    guard let task = state.selected else { return .none }
    switch key {
    case "b": return PanelStep(.copy(task.branch ?? "", words: task.branch ?? ""))
    case "p": return PanelStep(.copy(task.worktree ?? "", words: task.worktree ?? ""))
    case "t": return PanelStep(.copy(task.prompt, words: "the prompt of \(task.id)"))
    case "n": return PanelStep(.copy("\(task.id) \(task.title)", words: "\(task.id) \(task.title)"))
    default: return PanelStep(.copy(task.id.description, words: task.id.description))
    }
  }
}
