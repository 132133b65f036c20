/// Turns the bytes that an agent prints into events. A pure value: the same bytes give the same events however they are
/// cut, so that a replay after a crash books nothing twice.
package protocol AgentDecoder: Sendable {
  /// The next bytes of the output; `offset` is where they begin in the log.
  mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentEvent]

  /// The output is over: what stood in an unfinished line, and the ending of agents that have no word for it.
  mutating func end() -> [AgentEvent]
}

/// Runs a decoder over a log from its beginning and lets through only what lies beyond the checkpoint: the decoder gets
/// its memory back (open messages, last totals), and nothing is told twice.
package struct ReplayingDecoder: AgentDecoder {
  private var decoder: any AgentDecoder
  private let checkpoint: Int64

  package init(_ decoder: any AgentDecoder, after checkpoint: Int64) {
    self.decoder = decoder
    self.checkpoint = checkpoint
  }

  package mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentEvent] {
    decoder.feed(bytes, at: offset).filter { $0.offset > checkpoint }
  }

  package mutating func end() -> [AgentEvent] {
    decoder.end().filter { $0.offset > checkpoint }
  }
}
