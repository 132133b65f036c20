import Base
import Domain

@testable import Logs

/// Words of an agent, as a decoder would tell them.
struct LogSamples {
  static let run = RunOfTask(run: RunID(number: 7), task: TaskID(number: 1), service: "claude")
  private var offset: Int64 = 0
  private var builder = EntryBuilder(run: run.run)
  private var start: Int64 = 0

  mutating func say(_ body: AgentEventBody) {
    offset += 100
    builder.add([AgentEvent(offset: offset, body: body)])
  }

  mutating func lines(_ count: Int, from first: Int = 0) {
    for number in first..<first + count { say(.text(AgentText(text: "line \(number)\n", isPartial: true))) }
  }

  mutating func take() -> EntryBuilder.Batch {
    defer { start = offset }
    return builder.take(start..<offset)
  }

  static func lines(_ range: Range<Int>) -> EntryBuilder.Batch {
    var samples = LogSamples()
    samples.offset = Int64(range.lowerBound) * 100
    samples.start = samples.offset
    samples.lines(range.count, from: range.lowerBound)
    return samples.take()
  }
}
