import Domain

/// Collects the events of one line under the offset where it ends.
struct EventSink: Sendable {
  private(set) var events: [AgentEvent] = []
  var offset: Int64 = 0

  mutating func add(_ body: AgentEventBody) { events.append(AgentEvent(offset: offset, body: body)) }

  mutating func take() -> [AgentEvent] {
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }
}
