/// Actions by deadline: a binary heap, from which cancelled ones fall out when they come to its top.
struct TimerQueue {
  private struct Entry {
    let deadline: ContinuousClock.Instant
    let id: UInt64
  }

  private var heap: [Entry] = []
  private var actions: [UInt64: @Sendable () -> Void] = [:]
  private var lastID: UInt64 = 0

  var isEmpty: Bool { heap.isEmpty }

  /// The earliest deadline of an action that still stands.
  var next: ContinuousClock.Instant? {
    mutating get {
      dropCancelled()
      return heap.first?.deadline
    }
  }

  mutating func add(at deadline: ContinuousClock.Instant, action: @escaping @Sendable () -> Void) -> Reactor.TimerID {
    lastID += 1
    actions[lastID] = action
    heap.append(Entry(deadline: deadline, id: lastID))
    rise(heap.count - 1)
    return Reactor.TimerID(number: lastID)
  }

  mutating func cancel(_ timer: Reactor.TimerID) {
    actions[timer.number] = nil
  }

  mutating func takeDue(at now: ContinuousClock.Instant) -> (@Sendable () -> Void)? {
    dropCancelled()
    guard let first = heap.first, first.deadline <= now else { return nil }
    removeFirst()
    return actions.removeValue(forKey: first.id)
  }

  private mutating func dropCancelled() {
    while let first = heap.first, actions[first.id] == nil { removeFirst() }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink(0)
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    (heap[left].deadline, heap[left].id) < (heap[right].deadline, heap[right].id)
  }

  private mutating func rise(_ start: Int) {
    var index = start
    while index > 0, precedes(index, (index - 1) / 2) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && precedes(child, least) { least = child }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
