/// The newest `capacity` elements, oldest first; adding to a full one drops the oldest and counts it.
package struct RingBuffer<Element> {
  private var storage: [Element] = []
  private var start = 0
  package let capacity: Int
  package private(set) var dropped = 0

  package init(capacity: Int) {
    precondition(capacity > 0, "a ring buffer holds at least one element")
    self.capacity = capacity
  }

  package var count: Int { storage.count }
  package var isEmpty: Bool { storage.isEmpty }

  package mutating func append(_ element: Element) {
    guard storage.count == capacity else { return storage.append(element) }
    storage[start] = element
    start = (start + 1) % capacity
    dropped += 1
  }

  package subscript(index: Int) -> Element {
    precondition(index >= 0 && index < storage.count, "index \(index) is outside of \(storage.count) elements")
    return storage[(start + index) % storage.count]
  }

  package var elements: [Element] { Array(storage[start...] + storage[..<start]) }

  package mutating func removeAll() {
    storage.removeAll()
    start = 0
  }
}

extension RingBuffer: Sendable where Element: Sendable {}
