import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

/// Another service takes a card over: who, then what it is told, which the person may change before it is sent.
extension BoardPanel {
  func chooseService(_ state: BoardState) -> PanelStep<BoardMessage> {
    guard let task = state.selected else { return .none }
    guard task.service != "command", !task.runs.isEmpty else {
      return PanelStep(.say("\(task.id) has no agent's work to take over; e changes its service"))
    }
    return PanelStep(
      .run { [client] send in
        await send(
          await Self.answer {
            guard case .services(let services) = try await client.ask(.services) else {
              throw DroverError(.failed, "the engine answered something else than services")
            }
            return .serviceWanted(task.id, services.filter { $0.name != task.service && $0.isFound })
          })
      })
  }

  static func serviceMenu(_ task: TaskID, _ services: [ServiceView]) -> BoardState.Input {
    let items = services.prefix(9).enumerated().map { index, service in
      Menu.Item(key: "\(index + 1)", service.name, refusal: service.isEnabled ? nil : "disabled")
    }
    let title = services.isEmpty ? "no other service is found here" : "Who takes \(task) over?"
    return .service(Menu(title: title, items: items), task, services.map(\.name))
  }

  static func recapSheet(_ recap: Recap) -> BoardState.Input {
    let ending = recap.isRunning ? "; what runs ends first" : ""
    return .handOver(
      PromptSheet(
        recap.text, title: "What \(recap.service) is told about \(recap.task)\(ending)",
        placeholder: "what is to be done",
        submit: "send to \(recap.service)", rows: 16, isRead: true), recap)
  }

  func press(
    _ key: KeyPress, _ menu: Menu, _ task: TaskID, _ names: [String], _ state: inout BoardState
  ) -> PanelStep<BoardMessage> {
    var menu = menu
    var chosen: Int?
    switch key.name {
    case "Esc", "q", "Ctrl-C": return .none
    case "Up", "k": menu.state.move(by: -1)
    case "Down", "j": menu.state.move(by: 1)
    case "Enter": chosen = menu.selected.flatMap { $0.refusal == nil ? menu.state.selected : nil }
    default: chosen = menu.items.firstIndex { $0.key == key.name && $0.refusal == nil }
    }
    guard let chosen, names.indices.contains(chosen) else {
      state.input = .service(menu, task, names)
      return .none
    }
    return PanelStep(recap(task, for: names[chosen]))
  }

  private func recap(_ task: TaskID, for service: String) -> Effect<BoardMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          guard case .recap(let recap) = try await client.ask(.recap(task: task, service: service, prompt: nil)) else {
            throw DroverError(.failed, "the engine answered something else than a recap")
          }
          return .recapped(recap)
        })
    }
  }

  /// Nothing is sent before Enter.
  func press(
    _ key: KeyPress, _ sheet: PromptSheet, _ recap: Recap, _ state: inout BoardState
  ) -> PanelStep<BoardMessage> {
    var sheet = sheet
    switch sheet.press(key) {
    case .open: state.input = .handOver(sheet, recap)
    case .cancelled: return PanelStep(.say("nothing was sent to \(recap.service)"))
    case .submitted(let words):
      return PanelStep(
        perform(
          [.handOver(task: recap.task, service: recap.service, text: words)],
          saying: "\(recap.task) goes on with \(recap.service)"))
    }
    return .none
  }
}
