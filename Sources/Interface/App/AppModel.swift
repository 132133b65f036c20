import Board
import Canvas
package import Domain
package import Loop
package import PanelKit
import Widgets

/// Everything that the interface shows; the only mutable thing there is.
package struct AppModel: Sendable {
  var size = Size(columns: 80, rows: 24)
  var theme: Theme
  /// The view in front.
  var view = ViewID.board
  /// Where Esc and q lead back to, the last one first.
  var trail: [ViewID] = []
  /// What each view that was ever shown remembers while another one is in front.
  var states: [ViewID: PanelState] = [:]
  var layers: [Layer] = []
  var isMouseCaptured = true
  var status = ""
  /// It ends because the person wants the terminal for a while.
  var stepsAside = false
  var isQuitArmed = false
  /// How the line to an engine elsewhere stands.
  var line = LineState.up
  var settings: AppSettings
  var keys: AppKeys
  var toasts = ToastStack()
  var callings = Callings()
  /// Whether the terminal is looked at; one that does not say so counts as looked at.
  var isFocused = true
  var drafts = Drafts()
  /// As they were read or written last.
  var savedDrafts = Drafts()
  /// What was typed behind `:` before, the newest last.
  var pastLines: [String] = []
  /// Who could work here, for the welcome; nil until it was asked.
  var agents: [ServiceView]?
  var hasAskedForAgents = false
  /// Somebody pressed or clicked something already.
  var hasActed = false
  var sentDraft: SentDraft?
  /// A save of the drafts is on its way, and comes after this long.
  var savesDrafts: Duration?
  var workspace: String
  var workspaceName: String { workspace.split(separator: "/").last.map(String.init) ?? workspace }

  init(workspace: String, theme: Theme, settings: AppSettings, keys: AppKeys) {
    self.settings = settings
    self.keys = keys
    isMouseCaptured = settings.mouse
    self.workspace = workspace
    self.theme = theme
  }

  /// The board is never away: the palette, the forms and quitting know its tasks.
  var board: BoardState {
    get { states[.board]?.value() ?? BoardState() }
    set { states[.board] = PanelState(newValue) }
  }
}

/// What lies over the view; the last one has the keys, and Esc takes exactly one away.
enum Layer: Sendable {
  case help(filter: EditorState, top: Int)
  case commandLine(CommandLine)
  case line(FootLine<AppMessage>, EditorState)
  case palette(Palette)
  case form(TaskForm)
  case confirm(Dialog, answers: [String: Effect<AppMessage>])
  case card(TaskView, top: Int)
}

package enum AppMessage: Sendable {
  case screen(ScreenEvent)
  /// What happened in one view, in that panel's own words.
  case panel(ViewID, any Sendable)
  case reloaded(AppReload)
  case toastOver(Int)
  case draftsDue
  /// What the palette offers besides what is known here.
  case found([SessionView], [ServiceView])
  /// Who could work, for a person who has no task yet.
  case agents([ServiceView])
  /// Everything is kept: the screen may go.
  case saved
  /// The terminal is back from another program.
  case returned(ForegroundResult)
  case line(LineState)

  static func board(_ message: BoardMessage) -> AppMessage { .panel(.board, message) }
}
