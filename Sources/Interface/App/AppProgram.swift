package import Board
package import Canvas
import Domain
import Keymap
package import Loop
import Widgets
import Wire

/// The interface as a program in The Elm Architecture. Pure but for the client inside of effects.
package struct AppProgram: Program {
  let board: BoardPanel
  private let workspace: String
  private let theme: Theme

  package init(board: BoardPanel, workspace: String, theme: Theme) {
    self.board = board
    self.workspace = workspace
    self.theme = theme
  }

  package func start() -> (AppModel, Effect<AppMessage>) {
    let model = AppModel(workspace: workspace, theme: theme)
    return (model, .batch(board.start().map(AppMessage.board), .title("drover: \(model.workspaceName)")))
  }

  package func message(for event: ScreenEvent) -> AppMessage? { .screen(event) }

  package func subscriptions(_ model: AppModel) -> [Subscription<AppMessage>] { [board.changes.map(AppMessage.board)] }

  package func update(_ model: inout AppModel, _ message: AppMessage) -> Effect<AppMessage> {
    switch message {
    case .screen(let event): return screen(event, &model)
    case .board(let message):
      switch message {
      case .failed(let error):
        model.status = [error.message, error.remedy].filter { !$0.isEmpty }.joined(separator: "; ")
      case .done(let words, _): model.status = words
      case .stopped: return .quit
      case .loaded, .taskChanged, .refreshed: break
      }
      let effect = board.update(&model.board, message).map(AppMessage.board)
      fit(&model)
      return effect
    }
  }

  private func screen(_ event: ScreenEvent, _ model: inout AppModel) -> Effect<AppMessage> {
    switch event {
    case .opened(let facts):
      model.size = facts.size
      let glyphs = theme.isAccessible ? theme.glyphs : facts.isASCII ? .ascii : .unicode
      model.theme = Theme(
        theme.name, appearance: model.theme.appearance, depth: facts.colorDepth, glyphs: glyphs, motion: theme.motion)
    case .resized(let size):
      model.size = size
    case .background(let isDark):
      let now = model.theme
      model.theme = Theme(
        now.name, appearance: isDark ? .dark : .light, depth: now.depth, glyphs: now.glyphs, motion: now.motion)
    case .input(.key(let key)): return pressed(key, &model)
    case .input(.paste(let text, _)): paste(text, &model)
    case .input(.mouse(let mouse)): return clicked(mouse, &model)
    case .input, .resumed, .frameShown, .ended: break
    }
    fit(&model)
    return .none
  }

  /// Tells every list how many rows it has, so that moving keeps the selection in sight.
  func fit(_ model: inout AppModel) {
    let area = AppView.body(of: Rect(model.size))
    for (column, place) in BoardView.places(model.board, in: area) {
      let rows = max(1, BoardView.body(of: place).rows / BoardView.cardRows)
      model.board[column].list.fit(count: model.board[column].visible.count, rows: rows)
    }
  }

  private func paste(_ text: String, _ model: inout AppModel) {
    guard let layer = model.layers.popLast() else { return }
    switch layer {
    case .form(var form):
      form.insert(text)
      model.layers.append(.form(form))
    case .commandLine(var field):
      field.perform(.paste(text))
      model.layers.append(.commandLine(field))
    case .filter(var field):
      field.perform(.paste(text))
      model.board.filter = field.text
      model.board.refilterAll()
      model.layers.append(.filter(field))
    case .palette(var palette):
      palette.edit(.paste(text))
      model.layers.append(.palette(palette))
    case .help(var field, _):
      field.perform(.paste(text))
      model.layers.append(.help(filter: field, top: 0))
    case .confirm, .card:
      model.layers.append(layer)
    }
  }

  package func view(_ model: AppModel, _ size: Size) -> Canvas { AppView(model).canvas(size) }
}
