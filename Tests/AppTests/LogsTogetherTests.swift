import Base
import Canvas
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Widgets
import Wire

@testable import App
@testable import Logs

/// Several runs seen together, and the way back to one.
@Suite struct LogsTogetherTests {
  private static let runs = [
    RunOfTask(run: RunID(number: 2), task: TaskID(number: 10), service: "codex"), LogSamples.run,
    RunOfTask(run: RunID(number: 9), task: TaskID(number: 12), service: "command"),
  ]

  @Test func oneRunIsItsTasksOwnAgainAfterAllWereSeen() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    session.press("a")
    session.logs(.runs(Self.runs))
    session.press("a")
    #expect(session.logsState.run == LogSamples.run && !session.text.contains("of 3)"))
    session.press("<")
    #expect(session.logsState.run == LogSamples.run)
  }

  @Test func theHeadCountsWhatRunsAndNotWhatRan() {
    var session = Session(columns: 120, rows: 24)
    session.openLog()
    session.press("a")
    session.logs(.runs(Self.runs))
    #expect(!session.row(1).contains("3 under way"))
  }

  @Test func whatComesLaterTakesNoPastAway() {
    var session = Session(columns: 120, rows: 24)
    session.openLog()
    session.press("a")
    session.logs(.runs(Self.runs))
    let past = (0..<9000).map {
      LogEntry(LogEntry.ID(run: LogSamples.run.run, offset: $0, number: 0), .text, text: "past \($0)", end: $0)
    }
    for page in LogReader.pages(past) {
      session.logs(.tail(session.logsState.generation, LogPart(batch: EntryBuilder.Batch(entries: page))))
    }
    for number in 0..<3 { session.more(number..<number + 1) }
    session.press("g")
    #expect(session.text.contains("past 0 ") && session.text.contains("from the beginning"))
    session.logs(.tail(session.logsState.generation, LogPart(cut: [LogSamples.run.run])))
    #expect(session.row(1).contains("the last 128 kB of each"))
  }

  @Test func aRunThatBeginsTearsNobodyAwayFromWhatHeReads() {
    var session = Session(columns: 120, rows: 24)
    session.openLog()
    session.press("a")
    session.logs(.runs(Self.runs, live: [LogSamples.run.run]))
    session.more(0..<200)
    #expect(session.row(1).contains("1 under way, 2 ended"))
    session.press("g")
    var task = TaskView.sample(40, "begins", in: .running)
    task.runs = [RunID(number: 99)]
    #expect(session.logs(.taskChanged(task)).runs.isEmpty)
    #expect(session.row(1).contains("a run began, G to follow") && session.text.contains("line 0"))
    #expect(session.press("G").runs == ["logs.find"])
    task.runs = [LogSamples.run.run]
    task.state = .review
    session.logs(.runs(Self.runs, live: [LogSamples.run.run]))
    session.logs(.taskChanged(task))
    #expect(session.row(1).contains("none under way, 3 ended"))
  }

  @Test func aSearchInAllRunsSaysThatItFoundNothing() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    session.press("a")
    session.logs(.runs(Self.runs))
    session.more(0..<100)
    for key in ["/", "z", "z", "z", "Enter"] { session.press(key) }
    #expect(session.model.status == "nothing matches zzz")
  }

  @Test func escapeClosesOneLayerAndThenGoesBack() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    session.more(100..<200)
    session.press("g")
    for key in ["/", "1", "5", "0", "Enter"] { session.press(key) }
    let hits = LogHits(offsets: [15_000], count: 1, next: nil, end: 20_000)
    session.logs(.hits(session.logsState.generation, hits))
    session.press("Esc")
    #expect(session.model.view == .logs && !session.logsState.viewport.isFollowing)
    session.press("Esc")
    #expect(session.model.view == .board)
    session.press("2")
    #expect(!session.logsState.viewport.isFollowing, "where one stood is where one stands")
  }

  @Test func nothingThereSaysWhatFillsIt() {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    session.press("2")
    session.logs(.runs(Self.runs))
    #expect(session.text.contains("Nothing"))
    session.logs(.runs([]))
    #expect(session.text.contains("Nothing has run yet"))
    session.press("a")
    session.logs(.found(.sample(3, "never ran"), [], nil))
    #expect(session.text.contains("T3 has not run yet"))
  }

  @Test(arguments: [Theme.Appearance.dark, .light], [ColorDepth.truecolor, .palette, .sixteen])
  func namesOfRunsAreReadableOnEveryBackground(_ appearance: Theme.Appearance, _ depth: ColorDepth) {
    for name in Theme.Name.allCases where name != .dark && name != .light {
      var session = Session(columns: 80, rows: 24, depth: depth)
      session.openLog()
      session.press("a")
      session.logs(.runs(Self.runs))
      session.send(.background(isDark: appearance == .dark))
      session.app(.screen(.input(.focus(true))))
      session.model.theme = session.model.theme.with(name: name)
      for run in Self.runs {
        let entry = LogEntry(LogEntry.ID(run: run.run, offset: 0, number: 0), .text, text: "words", end: 1)
        let batch = EntryBuilder.Batch(entries: [entry])
        session.logs(.tail(session.logsState.generation, LogPart(batch: batch)))
      }
      let canvas = session.program.view(session.model, Size(columns: 80, rows: 24))
      #expect(session.text.contains("T10"))
      #expect(Contrast.faults(canvas, on: appearance == .dark ? 0x000000 : 0xffffff, appearance).isEmpty)
    }
  }
}
