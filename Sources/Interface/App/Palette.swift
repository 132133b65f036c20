import Board
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import Widgets

/// Everything that can be done or gone to from here, found by a few letters; made from the keymaps and the cards.
struct Palette: Sendable {
  enum Entry: Hashable, Sendable {
    case global(GlobalAction)
    /// An action of the view in front, by name.
    case here(String)
    case view(ViewID)
    case task(TaskID)
    case session(SessionID)
    case service(String)
  }

  private var entries: [(entry: Entry, text: String)]
  private var index: FuzzyIndex
  private(set) var finder: FinderState

  init(_ model: AppModel) {
    var entries: [(Entry, String)] = []
    for command in model.keys.panels[model.view]?.commands ?? [] {
      entries.append((.here(command.name), "\(command.words)  (\(command.key))"))
    }
    for binding in model.keys.views.bindings {
      if let name = binding.command {
        entries.append((.view(binding.action), "\(name)  (\(binding.keys.first ?? ""))"))
      }
    }
    for binding in model.keys.everywhere.bindings {
      if let name = binding.command {
        entries.append((.global(binding.action), "\(name)  (\(binding.keys.first ?? ""))"))
      }
    }
    for state in TaskState.allCases {
      entries += model.board[state].tasks.map { (.task($0.id), "\($0.id) \($0.title)") }
    }
    self.entries = entries
    index = FuzzyIndex(entries.map(\.1))
    finder = FinderState(rows: 12)
    answer(finder.restart())
  }

  /// What only the engine knows comes when it has answered; what was typed stays.
  mutating func add(_ sessions: [SessionView], _ services: [ServiceView]) {
    entries += sessions.map { (.session($0.id), "\($0.id) \($0.name)  (conversation)") }
    entries += services.map { (.service($0.name), "\($0.name)  (service)") }
    index = FuzzyIndex(entries.map(\.text))
    let row = finder.list.selected
    answer(finder.restart())
    finder.move(by: row)
  }

  var selected: Entry? { finder.selected.map { entries[$0].entry } }

  mutating func edit(_ command: EditorCommand) {
    if let search = finder.edit(command) { answer(search) }
  }

  mutating func move(by step: Int) { finder.move(by: step) }

  private mutating func answer(_ search: FinderState.Search) {
    finder.answered(search, index.matches(search.pattern, among: search.among) ?? [])
  }

  private static func place(in area: Rect) -> Rect {
    area.centred(Size(columns: min(70, area.columns - 2), rows: min(16, area.rows - 2)))
  }

  /// Selects what stands there; false where nothing does.
  mutating func point(_ point: Point, in area: Rect) -> Bool {
    let body = Self.place(in: area).inset(horizontally: 1, vertically: 1).splitTop(1).rest
    guard body.contains(point), let item = finder.list.item(atRow: point.row - body.row) else { return false }
    finder.move(by: item - finder.list.selected)
    return true
  }

  func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let place = Self.place(in: area)
    Finder(title: "Go to or do", state: finder, total: entries.count) { StyledText(entries[$0].text, theme[.overlay]) }
      .draw(into: &canvas, area: place, theme: theme)
  }
}

extension AppProgram {
  /// Opens at once with what is known here, and asks for the rest.
  func openPalette(_ model: inout AppModel) -> Effect<AppMessage> {
    model.layers.append(.palette(Palette(model)))
    return .run(id: "palette.more", cancelInFlight: true) { [client = board.client] send in
      // Without an answer it has less to offer.
      guard case .sessions(let sessions)? = try? await client.ask(.sessions(all: false)),
        case .services(let services)? = try? await client.ask(.services)
      else { return }
      await send(.found(sessions, services))
    }
  }

  func found(_ sessions: [SessionView], _ services: [ServiceView], _ model: inout AppModel) {
    guard case .palette(var palette) = model.layers.last else { return }
    palette.add(panel(.chat) == nil ? [] : sessions, panel(.services) == nil ? [] : services)
    model.layers[model.layers.count - 1] = .palette(palette)
  }
}
