import Board
import Canvas
import Domain
import Keymap
import Loop
import Synchronization
import Testing
import Widgets
import Wire

@testable import App

@Suite struct SettingsTests {
  private func session(_ columns: Int = 100) -> Session {
    var session = Session(columns: columns, rows: 30)
    session.fill()
    return session
  }

  private func settings(_ change: (inout AppSettings) -> Void) -> AppSettings {
    var settings = AppSettings()
    change(&settings)
    return settings
  }

  // MARK: - Keys

  @Test func aChangedKeyDispatchesAndStandsInHelpAndPalette() {
    var session = session()
    session.app(.reloaded(.changed(settings { $0.keys = ["newTask": "N", "help": "F2"] }, keys: ["ui.keys"])))
    session.press("n")
    #expect(session.model.layers.isEmpty)
    session.press("N")
    guard case .form = session.model.layers.last else { return #expect(Bool(false), "no form") }
    session.press("Esc")
    session.app(.toastOver(1))
    session.send(.input(.key(KeyPress(.function(2)))))
    for key in ["h", "e", "l", "p"] { session.press(key) }
    #expect(session.text.contains("F2"))
    #expect(!session.text.contains("? F1"))
    session.press("Esc")
    session.press("Ctrl-P")
    #expect(session.text.contains("new task  (N)"))
  }

  @Test(arguments: [
    (["newTsak": "N"], "newTsak", "is no action"),
    (["newTask": "Hyper-N"], "newTask", "cannot be on \"Hyper-N\", which is no key"),
    (["newTask": "s"], "newTask", "cannot be on s: start has it in the view Board"),
    (["quit": "e"], "quit", "cannot be on e: edit has it in the view Board"),
    (["board.newTask": "2"], "newTask", "cannot be on 2: logs has it in the view Board"),
  ])
  func mistakesAreNamedWithWhatIsAllowed(keys: [String: String], action: String, message: String) throws {
    let problem = try #require(session().program.problems(with: keys).first)
    #expect(problem.action == action && problem.message == message && !problem.remedy.isEmpty)
  }

  @Test(arguments: [
    ["newTask": "N"], ["start": "n", "newTask": "s"], ["quit": "ctrl-q"], ["board.open": "w"], ["logs": "F3"],
  ])
  func goodKeysHaveNoProblem(keys: [String: String]) {
    #expect(session().program.problems(with: keys).isEmpty)
  }

  @Test(
    arguments: [
      ("ctrl-p", "Ctrl-P"), ("Shift-Tab", "S-Tab"), ("pgdn", "PgDn"), ("f5", "F5"), ("X", "X"), ("ä", "ä"),
      ("alt-enter", "Alt-Enter"), ("S-x", nil), ("", nil), ("Ctrl-", nil), ("two", nil), ("Ctrl-Ctrl-x", nil),
      (" ", nil),
    ] as [(String, String?)])
  func keysHaveOneName(typed: String, name: String?) { #expect(KeyName.canonical(typed) == name) }

  // MARK: - Reload

  @Test func aBadFileIsAToastThatGoes() throws {
    var session = session()
    session.app(.reloaded(.kept("drover.json:3: ui.them is no known key")))
    #expect(session.text.contains("what held goes on"))
    #expect(session.program.subscriptions(session.model).contains { $0.id == Identity("toast.1") })
    session.app(.toastOver(1))
    #expect(!session.text.contains("what held goes on"))
    #expect(!session.program.subscriptions(session.model).contains { $0.id == Identity("toast.1") })
  }

  @Test func theThemeAndTheMouseChangeAtOnce() {
    var session = session()
    let effect = session.app(
      .reloaded(
        .changed(
          settings {
            $0.theme = .light
            $0.mouse = false
          }, keys: ["ui.theme", "ui.mouse"])))
    #expect(session.model.theme.name == .light && !session.model.isMouseCaptured)
    #expect(effect.screenRequests.contains { if case .captureMouse(false) = $0 { true } else { false } })
  }

  // MARK: - Calling

  @Test func itCallsOnceAndOnlyWhenNobodyLooks() {
    var session = session()
    var task = TaskView.sample(1, "fix the bug in the cart", in: .running)
    #expect(calls(session.app(.board(.refreshed([task])))).isEmpty)
    session.send(.input(.focus(false)))
    task.state = .review
    let first = calls(session.app(.board(.refreshed([task]))))
    #expect(first == ["T1 is ready for review: fix the bug in the cart"])
    #expect(calls(session.app(.board(.refreshed([task])))).isEmpty)
    task.state = .failed
    task.reason = "exit 1"
    #expect(calls(session.app(.board(.refreshed([task])))) == ["T1 failed: exit 1"])
    session.send(.input(.focus(true)))
    task.state = .review
    #expect(calls(session.app(.board(.refreshed([task])))).isEmpty)
  }

  @Test(arguments: [
    (AppSettings.Notifications.terminal, 1, false), (.bell, 1, false), (.off, 0, false), (.off, 0, true),
  ])
  func itCallsAsConfigured(how: AppSettings.Notifications, requests: Int, hasCommand: Bool) {
    var session = session()
    session.app(
      .reloaded(
        .changed(
          settings {
            $0.notifications = how
            if hasCommand { $0.notifyCommand = ["notify-send"] }
          }, keys: ["ui.notifications"])))
    session.send(.input(.focus(false)))
    let effect = session.app(.board(.refreshed([.sample(1, "a", in: .review)])))
    #expect(effect.screenRequests.count == requests)
    #expect(effect.runs.contains { $0 == nil } == hasCommand)
  }

  private func calls(_ effect: Effect<AppMessage>) -> [String] {
    effect.screenRequests.compactMap { if case .notify(_, let body) = $0 { body } else { nil } }
  }

  // MARK: - Drafts

  @Test func whatWasTypedOutlivesEscAndTheProgram() {
    var session = session()
    session.press("n")
    for key in ["f", "i", "x"] { session.press(key) }
    session.press("Esc")
    #expect(session.model.drafts.form?["prompt"] == "fix")
    session.press("n")
    #expect(session.text.contains("as you left it") && session.text.contains("fix"))

    var next = Session(columns: 80, rows: 24, drafts: session.model.drafts)
    next.fill()
    next.press("n")
    #expect(next.text.contains("as you left it") && next.text.contains("fix"))
    next.press("Ctrl-C")
    #expect(next.model.drafts == Drafts())
    #expect(!next.text.contains("as you left it"))
  }

  @Test func aTaskThatTheEngineTookIsNoDraftAnyMoreAndOneThatItRefusedIs() {
    for isTaken in [true, false] {
      var session = session()
      session.press("n")
      session.press("x")
      session.press("Enter")
      #expect(session.model.drafts.form != nil)
      session.app(.board(isTaken ? .done("made T9", undo: nil) : .failed(DroverError(.refused, "no"))))
      #expect((session.model.drafts.form == nil) == isTaken)
    }
  }

  @Test func aLineThatWasPutOffIsFoundAgainAndOneThatACrashBrokeOffStandsThere() {
    var session = session()
    session.press(":")
    for key in ["t", "a"] { session.press(key) }
    #expect(session.model.drafts.line == "ta")
    #expect(Session(columns: 80, rows: 24, drafts: session.model.drafts).line(after: ":") == "ta")
    session.press("Esc")
    #expect(session.model.drafts.line == nil)
    #expect(session.line(after: ":") == "" && session.line(after: ":", "Up") == "ta")
    #expect(session.line(after: ":", "Up", "Down") == "" && session.line(after: ":", "Up", "Ctrl-U") == "")
  }

  @Test func whatComesNextIsChosenAndArgumentsAreToo() {
    let session = session()
    #expect(session.line(after: ":", "s", "Tab") == "sessions")
    #expect(session.line(after: ":", "s", "Tab", "Tab") == "switch ")
    #expect(session.line(after: ":", "s", "S-Tab") == "service ")
    #expect(session.line(after: ":", "t", "h", "e", "m", "e", " ", "l", "Tab") == "theme light")
    #expect(session.line(after: ":", "d", "i", "f", "f", " ", "t", "Down", "Down") == "diff T2")
  }

  /// Each changed something else; none takes away what the other typed.
  @Test func screensOfOneRepositoryKeepEachOthersDrafts() {
    var before = Drafts()
    before.form = ["prompt": "old"]
    before.screen = ScreenMemory(view: "chat", views: ["chat": ["text": "half a"], "board": ["filter": "bug"]])
    var (one, other) = (before, before)
    one.form = ["prompt": "precious"]
    one.edits["T1"] = ["title": "better"]
    one.screen?.views["chat"] = ["text": "half a prompt"]
    other.line = "merge"
    other.screen = nil
    let kept = other.laid(over: one.laid(over: before, since: before), since: before)
    #expect(kept.form == one.form && kept.edits == one.edits && kept.line == "merge")
    #expect(kept.screen == nil, "the other left both views as they begin")
    other.screen = before.screen
    #expect(other.laid(over: one, since: before).screen == one.screen)
    #expect(before.laid(over: one, since: before) == one, "who changed nothing changes nothing")
    var sent = before
    sent.form = nil
    #expect(sent.laid(over: before, since: before).form == nil)
  }

  @Test func oneSaveAtATimeIsUnderWay() {
    var session = session()
    session.press("n")
    #expect(session.press("a").runs == [Identity("drafts.save")])
    #expect(session.press("b").runs.isEmpty)
    session.app(.draftsDue)
    #expect(session.press("c").runs == [Identity("drafts.save")])
  }

  /// In a conversation too a text is kept as soon as any other.
  @Test func aTextThatIsWrittenIsKeptSoonAndAPlaceLater() {
    var session = session()
    #expect(session.press("j").delays == [AppProgram.placeDelay])
    session.press("5")
    #expect(session.press("x").delays.contains(AppProgram.draftDelay))
  }

  @Test func anEndThatNobodyAskedForKeepsWhatWasTyped() async {
    let kept = Mutex<Drafts?>(nil)
    var ports = AppPorts()
    ports.saveDrafts = { drafts, _ in kept.withLock { $0 = drafts } }
    var session = Session(columns: 80, rows: 24, ports: ports)
    session.fill()
    #expect(session.program.parting(session.model) == nil)
    for key in ["n", "h", "i"] { session.press(key) }
    await session.program.parting(session.model)?()
    #expect(kept.withLock { $0 }?.form?["prompt"] == "hi")
  }
}

extension Session {
  /// What stands behind `:` after these keys.
  fileprivate func line(after keys: String...) -> String? {
    var copy = self
    for key in keys { copy.press(key) }
    guard case .commandLine(let line) = copy.model.layers.last else { return nil }
    return line.text
  }
}

extension Effect {
  fileprivate var delays: [Duration] {
    operations.compactMap { if case .after(let delay) = $0 { delay.time } else { nil } }
  }
}
