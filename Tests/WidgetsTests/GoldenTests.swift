import Canvas
import TestSupport
import Testing

@testable import Widgets

/// Every widget at several sizes, in Unicode with colour, in ASCII without, and for screen readers.
@Suite struct GoldenTests {
  static let looks: [(String, Theme)] = [
    ("unicode", Theme(.dark)), ("ascii-mono", Theme(.dark, depth: .mono, glyphs: .ascii)),
    ("accessible", .accessible()),
  ]
  static let sizes = [Size(columns: 24, rows: 5), Size(columns: 48, rows: 8), Size(columns: 80, rows: 12)]
  static let names = [
    "list", "table", "editor", "field", "viewport", "tabs", "dialog", "toasts", "menu", "finder", "help", "footer",
    "progress", "empty",
  ]

  @Test(arguments: names) func looksAsItDid(_ name: String) throws {
    for (look, theme) in Self.looks {
      for size in Self.sizes {
        var canvas = Canvas(size)
        draw(name, &canvas, theme)
        try GoldenScreen.check(
          canvas, "Widgets/\(name)-\(size.columns)x\(size.rows)-\(look)", styles: size.columns == 48)
      }
    }
  }

  /// Whatever is in the texts, no cell is a control and every row is whole, at every size.
  @Test(arguments: names) func hostileTextStaysInItsCells(_ name: String) {
    var random = SeededNumbers(state: 99)
    for _ in 0..<60 {
      let size = Size(columns: Int.random(in: 0...50, using: &random), rows: Int.random(in: 0...12, using: &random))
      for (_, theme) in Self.looks {
        var canvas = Canvas(size)
        draw(name, &canvas, theme, hostile: hostile(&random))
        for row in 0..<size.rows {
          let cells = canvas.row(row)
          #expect(cells.reduce(0) { $0 + $1.width } == size.columns)
          #expect(cells.allSatisfy { $0.width == 0 || $0.scalar >= 0x20 && !(0x7f..<0xa0).contains($0.scalar) })
        }
        if let cursor = canvas.cursor { #expect(canvas.bounds.contains(cursor)) }
      }
    }
  }

  private func hostile(_ random: inout SeededNumbers) -> String {
    let parts = [
      "\u{1b}[2J", "\u{1b}]52;c;x\u{7}", "\r", "\n", "\t", "漢", "👨\u{200d}👩", "\u{202e}", "e\u{301}\u{302}", "🇩🇪",
      "abc ", "\u{9b}5A",
      "\u{8}\u{8}", "\u{1fae8}",
    ]
    return (0..<12).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
  }

  private func draw(_ name: String, _ canvas: inout Canvas, _ theme: Theme, hostile: String = "") {
    let area = canvas.bounds
    var editor = EditorState("first line \(hostile)\n漢字 and a longer line that wraps between words", size: area.size)
    editor.perform(.extend(.wordLeft))
    switch name {
    case "list":
      ListView(count: 30, state: ListState(selected: 3, count: 30, rows: area.rows), isMarked: { $0 == 1 }) {
        StyledText("task \($0) ") + StyledText("running \(hostile)", theme[.stateRunning])
      }
      .draw(into: &canvas, area: area, theme: theme)
    case "empty":
      ListView(count: 0, state: ListState(), empty: StyledText("No tasks yet: n makes the first \(hostile)")) { _ in ""
      }
      .draw(into: &canvas, area: area, theme: theme)
    case "table":
      let columns = [
        TableColumn("service\(hostile)", .share(1, least: 10)), TableColumn("health", .fixed(8)),
        TableColumn("p95", .fixed(7), align: .trailing, rank: 2), TableColumn("model", .share(1, least: 12), rank: 1),
      ]
      TableView(columns, count: 9, state: ListState(selected: 1, count: 9, rows: 4)) { row, column in
        [
          StyledText("service \(row)\(hostile)"), StyledText("healthy", theme[.success]), "120 ms", "some-model-\(row)",
        ][column]
      }
      .draw(into: &canvas, area: area, theme: theme)
    case "editor": TextEditor(editor).draw(into: &canvas, area: area, theme: theme)
    case "field":
      TextField(EditorState("/task fix \(hostile) the build of 漢字", isSingleLine: true), placeholder: "x")
        .draw(into: &canvas, area: area, theme: theme)
    case "viewport":
      let source = LinesInMemory((0..<40).map { StyledText("\($0) a line of a log with some words \(hostile)") })
      var state = ViewportState(size: area.size)
      state.scroll(by: -2, LinesInMemory(Array(source.texts.prefix(35))))
      Viewport(source, state: state).draw(into: &canvas, area: area, theme: theme)
    default: drawOverlay(name, &canvas, theme, hostile)
    }
  }

  private func drawOverlay(_ name: String, _ canvas: inout Canvas, _ theme: Theme, _ hostile: String) {
    let area = canvas.bounds
    let hints = [Hint("n", "new task"), Hint("Enter", "open\(hostile)"), Hint("?", "help"), Hint("q", "quit")]
    switch name {
    case "tabs":
      Tabs(["Board", "Logs", "Services \(hostile)", "Metrics", "Chat", "Review"].map { StyledText($0) }, active: 3)
        .draw(into: &canvas, area: area, theme: theme)
    case "dialog":
      Dialog.confirm(
        title: "Discard T12?", body: StyledText("3 files and 120 lines go to the trash. \(hostile)"), yes: "discard"
      )
      .draw(into: &canvas, area: area, theme: theme)
    case "toasts":
      var stack = ToastStack()
      stack.show("T12 is done \(hostile)", .success, at: .zero)
      stack.show("quota of claude is used up", .warning, at: .zero)
      stack.draw(into: &canvas, area: area, theme: theme)
    case "menu":
      Menu(
        title: "Copy",
        items: [Menu.Item(key: "b", "branch \(hostile)"), Menu.Item(key: "p", "path", refusal: "no worktree")]
      )
      .draw(into: &canvas, area: area, theme: theme, at: Point(column: 3, row: 1))
    case "finder":
      var state = FinderState(rows: 5)
      if let search = state.edit(.insert("tk")) { state.answered(search, [0, 2]) }
      Finder(title: "Palette", state: state, total: 3) { StyledText("task \($0)\(hostile)") }
        .draw(into: &canvas, area: area, theme: theme)
    case "help":
      HelpTable([HelpTable.Section("Board", hints), HelpTable.Section("Everywhere", hints)])
        .draw(into: &canvas, area: area, theme: theme)
    case "footer":
      Footer(status: StyledText("2 running \(hostile)", theme[.stateRunning]), hints: hints, trailing: "inbox 3")
        .draw(into: &canvas, area: area, theme: theme)
    default:
      ProgressBar(0.42, label: hostile.isEmpty ? "" : hostile).draw(into: &canvas, area: area, theme: theme)
      Spinner(tick: 2, label: "working\(hostile)").draw(into: &canvas, area: area.splitTop(1).rest, theme: theme)
    }
  }
}
