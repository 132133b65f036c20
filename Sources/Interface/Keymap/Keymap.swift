package import Widgets
package import Wire

/// One row of the table that dispatches and that help, footer and palette are made from.
package struct Binding<Action: Hashable & Sendable>: Hashable, Sendable {
  package let action: Action
  package let keys: [String]
  /// What help calls it, in few words.
  package let words: String
  /// How a command line or the palette may call it; nil where it makes sense only as a key.
  package let command: String?
  /// Small numbers come first in the footer; nil stays out of it.
  package let rank: Int?

  package init(_ action: Action, _ keys: String..., words: String, command: String? = nil, rank: Int? = nil) {
    self.init(action, keys: keys, words: words, command: command, rank: rank)
  }

  package init(_ action: Action, keys: [String], words: String, command: String?, rank: Int?) {
    self.action = action
    self.keys = keys
    self.words = words
    self.command = command
    self.rank = rank
  }

  package var hint: Hint { Hint(keys.joined(separator: " "), words) }
}

package struct Keymap<Action: Hashable & Sendable>: Sendable {
  package let title: String
  package let bindings: [Binding<Action>]
  private let actions: [String: Action]

  package init(_ title: String, _ bindings: [Binding<Action>]) {
    self.title = title
    self.bindings = bindings
    var actions: [String: Action] = [:]
    for binding in bindings {
      for key in binding.keys {
        precondition(actions[key] == nil, "the key \(key) is bound twice in \(title)")
        actions[key] = binding.action
      }
    }
    self.actions = actions
  }

  package func action(for key: KeyPress) -> Action? { actions[key.name] }

  package var section: HelpTable.Section { HelpTable.Section(title, bindings.map(\.hint)) }

  /// For the footer, with how useful each is: small numbers first.
  package var ranked: [(rank: Int, action: Action, hint: Hint)] {
    bindings.compactMap { binding in
      binding.rank.map { ($0, binding.action, Hint(binding.keys.first ?? "", binding.words)) }
    }
  }
}
