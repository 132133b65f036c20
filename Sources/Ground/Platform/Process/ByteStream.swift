/// What a child or peer sends, as chunks that hold all that has come since the last one.
///
/// One consumer. Bound: the high-water mark; above it nothing is read, so the sender waits: nothing is ever lost.
package struct ByteStream: AsyncSequence, Sendable {
  let pump: OutputPump?

  package struct AsyncIterator: AsyncIteratorProtocol {
    let pump: OutputPump?

    /// nil at the end, or when the waiting task is cancelled (a later consumer may go on).
    package mutating func next() async -> [UInt8]? { await pump?.next() }
    package mutating func next(isolation actor: isolated (any Actor)?) async -> [UInt8]? { await pump?.next() }
  }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pump: pump) }

  /// Everything up to the end. What is above `limit` is read and dropped, and said by `isCut`.
  package func collect(limit: Int) async -> (bytes: [UInt8], isCut: Bool) {
    var bytes: [UInt8] = []
    var isCut = false
    for await chunk in self {
      let room = limit - bytes.count
      isCut = isCut || chunk.count > room
      bytes.append(contentsOf: chunk.prefix(Swift.max(0, room)))
    }
    return (bytes, isCut)
  }

  /// Stops reading and closes our end.
  package func close() async { await pump?.end() }
}
