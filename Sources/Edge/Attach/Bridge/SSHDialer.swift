import AttachProtocol
package import Domain
import Platform
import Synchronization

/// Reaches the engine of another machine: `ssh -T -- HOST` with `drover bridge` at its end.
package struct SSHDialer: Sendable {
  private let host: String
  private let environment: [String: String]
  private let bridge: String?
  private let version: String

  /// How long a line that was lost may take to come back before the attempt counts as failed.
  private static let patience = Duration.seconds(20)

  /// `bridge` is the path of drover on the other machine; nil looks at the usual places.
  package init(host: String, environment: [String: String], bridge: String?, version: String) {
    self.host = host
    self.environment = environment
    self.bridge = bridge
    self.version = version
  }

  /// The first connection may ask the person at the terminal, as ssh does; later ones happen behind the screen and may
  /// not.
  package func dial(first: Bool, mayStart: Bool, author: Author) async throws -> AttachClient {
    var launch = Launch(arguments(first: first, mayStart: mayStart), environment: environment)
    launch.staysAtTerminal = first
    let child: Child
    do { child = try await Child.spawn(launch) } catch {
      throw DroverError(.unavailable, "failed to start ssh: \(error)", remedy: "install openssh-client")
    }
    let errors = Task { await Self.tail(of: child.errors) }  // ends with the child
    let late = first ? nil : Task { await Self.stop(child, after: Self.patience) }
    defer { late?.cancel() }
    do {
      let rest = try await mark(child)
      return try await AttachClient.open(child.link, first: rest, version: version, author: author)
    } catch let error as DroverError {
      await child.stop(grace: .milliseconds(200))
      throw error == AttachClient.gone ? broken(await errors.value) : error
    }
  }

  private func arguments(first: Bool, mayStart: Bool) -> [String] {
    let batch = first ? [] : ["-o", "BatchMode=yes"]
    return ["ssh", "-T", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3", "-o", "ConnectTimeout=10"]
      + batch + ["--", host, RemoteShell.bridge(path: bridge, mayStart: mayStart)]
  }

  /// What came after the mark, once it has come.
  private func mark(_ child: Child) async throws(DroverError) -> [UInt8] {
    var bytes: [UInt8] = []
    let link = child.link
    while let more = await link.next() {
      bytes += more
      switch BridgeMark.search(bytes) {
      case .open: continue
      case .found(let mark, let rest):
        guard mark.bridge != BridgeMark.current else { return rest }
        throw DroverError(
          .refused, "drover \(mark.version) on \(host) and drover \(version) here do not fit",
          remedy: "install the same version of drover on both")
      case .missing:
        throw DroverError(
          .refused, "\(host) says more than 64 KiB before drover begins there",
          remedy: "see what its shell prints: ssh \(host) true")
      }
    }
    throw AttachClient.gone
  }

  /// Why there was no bridge, from what ssh and the other shell said.
  private func broken(_ said: String) -> DroverError {
    let lines = said.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.isEmpty }
    if said.contains("drover-is-not-here") || said.contains("not found") || said.contains("No such file") {
      return DroverError(
        .unavailable, bridge.map { "there is no drover at \($0) on \(host)" } ?? "there is no drover on \(host)",
        remedy: "install it there, or set attach.bridge to its path")
    }
    if said.contains("no verb \"bridge\"") {
      return DroverError(
        .refused, "the drover on \(host) is too old to be attached to", remedy: "install \(version) there")
    }
    return DroverError(
      .unavailable, "\(host) is not reached\(lines.last.map { ": \($0)" } ?? "")", remedy: "try: ssh \(host) true")
  }

  private static func tail(of stream: ByteStream) async -> String {
    var bytes: [UInt8] = []
    for await chunk in stream {
      bytes += chunk
      if bytes.count > 8192 { bytes.removeFirst(bytes.count - 4096) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func stop(_ child: Child, after time: Duration) async {
    do { try await Task.sleep(for: time) } catch { return }
    await child.stop(grace: .zero)
  }
}
