import Base
import Canvas
import Domain
import Keymap
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets
import Wire

@testable import Board

@Suite struct BoardTests {
  @Test(
    arguments: [(40, 10), (80, 24), (120, 40), (200, 50)],
    [("dark", Theme(.dark)), ("light", Theme(.light)), ("mono", Theme(.dark, depth: .mono))])
  func theBoardAtEverySize(size: (Int, Int), theme: (String, Theme)) throws {
    var table = Table(columns: size.0, rows: size.1, theme: theme.1)
    table.fill()
    table.press("l")
    try GoldenScreen.check(table.canvas, "Board/board-\(size.0)x\(size.1)-\(theme.0)", styles: size.0 == 80)
  }

  /// Palettes of 16 and 256 colours are made by hand, so they are looked at by hand.
  @Test(
    arguments: [(80, 24), (200, 50)],
    [
      ("dark-16", Theme(.dark, depth: .sixteen)), ("dark-256", Theme(.dark, depth: .palette)),
      ("light-16", Theme(.light, depth: .sixteen)), ("light-256", Theme(.light, depth: .palette)),
      ("contrast-dark", Theme(.highContrast)), ("contrast-dark-16", Theme(.highContrast, depth: .sixteen)),
      ("contrast-light", Theme(.highContrast, appearance: .light)), ("colour-blind", Theme(.colourBlind)),
      ("accessible", Theme.accessible()),
    ])
  func theBoardInEveryPalette(size: (Int, Int), theme: (String, Theme)) throws {
    var table = Table(columns: size.0, rows: size.1, theme: theme.1)
    table.fill()
    var (first, second) = (TaskView.sample(8, "one way to do it", in: .review), TaskView.sample(9, "late", in: .failed))
    first.badges = ["race first", Badge.sameLines.rawValue]
    second.badges = ["race", Badge.sameFiles.rawValue]
    table.send(.refreshed([first, second]))
    table.press("l")
    try GoldenScreen.check(table.canvas, "Board/palette-\(size.0)x\(size.1)-\(theme.0)", styles: true)
  }

  @Test func theCardThatWasLookedAtComesBack() {
    var table = Table()
    table.fill()
    for key in ["j", "j"] { table.press(key) }
    let (there, memory) = (table.state.selected?.id, table.panel.memory(table.state))
    var next = Table()
    _ = next.panel.recall(memory, &next.state)
    next.fill()
    #expect(there == TaskID(number: 3) && next.state.selected?.id == there)
  }

  @Test(arguments: [
    ("card", ["l", "Enter"]), ("continue", ["l", "c", "n", "o", "w"]), ("copy", ["l", "y"]),
  ])
  func whatLiesOverTheColumns(name: String, keys: [String]) throws {
    var table = Table()
    table.fill()
    for key in keys { table.press(key) }
    try GoldenScreen.check(table.canvas, "Board/board-\(name)")
  }

  @Test(arguments: [
    (TaskState.todo, TaskState.running, [], BoardMove.start), (.todo, .done, [], .close),
    (.running, .failed, [], .cancel), (.running, .todo, [], .cancel), (.review, .done, [], .merge),
    (.review, .done, [Badge.noChange.rawValue], .close), (.review, .running, [], .retry),
    (.failed, .running, [], .retry), (.failed, .done, [], .close),
    (.running, .review, [], .refused("T1 goes to review by itself when its attempt ends")),
    (.todo, .review, [], .refused("T1 has no work to review yet; s starts it")),
    (.done, .running, [], .refused("T1 is done; n makes a new task")),
  ])
  func aMoveDoesWhatItMeans(from: TaskState, to: TaskState, badges: [String], meaning: BoardMove) {
    var task = TaskView.sample(1, "x", in: from)
    task.badges = badges
    #expect(BoardMove.meaning(of: task, to: to) == meaning)
  }

  @Test func aCardIsDraggedIntoAColumn() async {
    var table = Table(columns: 120, rows: 30)
    table.fill()
    table.mouse(.press(.left), 3, 2)
    table.mouse(.drag(.left), 30, 4)
    #expect(table.state.drag?.over == .running)
    table.mouse(.release(.left), 30, 4)
    #expect(table.dialog?.title == "Start T1?" && table.state.drag == nil)
  }

  @Test func startingAsksOnceWhereMoneyIsInvolved() async {
    var table = Table()
    table.fill()
    table.press("s")
    for message in await table.answer("Y") { table.send(message) }
    #expect(table.client.performed == [.startTask(task: TaskID(number: 1))])
    table.dialog = nil
    _ = await table.press("s").messages()
    #expect(table.dialog == nil && table.client.performed.count == 2)
  }

  @Test func whoRacesStartsWithTheOthersOnceThePriceWasShown() async {
    var table = Table()
    let race = Race(tasks: [TaskID(number: 1), TaskID(number: 2)])
    let tasks = [(1, "claude"), (2, "codex"), (3, "claude")].map { number, service in
      var task = TaskView.sample(number, "fix", service: service)
      task.race = number < 3 ? race : nil
      return task
    }
    table.send(.loaded(.todo, TaskPage(tasks: tasks, total: 3, seq: 1), isFirst: true))
    table.send(.agreed)
    for message in await table.press("s").messages() { table.send(message) }
    #expect(table.client.performed.isEmpty)
    #expect(table.dialog.map { "\($0.body)" }?.contains("2 services are paid for at once") == true)
    _ = await table.answer("Y")
    #expect(table.client.performed == [1, 2].map { .startTask(task: TaskID(number: $0)) })
  }

  @Test func aCommandStartsWithoutBeingAsked() {
    var table = Table()
    table.send(.loaded(.todo, TaskPage(tasks: [.sample(1, "x", service: "command")], total: 1, seq: 1), isFirst: true))
    table.press("s")
    #expect(table.dialog == nil)
  }

  @Test func undoBringsBackWhatWasThere() async {
    var table = Table()
    table.fill()
    for key in ["K", "D"] {
      var messages = await table.press(key).messages()
      if key == "D" { messages = await table.answer("Y") }
      for message in messages { table.send(message) }
    }
    _ = await table.press("u").messages()
    _ = await table.press("u").messages()
    var back = TaskEdit()
    back.priority = 0
    let first = TaskID(number: 1)
    #expect(table.client.performed.suffix(2) == [.restoreTask(task: first), .editTask(task: first, edit: back)])
    table.press("u")
    #expect(table.said == "nothing to undo")
  }

  @Test func verbsActOnAllThatIsMarked() async {
    var table = Table()
    table.fill()
    table.press("Space")
    table.press("Space")
    table.press("s")
    _ = await table.answer("Y")
    #expect(table.client.performed == [1, 2].map { .startTask(task: TaskID(number: $0)) })
  }

  @Test func aPromptThatIsPutOffIsKept() {
    var table = Table()
    table.fill()
    for key in ["l", "c", "h", "i", "Esc", "h", "l", "c"] { table.press(key) }
    guard case .continue(let sheet, _)? = table.state.input else { return #expect(Bool(false), "nothing is open") }
    #expect(sheet.field.text == "hi")
  }

  @Test func aFilterLooksAtEverythingOnACard() {
    var table = Table()
    table.fill()
    for (words, count) in [("claude", 1), ("shop", 2), ("T2", 1), ("zzz", 0)] {
      table.send(.filtered(words))
      #expect(table.state[.todo].visible.count + table.state[.running].visible.count >= count)
      if count == 0 { #expect(table.state[.todo].visible.isEmpty) }
    }
  }

  @Test func whatWaitsStandsInTheOrderOfItsStart() {
    var table = Table()
    table.fill()
    var urgent = TaskView.sample(2, "urgent")
    urgent.priority = 5
    table.send(.refreshed([urgent]))
    #expect(table.state[.todo].tasks.map(\.id.number) == [2, 1, 3])
    table.send(.refreshed([.sample(1, "touched")]))
    #expect(table.state[.todo].tasks.map(\.id.number) == [2, 1, 3])
  }

  @Test func onlyRunsInSightAreFollowedAndTheClockRestsWithThem() {
    var table = Table(rows: 40)
    table.fill()
    let many = (100..<160).map { TaskView.sample($0, "t", in: .running, run: $0) }
    table.send(.loaded(.running, TaskPage(tasks: many, total: 60, seq: 1), isFirst: true))
    #expect(table.panel.subscriptions(table.state, isShown: true).count == 14)
    #expect(table.panel.subscriptions(table.state, isShown: false).count == 1)
    table.send(.loaded(.running, TaskPage(tasks: [], total: 0, seq: 1), isFirst: true))
    #expect(table.panel.subscriptions(table.state, isShown: true).count == 1)
  }

  @Test func nothingTrapsAtAnySize() {
    var table = Table()
    table.fill()
    for keys in [[], ["l", "Enter"], ["c"], ["Esc", "y"], ["Esc", "z"]] {
      for key in keys { table.press(key) }
      for columns in [0, 1, 5, 20, 40, 59, 60, 109, 110, 169, 170, 300] {
        for rows in [0, 1, 2, 3, 8, 20, 60] { table.resize(columns, rows) }
      }
    }
  }

  /// A card that moves among ten thousand costs what it costs among a hundred, within what a loaded machine spoils.
  @Test func tenThousandCardsAreDrawnLikeAHundred() {
    func seconds(_ count: Int) -> Double {
      var table = Table(columns: 200, rows: 50)
      let tasks = (1...count).map { TaskView.sample($0, "task number \($0)") }
      table.send(.loaded(.todo, TaskPage(tasks: tasks, total: count, seq: 1), isFirst: true))
      let start = ContinuousClock.now
      for _ in 0..<60 {
        table.press("j")
        _ = table.canvas
      }
      return (ContinuousClock.now - start).inSeconds
    }
    _ = seconds(100)
    let (few, many) = (seconds(100), seconds(10_000))
    #expect(many < few * 4 + 0.2, "\(few) s with 100 cards, \(many) s with 10,000")
  }

  /// Hundreds of marks among ten thousand cards cost a key what one costs: nothing looks through what is not seen.
  @Test func aMarkAmongTenThousandCardsCostsWhatItCostsAmongAHundred() {
    func seconds(_ count: Int, marks: Int) -> Double {
      var table = Table(columns: 200, rows: 50)
      let tasks = (1...count).map { TaskView.sample($0, "task number \($0)") }
      table.send(.loaded(.todo, TaskPage(tasks: tasks, total: count, seq: 1), isFirst: true))
      for task in tasks.suffix(marks) { table.state.marked.toggle(task) }
      let start = ContinuousClock.now
      for _ in 0..<30 {
        table.press("Space")
        _ = (table.canvas, table.panel.isOfUse(table.state)(.start))
        _ = table.panel.subscriptions(table.state, isShown: true)
      }
      return (ContinuousClock.now - start).inSeconds
    }
    _ = seconds(100, marks: 1)
    let (few, many) = (seconds(100, marks: 1), seconds(10_000, marks: 500))
    #expect(many < few * 4 + 0.1, "\(few) s with 100 cards, \(many) s with 10,000 of which 500 are marked")
  }
}

@Suite struct LiveLineTests {
  private func event(_ body: AgentEventBody) -> AgentEvent { AgentEvent(offset: 0, body: body) }

  @Test func saysTheLastThingThatMattered() {
    var line = LiveLine()
    line.take([event(.text(AgentText(text: "first\nsecond\n\n", isPartial: false)))])
    #expect(line.words == "second")
    line.take([event(.text(AgentText(text: "in pie", isPartial: true)))])
    line.take([event(.text(AgentText(text: "ces", isPartial: true)))])
    #expect(line.words == "in pieces")
    line.take([event(.toolCall(ToolCall(id: "1", name: "Bash", input: "make test")))])
    #expect(line.words == "Bash make test")
    line.take([event(.usage(UsageReport(usage: Usage(), cost: .unknown)))])
    #expect(line.words == "Bash make test")
  }

  @Test func aFloodGoesThroughAsTheNewestLine() async {
    let pace = LivePace()
    var flushes = 0
    for number in 0..<1_000 where await pace.offer("\(number)") { flushes += 1 }
    #expect(flushes == 1)
    #expect(await pace.take() == "999")
    #expect(await pace.offer("next"))
  }
}
