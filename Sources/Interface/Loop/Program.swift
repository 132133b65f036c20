package import Canvas

/// A program in The Elm Architecture: a value, three pure functions, and effects that are values.
///
/// `update`, `view` and `subscriptions` never do IO, read a clock or wait: the runtime performs what they return.
package protocol Program: Sendable {
  associatedtype Model: Sendable
  associatedtype Message: Sendable

  func start() -> (Model, Effect<Message>)
  func update(_ model: inout Model, _ message: Message) -> Effect<Message>
  func view(_ model: Model, _ size: Size) -> Canvas
  func subscriptions(_ model: Model) -> [Subscription<Message>]
  /// What an event of the screen means to this program; nil is nothing.
  func message(for event: ScreenEvent) -> Message?
  /// False for what never changes the picture by itself, as a timer that only leads to a question: nothing is drawn
  /// for it.
  func isSeen(_ message: Message) -> Bool
}

extension Program {
  package func subscriptions(_ model: Model) -> [Subscription<Message>] { [] }
  package func isSeen(_ message: Message) -> Bool { true }
}

/// Names a running effect or subscription: any value that hashes. Two are the same if type and value are.
package struct Identity: Hashable, Sendable, CustomStringConvertible {
  private let value: any Hashable & Sendable

  package init(_ value: some Hashable & Sendable) {
    self.value = (value as? Identity)?.value ?? value
  }

  package static func == (left: Identity, right: Identity) -> Bool {
    AnyHashable(left.value) == AnyHashable(right.value)
  }

  package func hash(into hasher: inout Hasher) {
    AnyHashable(value).hash(into: &hasher)
  }

  package var description: String { "\(value)" }
}

extension Identity: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(value) }
}

/// How an effect or subscription talks back. Waits when the program is behind, so nothing is lost and nothing piles up;
/// after the end of the program it does nothing.
package struct Send<Message: Sendable>: Sendable {
  private let action: @Sendable (Message) async -> Void

  package init(_ action: @escaping @Sendable (Message) async -> Void) {
    self.action = action
  }

  package func callAsFunction(_ message: Message) async {
    await action(message)
  }
}
