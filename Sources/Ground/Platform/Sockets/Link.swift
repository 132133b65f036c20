/// Bytes both ways, whatever carries them: a socket, a child, or this process's own input and output.
package struct Link: Sendable {
  /// What has come since the last call; nil at the end. One caller at a time.
  package let next: @Sendable () async -> [UInt8]?
  /// Returns when the other side's buffer has taken all of it.
  package let write: @Sendable ([UInt8]) async throws -> Void
  package let close: @Sendable () async -> Void

  package init(
    next: @escaping @Sendable () async -> [UInt8]?, write: @escaping @Sendable ([UInt8]) async throws -> Void,
    close: @escaping @Sendable () async -> Void
  ) {
    self.next = next
    self.write = write
    self.close = close
  }
}

extension Connection {
  package var link: Link {
    Link(next: { [input] in await input.next() }, write: { try await self.write($0) }, close: { await self.close() })
  }
}

extension ByteStream {
  fileprivate func next() async -> [UInt8]? {
    var iterator = makeAsyncIterator()
    return await iterator.next()
  }
}

extension Child {
  /// Its input and output; closing it ends the child.
  package var link: Link {
    Link(
      next: { [output] in await output.next() }, write: { try await self.input.write($0) },
      close: { await self.stop(grace: .seconds(1)) })
  }
}
