import Canvas
import DiffView
import Glibc
import Markdown
import Widgets

/// Prints what the dear widgets cost on this machine, one line each: name, milliseconds of CPU (median of runs), goal.
///
/// `widget-bench fuzz COUNT [SEED]` sends hostile text through them instead;
/// `widget-bench widths COUNT` prints rows of forty columns for a check that a terminal counts them alike.
@main struct WidgetBench {
  static func main() {
    let words = CommandLine.arguments
    if words.count > 2, words[1] == "fuzz", let count = Int(words[2]) {
      var fuzz = WidgetFuzz(seed: words.count > 3 ? UInt64(words[3]) ?? 1 : 1)
      exit(fuzz.run(count) ? 0 : 1)
    }
    if words.count > 2, words[1] == "widths", let count = Int(words[2]) {
      var fuzz = WidgetFuzz(seed: 1)
      return fuzz.printRows(count)
    }
    report("canvas: write 200x50 ASCII", goal: 1, canvasText("a line of plain text with some words "))
    report("canvas: write 200x50 CJK", goal: 2, canvasText("漢字とかな交じりの文"))
    report("list: draw 200x50 of 100,000", goal: 1, list)
    report("fuzzy: index 100,000", goal: 100) { index(of: items) }
    let built = FuzzyIndex(items)
    for query in ["m", "msw", "engine test", "'swift$ !mock", "zzz"] {
      report("fuzzy: 100,000 for \"\(query)\"", goal: 50) { built.matches(FuzzyPattern(query))?.count ?? 0 }
    }
    let first = built.matches(FuzzyPattern("eng"))
    report("fuzzy: narrowed to \"engi\"", goal: 25) { built.matches(FuzzyPattern("engi"), among: first)?.count ?? 0 }
    report("markdown: 5,000 chunks, prose and code", goal: 300, streamed(document))
    report("markdown: 5,000 chunks, one paragraph", goal: 300, streamed(paragraph))
    report("diff: open 50,000 lines, first screen", goal: 100, opened)
    report("viewport: 50 rows of 1,000,000 lines", goal: 1, viewport)
    report("editor: key in a paste of 100 kB", goal: 1) { editor(pasted) }
    report("editor: key in a line of 100 kB", goal: 16) { editor(pastedLine) }
  }

  /// Runs a piece of work seven times; the sum keeps the optimiser honest.
  private static func report(_ name: String, goal: Double, _ work: () -> Int) {
    var times: [Double] = []
    var sum = 0
    for _ in 0..<7 {
      let start = cpuMilliseconds()
      sum &+= work()
      times.append(cpuMilliseconds() - start)
    }
    let median = times.sorted()[3]
    let verdict = median <= goal ? "ok" : "over"
    print("\(name)\t\((median * 1_000).rounded() / 1_000) ms\tgoal \(goal) ms\t\(verdict)\t(\(sum & 0xff))")
  }

  private static func cpuMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
  }
}

// MARK: - Work

extension WidgetBench {
  private static let items = (0..<100_000).map { index in
    "Sources/\(["Engine", "Interface", "Ground", "Edge"][index % 4])/Module\(index % 131)/File\(index)Tests.swift"
  }

  private static let document: [String] = {
    var text = ""
    for section in 0..<60 {
      text +=
        "## Section \(section)\n\nSome *words* with `code` and [a link](https://example.com/\(section)) that wrap.\n\n"
      text += "- one item\n- another **item**\n\n```swift\nfunc run\(section)() -> Int {\n"
      for line in 0..<20 { text += "  let value\(line) = compute(\(line), with: \"text\") // why\n" }
      text += "}\n```\n\n| name | size |\n|---|---:|\n| a | 1 |\n| b | 2 |\n\n"
    }
    return chunks(text, count: 5_000)
  }()

  private static let paragraph = chunks(
    String(repeating: "one long *paragraph* without an end ", count: 3_000), count: 5_000)

  private static func chunks(_ text: String, count: Int) -> [String] {
    let bytes = Array(text.utf8)
    let size = max(1, bytes.count / count)
    return stride(from: 0, to: bytes.count, by: size).map {
      String(decoding: bytes[$0..<min($0 + size, bytes.count)], as: UTF8.self)
    }
  }

  private static func canvasText(_ words: String) -> () -> Int {
    let line = String(repeating: words, count: 12)
    return {
      var canvas = Canvas(Size(columns: 200, rows: 50))
      for row in 0..<50 { canvas.write(line, at: Point(column: 0, row: row), clip: canvas.bounds) }
      return Int(canvas[7, 7].scalar)
    }
  }

  private static func list() -> Int {
    var canvas = Canvas(Size(columns: 200, rows: 50))
    var state = ListState(count: items.count, rows: 50)
    state.select(70_000)
    ListView(count: items.count, state: state) { StyledText(items[$0]) }
      .draw(into: &canvas, area: canvas.bounds, theme: Theme())
    return Int(canvas[7, 7].scalar)
  }

  private static func index(of items: [String]) -> Int { FuzzyIndex(items).count }

  private static func streamed(_ chunks: [String]) -> () -> Int {
    {
      let theme = Theme()
      var stream = MarkdownStream()
      var sum = 0
      for chunk in chunks {
        stream.append(chunk)
        stream.layOut(columns: 100, theme: theme)
        sum &+= stream.lineCount
      }
      return sum
    }
  }

  private static let diff: [UInt8] = {
    var text = ""
    for file in 0..<25 {
      text += "diff --git a/Sources/F\(file).swift b/Sources/F\(file).swift\n--- a/Sources/F\(file).swift\n"
      text += "+++ b/Sources/F\(file).swift\n@@ -1,1000 +1,1000 @@\n"
      for line in 0..<1_000 { text += "-  let value\(line) = old(\(line))\n+  let value\(line) = new(\(line))\n" }
    }
    return Array(text.utf8)
  }()

  private static func opened() -> Int {
    let document = DiffDocument(diff)
    let rows = DiffRows(document, .split)
    var canvas = Canvas(Size(columns: 200, rows: 50))
    DiffView(document, rows: rows).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    return rows.rows.count
  }

  private struct Million: LineSource {
    var lines: Range<Int> { 0..<1_000_000 }
    func line(_ index: Int) -> StyledText { StyledText("line \(index) of a log with a few words in it") }
  }

  private static func viewport() -> Int {
    var state = ViewportState(size: Size(columns: 200, rows: 50))
    state.scroll(by: -1, Million())
    var canvas = Canvas(Size(columns: 200, rows: 50))
    Viewport(Million(), state: state).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    return Int(canvas[7, 7].scalar)
  }

  private static let pasted: EditorState = {
    var state = EditorState(size: Size(columns: 100, rows: 20))
    state.perform(.paste(String(repeating: "a line of some words in it\n", count: 3_700)))
    return state
  }()

  private static let pastedLine: EditorState = {
    var state = EditorState(size: Size(columns: 100, rows: 20))
    state.perform(.paste(String(repeating: "word and more ", count: 7_000)))
    return state
  }()

  private static func editor(_ state: EditorState) -> Int {
    var state = state
    state.perform(.insert("x"))
    var canvas = Canvas(Size(columns: 100, rows: 20))
    TextEditor(state).draw(into: &canvas, area: canvas.bounds, theme: Theme())
    return canvas.cursor?.row ?? 0
  }
}
