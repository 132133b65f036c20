import Board
import Canvas
import Domain
import Keymap
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
  }

  private let entries: [(entry: Entry, text: String)]
  private let index: FuzzyIndex
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

  var selected: Entry? { finder.selected.map { entries[$0].entry } }

  mutating func edit(_ command: EditorCommand) {
    if let search = finder.edit(command) { answer(search) }
  }

  mutating func move(by step: Int) { finder.move(by: step) }

  private mutating func answer(_ search: FinderState.Search) {
    finder.answered(search, index.matches(search.pattern, among: search.among) ?? [])
  }

  func draw(into canvas: inout Canvas, area: Rect, theme: Theme) {
    let place = area.centred(Size(columns: min(70, area.columns - 2), rows: min(16, area.rows - 2)))
    Finder(title: "Go to or do", state: finder, total: entries.count) { StyledText(entries[$0].text, theme[.overlay]) }
      .draw(into: &canvas, area: place, theme: theme)
  }
}
