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
  /// What is to be kept where the terminal goes away or a signal ends the program: done before it is gone.
  func parting(_ model: Model) -> (@Sendable () async -> Void)?
}

extension Program {
  package func subscriptions(_ model: Model) -> [Subscription<Message>] { [] }
  package func isSeen(_ message: Message) -> Bool { true }
  package func parting(_ model: Model) -> (@Sendable () async -> Void)? { nil }
}

/// Names a running effect or subscription: any value that hashes. Two are the same if type and value are.
package struct Identity: Hashable, Sendable, CustomStringConvertible {
  /// Words are what most are named by, and compared each time something happened: they stay out of a box.
  private enum Value: Hashable, Sendable {
    case words(String)
    case other(Boxed)
  }

  private struct Boxed: Hashable, Sendable {
    let value: any Hashable & Sendable

    static func == (left: Boxed, right: Boxed) -> Bool { AnyHashable(left.value) == AnyHashable(right.value) }
    func hash(into hasher: inout Hasher) { AnyHashable(value).hash(into: &hasher) }
  }

  private let value: Value

  package init(_ value: some Hashable & Sendable) {
    if let known = value as? Identity {
      self = known
    } else if let words = value as? String {
      self.value = .words(words)
    } else {
      self.value = .other(Boxed(value: value))
    }
  }

  package var description: String {
    switch value {
    case .words(let words): words
    case .other(let boxed): "\(boxed.value)"
    }
  }
}

extension Identity: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.value = .words(value) }
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
