import Canvas
import Domain
import Loop
import PanelKit
import Widgets

/// Searching and jumping. The engine looks through the whole log, a stretch at a time; what is seen is marked here.
extension LogsPanel {
  func searchLine(_ state: LogsState) -> FootLine<LogsMessage> {
    FootLine(
      sign: "/", text: "", placeholder: "words; small letters match both cases", changed: { .typed($0) },
      accepted: { .searched($0) }, cancelled: .searchEnded)
  }

  func search(_ text: String, _ state: inout LogsState) -> Effect<LogsMessage> {
    state.found = LogFindings()
    guard !text.isEmpty else { return .cancel("logs.search") }
    state.found.text = text
    guard let run = state.run, !state.showsAll else { return .none }
    state.found.isActive = true
    state.found.isScanning = true
    state.target = LogsState.Target(offset: state.offset)
    let generation = state.generation
    return reader.search(run, .text(text)) { .hits(generation, $0) }
  }

  /// The first hit behind the place where one stands is gone to as soon as it is known; where there is none, the last.
  func found(_ hits: LogHits, _ state: inout LogsState) -> PanelStep<LogsMessage> {
    state.found.add(hits)
    state.end = max(state.end, hits.end)
    guard let target = state.target, state.reading != .jump else { return .none }
    if let next = state.found.next(after: target.offset) {
      state.target = nil
      return PanelStep(go(to: LogsState.Target(offset: next), &state))
    }
    guard !state.found.isScanning else { return .none }
    state.target = nil
    guard let last = state.found.offsets.last else { return PanelStep(.say("nothing matches \(state.found.text)")) }
    return PanelStep(go(to: LogsState.Target(offset: last, isBackward: true), &state))
  }

  func step(
    _ state: inout LogsState, in findings: KeyPath<LogsState, LogFindings>, isBackward: Bool
  ) -> PanelStep<LogsMessage> {
    let isSearch = findings == \.found
    if isSearch, state.found.text.isEmpty { return PanelStep(.say("/ searches")) }
    if isSearch, stepInEntry(&state, isBackward: isBackward) { return PanelStep(readAhead(&state)) }
    guard !state.showsAll else { return stepTogether(&state, isBackward: isBackward) }
    guard let entry = state.window.entry(at: state.place) else { return .none }
    let known = state[keyPath: findings]
    let next = isBackward ? known.last(before: state.window.start(of: entry)) : known.next(after: entry.end)
    guard let next else {
      let words = isSearch ? "hit" : "error"
      return PanelStep(.say(isBackward ? "no \(words) before this" : "no \(words) behind this"))
    }
    return PanelStep(go(to: LogsState.Target(offset: next, isBackward: isBackward, isSearch: isSearch), &state))
  }

  /// Errors are looked for when somebody first asks for one.
  func stepThroughErrors(_ state: inout LogsState, isBackward: Bool) -> PanelStep<LogsMessage> {
    guard !state.showsAll, let run = state.run else { return PanelStep(.say("open one run first: a shows one or all")) }
    guard !state.troubles.isActive else { return step(&state, in: \.troubles, isBackward: isBackward) }
    state.troubles.isActive = true
    state.troubles.isScanning = true
    state.target = LogsState.Target(offset: state.offset, isBackward: isBackward, isSearch: false)
    let generation = state.generation
    return PanelStep(reader.search(run, .errors) { .errors(generation, $0) })
  }

  func foundErrors(_ hits: LogHits, _ state: inout LogsState) -> PanelStep<LogsMessage> {
    state.troubles.add(hits)
    guard let target = state.target, !state.troubles.isScanning || !target.isBackward else { return .none }
    let next =
      target.isBackward ? state.troubles.last(before: target.offset) : state.troubles.next(after: target.offset)
    guard let next = next ?? (state.troubles.isScanning ? nil : state.troubles.offsets.last) else {
      return state.troubles.isScanning ? .none : PanelStep(.say("there is no error in this log"))
    }
    state.target = nil
    return PanelStep(
      go(to: LogsState.Target(offset: next, isBackward: target.isBackward, isSearch: false), &state))
  }

  private func go(to target: LogsState.Target, _ state: inout LogsState) -> Effect<LogsMessage> {
    guard state.window.range.contains(target.offset), state.window.entry(holding: target.offset) != nil else {
      return jump(to: target, &state)
    }
    state.target = target
    arrive(&state)
    return readAhead(&state)
  }

  /// Stands on the place that was wanted, now that it is held.
  func arrive(_ state: inout LogsState) {
    guard let target = state.target else { return }
    state.target = nil
    guard let entry = state.window.entry(holding: target.offset), let first = state.window.line(of: entry.id) else {
      return
    }
    state.viewport.reveal(line: first, state.window)
    state.stand(on: first)
    guard target.isSearch, !state.found.text.isEmpty else { return }
    if !standOnHit(&state, around: first, isBackward: target.isBackward) {
      state.keepingPlace { $0.window.open(entry.id) }
      _ = standOnHit(&state, around: state.place, isBackward: target.isBackward)
    }
  }

  private func standOnHit(_ state: inout LogsState, around line: Int, isBackward: Bool) -> Bool {
    let rows = state.window.rows(around: line)
    guard let hit = hit(state, among: isBackward ? Array(rows.reversed()) : Array(rows)) else { return false }
    state.viewport.reveal(line: hit, state.window)
    state.stand(on: hit)
    return true
  }

  private func stepInEntry(_ state: inout LogsState, isBackward: Bool) -> Bool {
    let rows = state.window.rows(around: state.place)
    guard state.cursor != nil, !rows.isEmpty else { return false }
    let rest = isBackward ? Array((rows.lowerBound..<state.place).reversed()) : Array(state.place + 1..<rows.upperBound)
    guard let hit = hit(state, among: rest) else { return false }
    state.stand(on: hit)
    return true
  }

  func searchTogether(_ text: String, _ state: inout LogsState) -> PanelStep<LogsMessage> {
    guard !text.isEmpty else { return .none }
    let isBackward = state.cursor == nil
    if stepInWindow(&state, isBackward: isBackward) || stepInWindow(&state, isBackward: !isBackward) { return .none }
    return PanelStep(.say("nothing matches \(text)"))
  }

  private func stepTogether(_ state: inout LogsState, isBackward: Bool) -> PanelStep<LogsMessage> {
    if stepInWindow(&state, isBackward: isBackward) { return .none }
    return PanelStep(.say(isBackward ? "no hit before this" : "no hit behind this"))
  }

  /// Where several runs are seen together, what is held is all there is.
  private func stepInWindow(_ state: inout LogsState, isBackward: Bool) -> Bool {
    guard !state.window.lines.isEmpty else { return false }
    let lines = state.window.lines
    let rest =
      isBackward
      ? Array((lines.lowerBound..<state.place).reversed())
      : Array(state.place + 1..<max(state.place + 1, lines.upperBound))
    guard let hit = hit(state, among: rest) else { return false }
    state.stand(on: hit)
    return true
  }

  private func hit(_ state: LogsState, among lines: [Int]) -> Int? {
    let search = TextSearch(state.found.text)
    return lines.first { !search.ranges(in: state.window.line($0).text).isEmpty }
  }
}

extension LogsState {
  /// Where one stands, as a place of the log.
  var offset: Int64 { window.entry(at: place).map { window.start(of: $0) } ?? 0 }
}
