import Synchronization
import Wire

/// Where a screen puts its events: must deliver, so it never drops; it says when it is full, and the screen stops
/// reading its terminal until it is called back. Wheel steps and pointer moves are merged before they count.
package final class ScreenInbox: Sendable {
  private struct State {
    var events: [ScreenEvent] = []
    var isHeldBack = false
    /// Somebody wants to draw and waits until the frame before is shown.
    var isShownAwaited = false
    var roomAgain: (@Sendable () -> Void)?
  }

  /// So many events wait before the screen is held back.
  package static let bound = 512

  private let state = Mutex(State())
  private let arrived: @Sendable () -> Void

  package init(arrived: @escaping @Sendable () -> Void) {
    self.arrived = arrived
  }

  /// Takes events; false asks the screen to read no further before it is called back.
  package func deliver(_ events: [ScreenEvent]) -> Bool {
    guard !events.isEmpty else { return true }
    let (hasRoom, isNews) = state.withLock { state in
      for event in events { EventMerge.append(event, to: &state.events) }
      state.isHeldBack = state.events.count >= Self.bound
      let isNews = state.isShownAwaited || events.contains { $0 != .frameShown }
      if events.contains(.frameShown) { state.isShownAwaited = false }
      return (!state.isHeldBack, isNews)
    }
    if isNews { arrived() }
    return hasRoom
  }

  /// That a frame is shown wakes nobody unless he asked for it, so that a key costs one waking and not two. True when
  /// it is shown already.
  func awaitShown() -> Bool {
    state.withLock { state in
      let isThere = state.events.contains(.frameShown)
      state.isShownAwaited = !isThere
      return isThere
    }
  }

  package func whenThereIsRoom(_ call: @escaping @Sendable () -> Void) {
    state.withLock { $0.roomAgain = call }
  }

  func takeAll() -> [ScreenEvent] {
    let (events, call) = state.withLock { state in
      defer {
        state.events = []
        state.isHeldBack = false
      }
      return (state.events, state.isHeldBack ? state.roomAgain : nil)
    }
    call?()
    return events
  }
}

/// Merges what comes in floods, so that a key never waits behind a wheel.
enum EventMerge {
  static func append(_ event: ScreenEvent, to events: inout [ScreenEvent]) {
    guard let last = events.last, let merged = merge(last, event) else { return events.append(event) }
    events[events.count - 1] = merged
  }

  private static func merge(_ first: ScreenEvent, _ second: ScreenEvent) -> ScreenEvent? {
    switch (first, second) {
    case (.resized, .resized), (.frameShown, .frameShown): second
    case (.input(.mouse(let first)), .input(.mouse(let second))): merge(first, second).map { .input(.mouse($0)) }
    default: nil
    }
  }

  private static func merge(_ first: MouseEvent, _ second: MouseEvent) -> MouseEvent? {
    guard first.modifiers == second.modifiers else { return nil }
    switch (first.kind, second.kind) {
    case (.move, .move): return second
    case (.drag(let one), .drag(let other)) where one == other: return second
    case (.wheel(let columns, let rows), .wheel(let moreColumns, let moreRows))
    where first.column == second.column && first.row == second.row && (columns == 0) == (moreColumns == 0):
      var sum = second
      sum.kind = .wheel(columns: columns + moreColumns, rows: rows + moreRows)
      return sum
    default: return nil
    }
  }
}
