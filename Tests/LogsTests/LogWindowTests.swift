import Base
import Canvas
import Domain
import PanelKit
import Testing
import Widgets

@testable import Logs

@Suite struct LogWindowTests {
  @Test func piecesOfAMessageBecomeOneEntryAlsoOverBatches() {
    var samples = LogSamples()
    samples.say(.text(AgentText(text: "Hel", message: "m", isPartial: true)))
    var window = LogWindow()
    window.append(samples.take())
    samples.say(.text(AgentText(text: "lo\nwor", message: "m", isPartial: true)))
    samples.say(.text(AgentText(text: "ld", message: "m", isPartial: true)))
    window.append(samples.take())
    #expect(window.lines == 0..<2)
    #expect(words(window, 0) == "Hello" && words(window, 1) == "world")
    samples.say(.toolCall(ToolCall(id: "1", name: "Bash", input: #"{"command":"ls -l"}"#)))
    samples.say(.text(AgentText(text: "done", message: "m2")))
    window.append(samples.take())
    #expect(window.lines.count == 4 && words(window, 2).hasSuffix("Bash ls -l"))
  }

  @Test func whatComesBeforeLeavesTheNumbersOfLinesAlone() {
    var window = LogWindow()
    window.append(LogSamples.lines(50..<60))
    let before = words(window, 3)
    window.prepend(LogSamples.lines(0..<50))
    #expect(window.lines == -50..<10 && words(window, 3) == before && words(window, -50) == "line 0")
    #expect(window.range == 0..<6000)
  }

  @Test func aPinnedRowStaysWhileTheWindowGrowsAndMoves() {
    var window = LogWindow()
    for page in 0..<30 { window.append(LogSamples.lines(page * 3000..<(page + 1) * 3000)) }
    #expect(window.lines.count == 90_000)
    let line = words(window, 88_000)
    window.trimStart()
    #expect(window.lines.count <= LogWindow.bound && words(window, 88_000) == line)
    window.trimEnd()
    #expect(words(window, window.lines.lowerBound).hasPrefix("line "))
  }

  /// Somebody stands on a row while more comes than is held: the row and what is around it stay.
  @Test(arguments: [0, 500, 20_000, 44_000, 89_999])
  func whatIsSeenIsNotTrimmed(seen: Int) {
    var window = LogWindow()
    for page in 0..<30 { window.append(LogSamples.lines(page * 3000..<(page + 1) * 3000)) }
    let line = words(window, seen)
    let hasEndGone = window.trimEnd(keeping: seen + 500)
    window.trimStart(keeping: seen - 500)
    #expect(words(window, seen) == line && window.lines.count <= LogWindow.bound + 2 * 3000)
    #expect(window.lines.contains(max(0, seen - 500)) && window.lines.contains(min(89_999, seen + 500)))
    #expect(hasEndGone == (seen < 80_000))
  }

  @Test(arguments: [(LogDetail.summary, 3), (.normal, 6), (.full, 40)])
  func longResultsAreFoldedByDetail(detail: LogDetail, rows: Int) {
    var samples = LogSamples()
    let output = (0..<40).map { "row \($0)" }.joined(separator: "\n")
    samples.say(.toolResult(ToolResult(id: "1", output: output)))
    samples.say(.text(AgentText(text: "one\ntwo\nthree")))
    var window = LogWindow()
    window.append(samples.take())
    window.show(detail)
    let result = detail == .summary ? 0 : rows
    #expect(window.lines.count == result + 3)
  }

  @Test func unfoldingByHandShowsAllAndFoldingShowsOneRow() {
    var samples = LogSamples()
    samples.say(.toolResult(ToolResult(id: "1", output: (0..<40).map { "row \($0)" }.joined(separator: "\n"))))
    var window = LogWindow()
    window.append(samples.take())
    let entry = window.entry(at: 0)
    #expect(window.lines.count == 6 && words(window, 5).contains("35 more lines"))
    if let entry { window.toggle(entry.id) }
    #expect(window.lines.count == 40)
    if let entry { window.toggle(entry.id) }
    #expect(window.lines.count == 6)
  }

  @Test func aToolCallIsReadAsItsSubjectAndAChangeAsADifference() {
    let call = ToolCall(
      id: "1", name: "Edit", input: #"{"file_path":"/a/b.swift","old_string":"one\ntwo","new_string":"three"}"#)
    let text = ToolText(call)
    #expect(text.title == "Edit /a/b.swift" && text.isDiff)
    #expect(text.lines == ["-one", "-two", "+three"])
    #expect(ToolText(ToolCall(id: "1", name: "X", input: "no json")).title == "X no json")
  }

  @Test func findingsAreSteppedThroughInOrder() {
    var findings = LogFindings()
    findings.isActive = true
    findings.add(LogHits(offsets: [100, 300, 500], count: 4, next: nil, end: 600))
    #expect(findings.next(after: 100) == 100 && findings.next(after: 101) == 300 && findings.next(after: 501) == nil)
    #expect(findings.last(before: 300) == 100 && findings.last(before: 100) == nil)
    findings.grow([700], count: 1, to: 800)
    #expect(findings.offsets == [100, 300, 500, 700] && findings.count == 5)
  }

  private func words(_ window: LogWindow, _ line: Int) -> String {
    String(window.line(line).text.drop { $0 == " " })
  }
}
