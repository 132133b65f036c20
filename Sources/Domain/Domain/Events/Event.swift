package import Base

/// Who caused an event: a word, or a word and a name (`agent:R40`, `engine`, `person:screen`).
package struct Author: Hashable, Sendable, Codable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }

  package static let screen = Author("screen")
  package static let commandLine = Author("commandLine")
  package static let mcp = Author("mcp")
  package static let engine = Author("engine")
  package static func agent(_ run: RunID) -> Author { Author("agent:\(run)") }

  package var isAgent: Bool { description.hasPrefix("agent") }

  package init(from decoder: any Decoder) throws {
    description = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// One fact, as the log keeps it. Format version 1; described in `Sources/Formats/Events.md`.
package struct Event: Hashable, Sendable {
  package let seq: Int64
  package let time: Timestamp
  package let task: TaskID?
  package let run: RunID?
  package let by: Author
  /// The event that led to this one.
  package let cause: Int64?
  package let body: EventBody

  package init(
    seq: Int64, time: Timestamp, task: TaskID?, run: RunID?, by: Author, cause: Int64?, body: EventBody
  ) {
    self.seq = seq
    self.time = time
    self.task = task
    self.run = run
    self.by = by
    self.cause = cause
    self.body = body
  }
}

/// A fact that is about to be appended: everything but its number and its moment.
package struct EventDraft: Hashable, Sendable {
  package var task: TaskID?
  package var run: RunID?
  package var by: Author
  package var cause: Int64?
  package var body: EventBody

  package init(_ body: EventBody, task: TaskID? = nil, run: RunID? = nil, by: Author, cause: Int64? = nil) {
    self.body = body
    self.task = task
    self.run = run
    self.by = by
    self.cause = cause
  }
}

extension Event: Codable {
  private enum Key: String, CodingKey {
    case seq, time, type, task, run, by, cause, data
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    seq = try container.decode(Int64.self, forKey: .seq)
    time = try container.decode(Timestamp.self, forKey: .time)
    task = try container.decodeIfPresent(TaskID.self, forKey: .task)
    run = try container.decodeIfPresent(RunID.self, forKey: .run)
    by = try container.decode(Author.self, forKey: .by)
    cause = try container.decodeIfPresent(Int64.self, forKey: .cause)
    let type = try container.decode(String.self, forKey: .type)
    body = try EventBody(type: type, from: container.superDecoder(forKey: .data))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(seq, forKey: .seq)
    try container.encode(time, forKey: .time)
    try container.encode(body.type, forKey: .type)
    try container.encodeIfPresent(task, forKey: .task)
    try container.encodeIfPresent(run, forKey: .run)
    try container.encode(by, forKey: .by)
    try container.encodeIfPresent(cause, forKey: .cause)
    try body.encodeData(to: container.superEncoder(forKey: .data))
  }
}
