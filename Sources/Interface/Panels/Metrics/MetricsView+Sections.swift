import Base
import Canvas
import Charts
import Domain
import Widgets

extension MetricsView {
  func drawNow(into canvas: inout Canvas, _ area: Rect) {
    let (line, rest) = area.splitTop(1)
    let words = tally(in: line.columns)
    canvas.write(words, style: theme[.text], in: line, ellipsis: theme.glyphs.ellipsis)
    let roles: [Role] = [.stateTodo, .stateRunning, .stateReview, .stateDone, .stateFailed]
    let bars = zip(TaskState.allCases, roles).map { state, role in
      BarChart.Bar(state.rawValue, Double(self.state.counts[state.rawValue] ?? 0), role: role)
    }
    BarChart(bars).draw(into: &canvas, area: rest, theme: theme)
  }

  /// As many as their own view has cards, and what of them is here, may work and does.
  private func tally(in columns: Int) -> String {
    guard !state.services.isEmpty else { return "no service is known yet" }
    let found = "services \(state.services.count), found \(state.services.count(where: \.isFound))"
    let healthy = "healthy \(state.services.count { $0.isEnabled && $0.isHealthy })"
    let whole = "\(found), enabled \(state.services.count(where: \.isEnabled)), \(healthy)"
    return whole.count <= columns ? whole : "\(found), \(healthy)"
  }

  func drawThroughput(into canvas: inout Canvas, _ area: Rect) {
    let sums = state.selected()
    let rate = sums.successRate.map { "\(Int(($0 * 100).rounded())) %" } ?? "none yet"
    note("\(sums.runs) runs, success \(rate), merged \(sums.merged)", into: &canvas, area)
    plot(
      [
        .init("succeeded", state.points { Double($0.succeeded) }, role: .chartThree),
        .init("failed", state.points { Double($0.failed) }, role: .chartTwo),
      ], isCounted: true, into: &canvas, area)
  }

  func drawDurations(into canvas: inout Canvas, _ area: Rect) {
    let sums = state.selected()
    let half = sums.durations.percentile(0.5)?.short ?? "none"
    let most = sums.durations.percentile(0.95)?.short ?? "none"
    note("p50 \(half)  p95 \(most)", into: &canvas, area)
    let bars = state.table(\.service).flatMap { name, sums -> [BarChart.Bar] in
      [(0.5, Role.chartOne), (0.95, .chartTwo)].compactMap { share, role in
        sums.durations.percentile(share).map {
          BarChart.Bar("\(name) p\(Int(share * 100))", $0.inSeconds, words: $0.short, role: role)
        }
      }
    }
    let (_, rest) = area.splitTop(1)
    guard !bars.isEmpty else { return canvas.drawEmpty("no run has ended in this span", rest, theme) }
    BarChart(bars).draw(into: &canvas, area: rest, theme: theme)
  }

  func drawTokens(into canvas: inout Canvas, _ area: Rect) {
    let sums = state.selected()
    note(
      "in \(ChartScale.label(Double(sums.tokensIn)))  out \(ChartScale.label(Double(sums.tokensOut)))", into: &canvas,
      area)
    plot(
      [
        .init("in", state.points { Double($0.tokensIn) }, role: .chartOne),
        .init("out", state.points { Double($0.tokensOut) }, role: .chartFour),
      ], isCounted: true, into: &canvas, area)
  }

  func drawMoney(into canvas: inout Canvas, _ area: Rect) {
    let sums = state.selected()
    var words = "$\(Self.short(sums.money))"
    if sums.covered > .zero { words += "  ≈$\(Self.short(sums.covered)) by subscription" }
    if sums.merged > 0 {
      let each = Money(billionths: (sums.money.billionths + sums.covered.billionths) / Int64(sums.merged))
      words += "  $\(Self.short(each)) a merged task"
    }
    note(words, into: &canvas, area)
    plot(
      [.init("money", state.points { Self.dollars($0.money + $0.covered) }, role: .chartTwo)], into: &canvas, area)
  }

  func drawTable(
    _ name: String, _ rows: [(name: String, sums: MetricsFold.Sums)], into canvas: inout Canvas, _ area: Rect
  ) {
    let columns = [
      TableColumn(name, .share(1, least: 8)), TableColumn("runs", .fixed(5), align: .trailing),
      TableColumn("ok", .fixed(5), align: .trailing, rank: 1), TableColumn("p50", .fixed(6), align: .trailing, rank: 3),
      TableColumn("tokens", .fixed(6), align: .trailing, rank: 4),
      TableColumn("money", .fixed(8), align: .trailing, rank: 1),
      TableColumn("merged", .fixed(8), align: .trailing, rank: 5),
    ]
    TableView(
      columns, count: rows.count, state: ListState(selected: -1, count: 0, rows: area.rows), isFocused: false,
      empty: "no run has ended in this span"
    ) { row, column in
      StyledText(Self.cell(rows[row].name, rows[row].sums, column), theme[.text])
    }
    .draw(into: &canvas, area: area, theme: theme)
  }

  private static func cell(_ name: String, _ sums: MetricsFold.Sums, _ column: Int) -> String {
    switch column {
    case 0: name
    case 1: "\(sums.runs)"
    case 2: sums.successRate.map { "\(Int(($0 * 100).rounded()))%" } ?? ""
    case 3: sums.durations.percentile(0.5)?.short ?? ""
    case 4: ChartScale.label(Double(sums.tokensIn + sums.tokensOut))
    case 5: sums.money > .zero ? short(sums.money) : sums.covered > .zero ? "≈" + short(sums.covered) : "0"
    default: "\(sums.merged)"
    }
  }

  /// What is spent of each limit, and whether it lasts at this rate.
  func drawBudgets(into canvas: inout Canvas, _ area: Rect) {
    guard !state.budgets.isEmpty else {
      return canvas.drawEmpty("no budget is set: `drover budget set` sets one", area, theme)
    }
    for (row, budget) in state.budgets.prefix(area.rows).enumerated() {
      let line = Rect(column: area.column, row: area.row + row, columns: area.columns, rows: 1)
      let (name, bar) = line.splitLeft(min(18, line.columns / 3))
      canvas.write(Self.name(of: budget), style: theme[.text], in: name, ellipsis: theme.glyphs.ellipsis)
      guard let spent = budget.spent?.amount else {
        canvas.write("at most $\(Self.short(budget.limit))", style: theme[.muted], in: bar, align: .trailing)
        continue
      }
      let share = budget.limit > .zero ? Self.dollars(spent) / Self.dollars(budget.limit) : 1
      let words = "$\(Self.short(spent)) of \(Self.short(budget.limit))" + burnDown(budget, spent)
      ProgressBar(share, label: words).draw(into: &canvas, area: bar, theme: theme)
    }
  }

  private static func name(of budget: BudgetView) -> String {
    switch budget.scope {
    case .run: "each run"
    case .task: "each task"
    case .day: "today"
    case .workspace: budget.workspace?.split(separator: "/").last.map(String.init) ?? "each workspace"
    }
  }

  /// How long it lasts at the rate of this day so far.
  private func burnDown(_ budget: BudgetView, _ spent: Money) -> String {
    guard let now = state.now, let resets = budget.resets, spent > .zero else { return "" }
    if spent >= budget.limit { return ", spent; anew in \(resets.since(now).short)" }
    let passed = max(60, 86_400 - resets.since(now).inSeconds)
    let left = (Self.dollars(budget.limit) - Self.dollars(spent)) / (Self.dollars(spent) / passed)
    return left < resets.since(now).inSeconds ? ", gone in \(Duration.seconds(Int(left)).short)" : ", lasts"
  }

  func drawMachine(into canvas: inout Canvas, _ area: Rect) {
    guard let last = state.samples.last else { return canvas.drawEmpty("measuring", area, theme) }
    let load = state.load
    let gauges: [(String, Double, String)] = [
      ("cpu", (load.last ?? 0) / 100, "\(Int((load.last ?? 0).rounded())) %"),
      ("memory", Self.share(last.memoryUsed, last.memoryTotal), Self.sizes(last.memoryUsed, last.memoryTotal)),
      ("disk", Self.share(last.diskUsed, last.diskTotal), Self.sizes(last.diskUsed, last.diskTotal)),
    ]
    for (row, (name, share, words)) in gauges.prefix(area.rows).enumerated() {
      let line = Rect(column: area.column, row: area.row + row, columns: area.columns, rows: 1)
      let (label, bar) = line.splitLeft(8)
      canvas.write(name, style: theme[.text], in: label)
      ProgressBar(share, label: words).draw(into: &canvas, area: bar, theme: theme)
    }
    let below = area.splitTop(3).rest
    guard below.rows >= 1, !load.isEmpty else { return }
    let scale = ChartScale(top: 100)
    if below.rows < 4 {
      Sparkline(load, scale: scale).draw(into: &canvas, area: below.splitBottom(1).bottom, theme: theme)
    } else {
      LinePlot([.init("cpu", load)], scale: scale, unit: "%", origin: state.sampleCount - state.samples.count)
        .draw(into: &canvas, area: below, theme: theme)
    }
  }
}

// MARK: - Parts

extension MetricsView {
  private func note(_ words: String, into canvas: inout Canvas, _ area: Rect) {
    canvas.write(words, style: theme[.muted], in: area, ellipsis: theme.glyphs.ellipsis)
  }

  private func plot(
    _ series: [LinePlot.Series], isCounted: Bool = false, into canvas: inout Canvas, _ area: Rect
  ) {
    let rest = area.splitTop(1).rest
    let dots = max(1, (rest.columns - 6) * (theme.glyphs.plot == .braille ? 2 : 1))
    let wide = series.map { LinePlot.Series($0.name, Self.stretched($0.values, to: dots), role: $0.role) }
    let values = series.flatMap(\.values)
    let scale = isCounted ? ChartScale(counting: values) : ChartScale(holding: values)
    LinePlot(theme.isAccessible ? series : wide, scale: scale, from: "\(state.span.rawValue) ago")
      .draw(into: &canvas, area: rest, theme: theme)
  }

  /// The whole span over the whole width: each value as a step.
  private static func stretched(_ values: [Double], to count: Int) -> [Double] {
    values.isEmpty ? [] : (0..<count).map { values[$0 * values.count / count] }
  }

  static func dollars(_ money: Money) -> Double { Double(money.billionths) / 1e9 }

  /// Two decimals from ten cents on, else what tells small amounts apart.
  static func short(_ money: Money) -> String {
    let unit: Int64 = money.billionths >= 100_000_000 ? 10_000_000 : 100_000
    return Money(billionths: (money.billionths + unit / 2) / unit * unit).description
  }

  private static func share(_ used: Int64, _ total: Int64) -> Double { total > 0 ? Double(used) / Double(total) : 0 }

  private static func sizes(_ used: Int64, _ total: Int64) -> String {
    "\(ChartScale.label(Double(used)))B of \(ChartScale.label(Double(total)))B"
  }
}
