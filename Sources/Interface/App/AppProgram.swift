package import Board
package import Canvas
import Domain
import Keymap
package import Loop
package import PanelKit
import Widgets
import Wire

/// The interface as a program in The Elm Architecture. Pure but for the client inside of effects.
package struct AppProgram: Program {
  let board: BoardPanel
  /// In the order of their keys; the board is always among them.
  let panels: [any Panel]
  /// Which key leads to which view, for those that there are.
  let views: Keymap<ViewID>
  private let workspace: String
  private let theme: Theme
  let line: LineWatch?
  private let settings: AppSettings
  let ports: AppPorts
  let pictures = AppPictures()
  /// What was typed and where one stood when the last screen went away.
  private let drafts: Drafts
  /// What is in front at the start instead of what was when the last screen closed.
  let first: (view: ViewID, subject: Subject)?

  package init(
    board: BoardPanel, panels: [any Panel] = [], workspace: String, theme: Theme, line: LineWatch? = nil,
    settings: AppSettings = AppSettings(), ports: AppPorts = AppPorts(), drafts: Drafts = Drafts(),
    first: (view: ViewID, subject: Subject)? = nil
  ) {
    self.first = first
    self.drafts = drafts
    self.settings = settings
    self.ports = ports
    self.board = board
    let all = [board] + panels
    self.panels = ViewID.allCases.compactMap { view in all.first { $0.view == view } }
    views = Keymap(
      "Views",
      self.panels.map { Binding($0.view, $0.view.key, words: $0.view.title, command: "go to \($0.view.rawValue)") })
    self.workspace = workspace
    self.theme = theme
    self.line = line
  }

  package func start() -> (AppModel, Effect<AppMessage>) {
    var model = AppModel(
      workspace: workspace, theme: theme, settings: settings, keys: AppKeys(panels, views, settings.keys))
    let begun = Effect.batch(panels.filter { $0.isAlwaysOn || $0.view == .board }.map { begin($0, &model) })
    model.board.newTaskKey = model.keys.key(.board, "newTask")
    let shown = first.map { go($0.view, $0.subject, &model) } ?? .none
    model.hasActed = first != nil
    let restored = restored(drafts, &model)
    return (model, .batch(begun, shown, restored, .title("drover: \(model.workspaceName)")))
  }

  package func message(for event: ScreenEvent) -> AppMessage? { .screen(event) }

  package func isSeen(_ message: AppMessage) -> Bool {
    switch message {
    case .draftsDue, .saved: false
    case .panel(.board, let message as BoardMessage):
      if case .rested = message { false } else { true }
    default: true
    }
  }

  package func subscriptions(_ model: AppModel) -> [Subscription<AppMessage>] {
    [line?.changes, reloads].compactMap { $0 } + toastTimers(model)
      + panels.flatMap { panel in
        model.states[panel.view].map { panel.subscriptions(erased: $0, isShown: panel.view == model.view) } ?? []
      }
  }

  package func update(_ model: inout AppModel, _ message: AppMessage) -> Effect<AppMessage> {
    defer { fit(&model) }
    switch message {
    case .screen(.input(let input)):
      let effect = screen(.input(input), &model)
      if case .focus = input { return effect }
      model.hasActed = true
      return .batch(effect, draftsChanged(&model, within: Self.placeDelay))
    case .screen(let event): return screen(event, &model)
    case .panel(let view, let message):
      let effect = carryOut(change(view, &model) { $0.update(&$1, erased: message) }, &model)
      guard let message = message as? BoardMessage else { return effect }
      return .batch(effect, call(message, &model), draftAnswered(message, &model), askForAgents(&model))
    case .reloaded(let reload): return reloaded(reload, &model)
    case .toastOver(let id): model.toasts.dismiss(id)
    case .draftsDue: return saveDrafts(&model)
    case .found(let sessions, let services): found(sessions, services, &model)
    case .agents(let agents): model.agents = agents
    case .saved: return left(model)
    case .returned(.failed(let code)):
      model.status = "the program could not be started (error \(code))"
    case .returned(.exited), .returned(.signalled): break
    case .line(let state): model.line = state
    }
    return .none
  }

  private func screen(_ event: ScreenEvent, _ model: inout AppModel) -> Effect<AppMessage> {
    switch event {
    case .opened(let facts):
      model.size = facts.size
      let glyphs = theme.isAccessible ? theme.glyphs : facts.isASCII ? .ascii : .unicode
      model.theme = model.theme.with(depth: facts.colorDepth, glyphs: glyphs)
    case .resized(let size):
      model.size = size
    case .background(let isDark):
      model.theme = model.theme.with(appearance: isDark ? .dark : .light)
    case .input(.key(let key)): return pressed(key, &model)
    case .input(.paste(let text, _)): return paste(text, &model)
    case .input(.mouse(let mouse)): return clicked(mouse, &model)
    case .input(.focus(let isFocused)): model.isFocused = isFocused
    case .input, .resumed, .frameShown, .ended: break
    }
    return .none
  }

  /// Tells the view in front how much room it has, so that moving keeps the selection in sight.
  func fit(_ model: inout AppModel) {
    let area = AppView.body(of: Rect(model.size))
    let theme = model.theme
    _ = inFront(&model) {
      $0.fit(erased: &$1, area: area)
      $0.dress(erased: &$1, theme: theme)
    }
  }

  private func paste(_ text: String, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let layer = model.layers.popLast() else {
      return carryOut(inFront(&model) { $0.paste(text, erased: &$1) }, &model)
    }
    switch layer {
    case .form(var form):
      form.insert(text)
      model.layers.append(.form(form))
      model.drafts.note(form)
      return draftsChanged(&model)
    case .commandLine(var line):
      line.edit(.paste(text))
      model.layers.append(.commandLine(line))
      model.drafts.line = line.text
      return draftsChanged(&model)
    case .line(let line, var field):
      field.perform(.paste(text))
      model.layers.append(.line(line, field))
      return update(&model, line.changed(field.text))
    case .palette(var palette):
      palette.edit(.paste(text))
      model.layers.append(.palette(palette))
    case .help(var field, _):
      field.perform(.paste(text))
      model.layers.append(.help(filter: field, top: 0))
    case .confirm, .card:
      model.layers.append(layer)
    }
    return .none
  }

  package func view(_ model: AppModel, _ size: Size) -> Canvas { AppView(model, self).canvas(size) }
}
