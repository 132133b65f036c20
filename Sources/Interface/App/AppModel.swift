package import Board
import Canvas
import Domain
package import Loop
import Widgets

/// Everything that the interface shows; the only mutable thing there is.
package struct AppModel: Sendable {
  var size = Size(columns: 80, rows: 24)
  var theme: Theme
  var board = BoardState()
  var layers: [Layer] = []
  var isMouseCaptured = true
  var status = ""
  var isQuitArmed = false
  var workspace: String
  var workspaceName: String { workspace.split(separator: "/").last.map(String.init) ?? workspace }

  init(workspace: String, theme: Theme) {
    self.workspace = workspace
    self.theme = theme
  }
}

/// What lies over the view; the last one has the keys, and Esc takes exactly one away.
enum Layer: Sendable {
  case help(filter: EditorState, top: Int)
  case commandLine(EditorState)
  case filter(EditorState)
  case palette(Palette)
  case form(TaskForm)
  case confirm(Dialog, Answered)
  case card(TaskView, top: Int)
}

/// What a dialog's Yes does.
enum Answered: Sendable {
  case discard([TaskView])
  case merge([TaskView])
  /// Leaves with runs under way.
  case quit([TaskID])
}

package enum AppMessage: Sendable {
  case screen(ScreenEvent)
  case board(BoardMessage)
}
