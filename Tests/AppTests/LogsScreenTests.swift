import Base
import Canvas
import Domain
import Loop
import PanelKit
import TestSupport
import Testing
import Wire

@testable import App
@testable import Logs

@Suite struct LogsScreenTests {
  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 50)], [ColorDepth.truecolor, .mono])
  func theLogAtEverySize(size: (Int, Int), depth: ColorDepth) throws {
    var session = Session(columns: size.0, rows: size.1, depth: depth)
    session.openLog()
    try session.check("logs-\(size.0)x\(size.1)-\(depth)")
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 50)])
  func theLogOnALightBackground(size: (Int, Int)) throws {
    var session = Session(columns: size.0, rows: size.1)
    session.send(.background(isDark: false))
    session.openLog()
    try session.check("logs-\(size.0)x\(size.1)-light", styles: size.0 == 80)
  }

  /// What is dragged over is copied as it was printed: without signs, without the breaks of the width.
  @Test func draggingCopiesWhatWasPrinted() {
    var session = Session(columns: 40, rows: 24)
    session.openLog()
    session.press("g")
    let start = session.place(of: "I will look")
    session.mouse(.press(.left), start)
    session.mouse(.drag(.left), Point(column: start.column + 36, row: start.row + 1))
    let effect = session.mouse(.release(.left), Point(column: start.column + 36, row: start.row + 1))
    let copied = effect.screenRequests.compactMap { if case .copy(let text) = $0 { text } else { nil } }
    #expect(copied == ["I will look at how the cart adds up its lines, and fix the rounding."])
    #expect(session.logsState.selection != nil)
    session.press("Esc")
    #expect(session.logsState.selection == nil && session.model.view == .logs)
    let before = session.text
    session.mouse(.press(.left), start)
    session.mouse(.release(.left), start)
    #expect(session.text == before, "a click moves nothing")
  }

  @Test func whereOneStoodInALogComesBack() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    session.more(100..<200)
    for _ in 0..<5 { session.press("k") }
    session.app(.draftsDue)
    var next = Session(columns: 80, rows: 24, drafts: session.model.drafts)
    next.fill()
    let effect = next.logs(.found(.sample(1, "fix the bug in the cart", in: .running), [LogSamples.run], nil))
    #expect(effect.runs.contains("logs.page") && !next.logsState.isAtEnd)
  }

  @Test(arguments: [("nothing", ["2"]), ("search", ["/", "c", "a", "r", "t"])])
  func otherLogsAt80x24(name: String, keys: [String]) throws {
    var session = Session(columns: 80, rows: 24)
    session.fill()
    if name != "nothing" { session.openLog() }
    for key in keys { session.press(key) }
    if name == "nothing" { session.logs(.runs([])) }
    try session.check("logs-\(name)")
  }

  @Test func oneLineUpPinsTheSameTopLineWhateverArrives() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    session.more(100..<200)
    let following = session.text
    #expect(following.contains("line 199"))
    session.press("k")
    let top = session.row(2)
    session.more(200..<300)
    #expect(session.row(2) == top && !session.text.contains("line 299") && session.text.contains("100 new lines"))
    session.press("G")
    #expect(session.text.contains("line 299") && !session.text.contains("new lines"))
  }

  @Test func aSearchGoesToTheNextHitAndCountsThem() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    session.more(100..<200)
    session.press("g")
    for key in ["/", "1", "5", "0"] { session.press(key) }
    #expect(session.press("Enter").runs == ["logs.search"])
    let hits = LogHits(offsets: [15_000], count: 1, next: nil, end: 20_000)
    session.logs(.hits(session.logsState.generation, hits))
    #expect(session.text.contains("1 hit") && session.text.contains("line 150"))
    session.press("Esc")
    #expect(!session.text.contains("1 hit") && session.model.view == .logs)
  }

  @Test func aHitThatIsNotHeldIsReadFirst() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    session.press("g")
    for key in ["/", "x", "Enter"] { session.press(key) }
    let hits = LogHits(offsets: [9_000_000], count: 1, next: nil, end: 9_900_000)
    let effect = session.logs(.hits(session.logsState.generation, hits))
    #expect(effect.runs == ["logs.page"] && effect.cancelled == ["logs.tail"])
    session.logs(.page(session.logsState.generation, LogPart(batch: LogSamples.lines(89_950..<90_100))))
    #expect(session.text.contains("line 90000"))
    let back = session.press("G")
    #expect(back.runs == ["logs.tail"])
  }

  @Test func anOldWindowsMessagesAreDropped() {
    var session = Session(columns: 80, rows: 24)
    session.openLog()
    let old = session.logsState.generation
    session.press("<")
    session.logs(.tail(old - 1, LogPart(batch: LogSamples.lines(0..<5))))
    #expect(!session.text.contains("line 4"))
  }

  @Test func aKeyCostsTheSameHoweverLongTheLogIs() {
    var session = Session(columns: 200, rows: 50)
    session.openLog()
    for page in 0..<40 { session.more(page * 1000..<(page + 1) * 1000) }
    session.press("k")
    let clock = ContinuousClock()
    let took = clock.measure {
      for _ in 0..<50 {
        session.press("k")
        _ = session.program.view(session.model, Size(columns: 200, rows: 50))
      }
    }
    #expect(took < .seconds(2))
  }
}

extension Session {
  var logsState: LogsState { model.states[.logs]?.value() ?? LogsState() }

  func row(_ row: Int) -> String { String(text.split(separator: "\n")[row]) }

  mutating func more(_ lines: Range<Int>) {
    logs(.tail(logsState.generation, LogPart(batch: LogSamples.lines(lines), end: Int64(lines.upperBound) * 100)))
  }

  /// One run of an agent that does what agents do.
  mutating func openLog() {
    press("2")
    press("a")
    var task = TaskView.sample(1, "fix the bug in the cart", in: .running)
    task.service = "claude"
    logs(.found(task, [LogSamples.run], nil))
    var samples = LogSamples()
    samples.say(.session(AgentSession(id: "s", model: "opus", version: "2.1")))
    samples.say(.thinking(AgentText(text: "The total is computed twice.\nI should look at the cart first.")))
    samples.say(.text(AgentText(text: "I will look at how the cart adds up its lines, and fix the rounding.")))
    samples.say(.toolCall(ToolCall(id: "1", name: "Bash", input: #"{"command":"swift test --filter Cart"}"#)))
    let output = (1...30).map { "test \($0) of the cart passed" }.joined(separator: "\n")
    samples.say(.toolResult(ToolResult(id: "1", output: output, isError: false)))
    let edit = #"{"file_path":"Sources/Cart.swift","old_string":"total + tax","new_string":"(total + tax).rounded()"}"#
    samples.say(.toolCall(ToolCall(id: "2", name: "Edit", input: edit)))
    samples.say(.toolResult(ToolResult(id: "2", output: "String not found in file", isError: true, exitCode: 1)))
    samples.say(.error(AgentFault(errorClass: .overloaded, message: "the service is busy")))
    samples.say(.usage(UsageReport(usage: Usage(input: 1200, output: 340))))
    logs(.tail(logsState.generation, LogPart(batch: samples.take(), end: 900)))
  }
}
