import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Widgets

/// What happens when the configuration changes while the interface is open, and how it calls when nobody looks.
extension AppProgram {
  var reloads: Subscription<AppMessage> {
    .stream(id: "configuration", ports.reloads) { .reloaded($0) }
  }

  /// Toasts go by themselves; a timer lives only while one is there.
  func toastTimers(_ model: AppModel) -> [Subscription<AppMessage>] {
    model.toasts.toasts.map { toast in
      .every(.seconds(8), id: Identity("toast.\(toast.id)")) { .toastOver(toast.id) }
    }
  }

  func reloaded(_ reload: AppReload, _ model: inout AppModel) -> Effect<AppMessage> {
    switch reload {
    case .kept(let words):
      model.toasts.show("The configuration cannot be used, what held goes on: \(words)", .error, at: .zero)
      return .none
    case .changed(let settings, let keys):
      let before = model.settings
      model.settings = settings
      if settings.keys != before.keys {
        model.keys = AppKeys(panels, views, settings.keys)
        model.board.newTaskKey = model.keys.key(.board, "newTask")
      }
      // A theme that was chosen here for now stays until the configuration says another.
      if settings.theme != before.theme { model.theme = model.theme.with(name: settings.theme) }
      if settings.colours != before.colours { model.theme = model.theme.with(own: settings.colours) }
      model.toasts.dismissAll()  // what was wrong is mended
      model.toasts.show(Self.words(keys), .info, at: .zero)
      guard settings.mouse != before.mouse else { return .none }
      model.isMouseCaptured = settings.mouse
      return .mouse(settings.mouse)
    }
  }

  private static func words(_ keys: [String]) -> String {
    guard !keys.isEmpty else { return "The configuration is good again" }
    let late = keys.filter {
      ["ui.colour", "ui.framesPerSecond", "ui.framesPerSecondOverSSH", "ui.accessible"].contains($0)
    }
    let rest = late.isEmpty ? "" : " (\(late.joined(separator: ", ")) with the next start)"
    return "The configuration has changed: \(keys.joined(separator: ", "))\(rest)"
  }

  /// Only when the terminal has not the focus: who looks sees the board.
  func call(_ message: BoardMessage, _ model: inout AppModel) -> Effect<AppMessage> {
    switch message {
    case .loaded(_, let page, _): model.callings.load(page.tasks)
    case .refreshed(let tasks):
      let words = model.callings.changed(tasks)
      guard !model.isFocused else { return .none }
      return .batch(words.map { call($0, model) })
    case .taskChanged, .filtered, .detailLoaded, .rested, .said, .ticked, .agreed, .failed, .stopped, .untrusted,
      .serviceWanted, .recapped, .priced, .done, .amended:
      break
    }
    return .none
  }

  private func call(_ words: String, _ model: AppModel) -> Effect<AppMessage> {
    var effects: [Effect<AppMessage>] = []
    switch model.settings.notifications {
    case .terminal: effects.append(.notify("drover: \(model.workspaceName)", words))
    case .bell: effects.append(.bell)
    case .off: break
    }
    let (command, ports) = (model.settings.notifyCommand, ports)
    if !command.isEmpty { effects.append(.run { _ in await ports.run(command + [words]) }) }
    return .batch(effects)
  }
}
