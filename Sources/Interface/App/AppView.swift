import Base
import Board
import Canvas
import Domain
import Keymap
import PanelKit
import Widgets

/// Draws the whole interface from the model; nothing else decides what is seen.
struct AppView {
  private let model: AppModel
  private var theme: Theme { model.theme }

  private let program: AppProgram

  init(_ model: AppModel, _ program: AppProgram) {
    self.model = model
    self.program = program
  }

  static let smallest = Size(columns: 40, rows: 10)

  /// What is left for the view between the head and the foot.
  static func body(of screen: Rect) -> Rect { screen.splitTop(1).rest.splitBottom(1).rest }

  func canvas(_ size: Size) -> Canvas {
    var canvas = Canvas(size, filled: theme[.text])
    guard size.columns >= Self.smallest.columns, size.rows >= Self.smallest.rows else {
      tooSmall(&canvas)
      return canvas
    }
    let screen = Rect(size)
    head(&canvas, screen.splitTop(1).top)
    let area = Self.body(of: screen)
    if let panel = program.panel(model.view), let state = model.states[model.view] {
      panel.draw(erased: state, into: &canvas, area: area, theme: theme)
    }
    if model.view == .board && model.layers.isEmpty && isBoardEmpty { welcome(&canvas, area) }
    foot(&canvas, screen.splitBottom(1).bottom)
    for layer in model.layers { draw(layer, &canvas, screen) }
    model.toasts.draw(into: &canvas, area: area, theme: theme)
    return canvas
  }

  private var isBoardEmpty: Bool { model.states[.board]?.read { (board: BoardState) in board.isEmpty } ?? true }

  private func tooSmall(_ canvas: inout Canvas) {
    let words =
      "drover needs \(Self.smallest.columns)x\(Self.smallest.rows); this is \(canvas.size.columns)x\(canvas.size.rows)"
    canvas.writeWrapped(StyledText(words, theme[.warning]), in: canvas.bounds)
  }

  private static let name = " drover "

  /// Where it is narrow the views have all of the line: how many wait in the inbox must be seen.
  static func tabLine(of screen: Rect) -> Rect {
    let line = screen.splitTop(1).top
    return line.columns < 60 ? line : line.splitLeft(name.utf8.count + 1).rest
  }

  /// Names where there is room beside what the view says about itself, else keys alone but for the view in front.
  static func tabs(_ model: AppModel, _ program: AppProgram) -> Tabs {
    let keys = { (view: ViewID) in model.keys.views.bindings.first { $0.action == view }?.keys.first ?? "" }
    func tabs(_ isNamed: (ViewID) -> Bool) -> Tabs {
      let titles = program.panels.map { panel in
        let waiting = model.states[panel.view].map { panel.waiting(erased: $0) } ?? 0
        let words = isNamed(panel.view) ? "\(keys(panel.view)) \(panel.view.title)" : keys(panel.view)
        return StyledText(words + (waiting > 0 ? " (\(waiting))" : ""))
      }
      return Tabs(titles, active: program.panels.firstIndex { $0.view == model.view } ?? 0)
    }
    let named = tabs { _ in true }
    let needed = named.titles.reduce(name.utf8.count + 1) { $0 + $1.width + 2 }
    return needed + words(model, program).width <= model.size.columns ? named : tabs { $0 == model.view }
  }

  /// What the line and the view in front have to say.
  private static func words(_ model: AppModel, _ program: AppProgram) -> StyledText {
    var words = model.line.words.map { StyledText("\($0)  ", model.theme[.warning]) } ?? StyledText()
    if let panel = program.panel(model.view), let state = model.states[model.view] {
      words = panel.head(erased: state, theme: model.theme) + words
    }
    return words
  }

  private func head(_ canvas: inout Canvas, _ area: Rect) {
    let facts = AppPictures.Head(
      view: model.view, waiting: program.panels.map(waiting), words: Self.words(model, program),
      workspace: model.workspace, keys: model.keys.views.bindings.map { $0.keys.first ?? "" }, theme: theme)
    program.pictures.head.show(facts, for: 0, in: area, on: &canvas) { drawHead(&$0, $1, facts.words) }
  }

  private func waiting(_ panel: any Panel) -> Int { model.states[panel.view].map { panel.waiting(erased: $0) } ?? 0 }

  private func drawHead(_ canvas: inout Canvas, _ area: Rect, _ words: StyledText) {
    canvas.fill(area, style: theme[.statusLine])
    if area.columns >= 60 { canvas.write(Self.name, style: theme[.title], in: area) }
    let tabs = Self.tabs(model, program)
    tabs.draw(into: &canvas, area: Self.tabLine(of: area), theme: theme)
    let end = tabs.places(in: Self.tabLine(of: area)).last?.place.endColumn ?? area.column
    let room = area.splitLeft(min(area.columns, end + 1)).rest
    let place = StyledText(model.workspaceName + " ", theme[.muted])
    // A name of which only its first letters are left says nothing.
    let isPlaceSeen = words.width + place.width <= room.columns || words.isEmpty && room.columns >= 12
    canvas.write(isPlaceSeen ? words + place : words, in: room, align: .trailing)
  }

  private func foot(_ canvas: inout Canvas, _ area: Rect) {
    let status = StyledText(model.status, theme[.statusLine])
    let facts = AppPictures.Foot(footer: Footer(status: status, hints: hints), theme: theme)
    program.pictures.foot.show(facts, for: 0, in: area, on: &canvas) {
      facts.footer.draw(into: &$0, area: $1, theme: theme)
    }
  }

  /// What keys do now, the best first; a verb that could only be refused is not among them.
  private var hints: [Hint] {
    if let layer = model.layers.last { return hints(over: layer) }
    guard let ranked = model.keys.panels[model.view]?.ranked else { return [] }
    guard let panel = program.panel(model.view), let state = model.states[model.view] else { return ranked.hints }
    return panel.hints(erased: state) ?? panel.usable(ranked, erased: state)
  }

  /// The keys of what lies over the view: those below do nothing now.
  private func hints(over layer: Layer) -> [Hint] {
    switch layer {
    case .help: [Hint("Esc", "close"), Hint("Down Up", "scroll")]
    case .palette: [Hint("Enter", "go there or do it"), Hint("Esc", "close"), Hint("Down Up", "choose")]
    case .confirm(let dialog, _): dialog.buttons.map { Hint($0.key, $0.words) } + [Hint("Esc", "close")]
    case .card: [Hint("e", "edit"), Hint("Esc", "close"), Hint("Down Up", "scroll")]
    // They have a last line of their own.
    case .commandLine, .line, .form: []
    }
  }

  private func welcome(_ canvas: inout Canvas, _ area: Rect) {
    let lines = welcomeLines.flatMap { $0.isEmpty ? [$0] : $0.wrapped(to: max(1, area.columns - 6)) }
    let width = min(area.columns - 2, (lines.map(\.width).max() ?? 0) + 4)
    let place = area.centred(Size(columns: width, rows: min(area.rows, lines.count + 2)))
    canvas.fill(place, style: theme[.overlay])
    let inside = canvas.box(place, theme.glyphs.box, style: theme[.overlayBorder]).inset(horizontally: 1)
    for (row, line) in lines.enumerated() {
      let place = Rect(column: inside.column, row: inside.row + row, columns: inside.columns, rows: 1).intersection(
        inside)
      canvas.write(line, in: place, align: .centre)
    }
  }
}

// MARK: - The first minute

extension AppView {
  private var welcomeLines: [StyledText] {
    func key(_ name: String, _ words: String) -> StyledText {
      StyledText(name, theme[.key]) + StyledText(words, theme[.overlay])
    }
    return [
      StyledText("Welcome to Drover", theme[.title]), "",
      StyledText("A task is a prompt for a coding agent, in a worktree of its own.", theme[.overlay]),
      key(model.keys.key(.board, "newTask"), " makes the first one in \(model.workspaceName)"),
      key("drover demo", " in a shell shows it all at work, without any account"),
      key(model.keys.key(.help), " shows every key, ") + key(model.keys.key(.quit), " quits"),
    ] + agentLines
  }

  /// Who was found to do the work, and what is missing.
  private var agentLines: [StyledText] {
    guard let agents = model.agents?.filter({ $0.name != "command" }) else { return [] }
    func names(_ wanted: (ServiceView) -> Bool) -> String { agents.filter(wanted).map(\.name).joined(separator: ", ") }
    let ready = names { $0.isFound && $0.isLoggedIn != false }
    let loggedOut = names { $0.isFound && $0.isLoggedIn == false }
    let keys = program.ports.keyNames.joined(separator: ", ")
    var lines = ready.isEmpty ? [] : [StyledText("found: \(ready)", theme[.success])]
    if !loggedOut.isEmpty { lines.append(StyledText("found, nobody is logged in: \(loggedOut)", theme[.warning])) }
    if !keys.isEmpty { lines.append(StyledText("keys in the environment: \(keys)", theme[.overlay])) }
    if ready.isEmpty {
      let words = "no agent is ready; `drover doctor` says what to do, and `command` runs any program"
      lines.append(StyledText(words, theme[.warning]))
    }
    return [""] + lines
  }
}

// MARK: - Layers

extension AppView {
  private func draw(_ layer: Layer, _ canvas: inout Canvas, _ screen: Rect) {
    switch layer {
    case .help(let filter, let top): help(filter, top, &canvas, screen)
    case .commandLine(let line): commandLine(line, &canvas, screen)
    case .line(let foot, let field): line(foot.sign, field, placeholder: foot.placeholder, &canvas, screen)
    case .palette(let palette): palette.draw(into: &canvas, area: screen, theme: theme)
    case .form(let form): form.draw(into: &canvas, area: screen, theme: theme)
    case .confirm(let dialog, _): dialog.draw(into: &canvas, area: screen, theme: theme)
    case .card(let task, let top): card(task, top, &canvas, screen)
    }
  }

  private func help(_ filter: EditorState, _ top: Int, _ canvas: inout Canvas, _ screen: Rect) {
    let place = Self.helpPlace(in: screen)
    canvas.fill(place, style: theme[.overlay])
    canvas.box(
      place, theme.glyphs.box, style: theme[.overlayBorder], title: StyledText("Keys here", theme[.overlayTitle]))
    let (field, rest) = Self.helpBody(of: place).splitTop(1)
    TextField(filter, placeholder: "type to search").draw(into: &canvas, area: field, theme: theme)
    let table = helpTable(filter.text, top)
    table.draw(into: &canvas, area: rest, theme: theme)
    let bar = Rect(column: place.endColumn - 1, row: rest.row, columns: 1, rows: rest.rows)
    let (total, seen) = (table.rows(theme), table.seen(in: rest, theme))
    guard total > seen else { return }
    Scrollbar(total: total, top: min(top, total - seen), rows: seen).draw(into: &canvas, area: bar, theme: theme)
  }

  private static func helpPlace(in screen: Rect) -> Rect {
    screen.centred(Size(columns: min(72, screen.columns - 2), rows: screen.rows - 2))
  }

  private static func helpBody(of place: Rect) -> Rect {
    place.inset(horizontally: 1, vertically: 1).inset(horizontally: 1)
  }

  /// How far help can be scrolled.
  func lastHelpTop(filter: String) -> Int {
    let area = Self.helpBody(of: Self.helpPlace(in: Rect(model.size))).splitTop(1).rest
    let table = helpTable(filter, 0)
    return max(0, table.rows(theme) - table.seen(in: area, theme))
  }

  private func helpTable(_ filter: String, _ top: Int) -> HelpTable {
    let slash = HelpTable.Section(
      "Words behind :", SlashWord.allCases.map { Hint("\($0.rawValue) \($0.argument)", $0.words) })
    let here = model.keys.panels[model.view].map { [$0.section] } ?? []
    return HelpTable(
      here + [model.keys.views.section, model.keys.everywhere.section, slash], filter: filter, top: top)
  }

  /// What could come next stands over the line, the chosen one always in sight.
  private func commandLine(_ command: CommandLine, _ canvas: inout Canvas, _ screen: Rect) {
    line(":", command.field, placeholder: "a word; Tab completes, Up finds earlier ones", &canvas, screen)
    let found = command.completions(AppProgram.known(model))
    guard !found.isEmpty, screen.rows > 4 else { return }
    let rows = min(found.count, screen.rows - 4)
    let place = Rect(
      column: 0, row: screen.endRow - 3 - rows, columns: min(62, screen.columns), rows: rows + 2)
    canvas.fill(place, style: theme[.overlay])
    let inside = canvas.box(place, theme.glyphs.box, style: theme[.overlayBorder])
    let list = ListState(selected: command.choice ?? 0, count: found.count, rows: rows)
    for row in 0..<rows {
      let (index, one) = (list.top + row, found[list.top + row])
      let line = Rect(column: inside.column, row: inside.row + row, columns: inside.columns, rows: 1)
      let isChosen = index == command.choice
      if isChosen { canvas.fill(line, style: theme[.selection]) }
      let mark = isChosen ? theme.glyphs.marker : " "
      canvas.write(
        StyledText((mark + one.name).padded(to: 18) + " ", theme[isChosen ? .selection : .key])
          + StyledText(one.words, theme[isChosen ? .selection : .overlay]), in: line, ellipsis: theme.glyphs.ellipsis)
    }
    guard found.count > rows else { return }
    let bar = Rect(column: place.endColumn - 1, row: inside.row, columns: 1, rows: rows)
    Scrollbar(total: found.count, top: list.top, rows: rows).draw(into: &canvas, area: bar, theme: theme)
  }

  private func line(_ sign: String, _ field: EditorState, placeholder: String, _ canvas: inout Canvas, _ screen: Rect) {
    let foot = screen.splitBottom(1).bottom
    canvas.fill(foot, style: theme[.statusLine])
    canvas.write(sign, style: theme[.accent], in: foot)
    var state = field
    let area = foot.splitLeft(Sanitiser.width(sign)).rest
    state.fit(area.size)
    TextField(state, placeholder: placeholder).draw(into: &canvas, area: area, theme: theme)
  }

  private func card(_ task: TaskView, _ top: Int, _ canvas: inout Canvas, _ screen: Rect) {
    let place = screen.centred(Size(columns: min(90, screen.columns - 2), rows: min(30, screen.rows - 2)))
    canvas.fill(place, style: theme[.overlay])
    let title = StyledText("\(task.id) \(task.title)", theme[.overlayTitle])
    let inside = canvas.box(place, theme.glyphs.box, style: theme[.overlayBorder], title: title).inset(horizontally: 1)
    let (body, foot) = inside.splitBottom(1)
    let lines = CardText.lines(of: task, theme).flatMap { $0.wrapped(to: max(1, body.columns)) }
    let first = min(top, max(0, lines.count - body.rows))
    for (row, line) in lines.dropFirst(first).prefix(body.rows).enumerated() {
      canvas.write(line, at: Point(column: body.column, row: body.row + row), clip: body)
    }
    let hints = [Hint("e", "edit"), Hint("Down Up", "scroll"), Hint("Esc", "close")]
    Footer(hints: hints).draw(into: &canvas, area: foot, theme: theme)
  }
}

/// The facts of a card as lines.
enum CardText {
  static func lines(of task: TaskView, _ theme: Theme) -> [StyledText] {
    var lines: [StyledText] = []
    func add(_ name: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      lines.append(
        StyledText(name + String(repeating: " ", count: max(1, 12 - name.count)), theme[.muted])
          + StyledText(value, theme[.overlay]))
    }
    add("state", Look.name(of: task.state) + (task.reason.map { ": \($0)" } ?? ""))
    add("waiting", task.waiting.map { "for \($0.for.rawValue): \($0.reason)" })
    add("marks", task.badges.joined(separator: ", "))
    add("service", task.service)
    add("permission", task.permission.rawValue)
    add("workspace", task.workspace)
    add("branch", task.branch)
    add("verify", task.verify)
    add("after", task.after.map(\.description).joined(separator: ", "))
    add("tags", task.tags.joined(separator: ", "))
    add("priority", task.priority == 0 ? nil : String(task.priority))
    add("created", task.created.description)
    lines.append("")
    lines += task.prompt.split(separator: "\n", omittingEmptySubsequences: false).map {
      StyledText(String($0), theme[.overlay])
    }
    return lines
  }
}
