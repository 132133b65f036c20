/// What a panel remembers, with its type taken off. A value like any other: whoever changes it and does not have it
/// alone changes a copy. Held by reference, so that to pass it on, to look into it and to change it copies nothing.
package struct PanelState: Sendable {
  /// The only class here that has heirs: being alone with it can be asked without knowing what is inside.
  /// Guarded by the value semantics of the struct around it: it is changed only where one owner is left.
  private class Box: @unchecked Sendable {}

  private final class Holder<State: Sendable>: Box, @unchecked Sendable {
    var state: State
    init(_ state: State) { self.state = state }
  }

  private var box: Box

  package init<State: Sendable>(_ state: State) { box = Holder(state) }

  /// Nil where it is another panel's.
  package func value<State: Sendable>(as: State.Type = State.self) -> State? {
    (box as? Holder<State>)?.state
  }

  func read<State: Sendable, Result>(_ body: (State) -> Result) -> Result? {
    guard let holder = box as? Holder<State> else { return nil }
    return body(holder.state)
  }

  mutating func change<State: Sendable, Result>(_ body: (inout State) -> Result) -> Result? {
    if !isKnownUniquelyReferenced(&box) {
      guard let holder = box as? Holder<State> else { return nil }
      box = Holder(holder.state)
    }
    guard let holder = box as? Holder<State> else { return nil }
    return body(&holder.state)
  }
}
