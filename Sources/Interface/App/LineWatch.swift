package import Domain
import Loop

/// The line to an engine in another process: where it leads, and how it stands.
package struct LineWatch: Sendable {
  /// The other machine; nil when the engine runs on this one.
  package let host: String?
  /// Where drover is on the other machine, when it is configured.
  package let bridge: String?
  private let states: AsyncStream<LineState>

  package init(host: String?, bridge: String? = nil, states: AsyncStream<LineState>) {
    self.host = host
    self.bridge = bridge
    self.states = states
  }

  var changes: Subscription<AppMessage> { .stream(id: "line", { states }, AppMessage.line) }
}
