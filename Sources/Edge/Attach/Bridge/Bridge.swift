import AttachProtocol
package import Domain
package import Platform

/// The other end of `drover attach HOST`: joins this process's input and output with the socket of the engine here.
package struct Bridge: Sendable {
  private let client: Link
  private let version: String

  /// A client asks for a sign of life every few seconds; one that is silent for so long has gone, whatever the network
  /// between us and it pretends.
  package static let silence = Duration.seconds(60)

  package init(client: Link, version: String) {
    self.client = client
    self.version = version
  }

  /// Says that the bridge stands: whatever the shell printed before it is skipped by the client.
  package func begin() async throws { try await client.write(BridgeMark(version: version).line) }

  /// Tells the client why there is nothing at the other end.
  package func refuse(_ error: DroverError) async throws {
    try await client.write(try AttachFrame.message(.failed(id: 0, error: error)).encoded())
  }

  /// Carries bytes both ways until one side ends or the client is silent for too long.
  package func join(_ engine: Link, silence: Duration = silence) async {
    let heard = LastHeard()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await Self.carry(from: client, to: engine) { heard.note() } }
      group.addTask { await Self.carry(from: engine, to: client) {} }
      group.addTask { await heard.untilSilent(for: silence) }
      await group.next()
      await engine.close()
      await client.close()
      group.cancelAll()
    }
  }

  private static func carry(from source: Link, to sink: Link, _ moved: () -> Void) async {
    while let bytes = await source.next() {
      moved()
      do { try await sink.write(bytes) } catch { return }  // the other side has gone
    }
  }
}
