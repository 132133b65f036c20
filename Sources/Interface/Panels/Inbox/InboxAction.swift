package import Keymap

/// What a key does in the inbox.
package enum InboxAction: String, Hashable, Sendable, CaseIterable {
  case up, down, top, bottom, halfPageDown, halfPageUp
  case allow, always, deny, denyWithWords, reply, mark, markLike, filter, card, log, copy, history, undo

  package static let keymap = Keymap<InboxAction>(
    "Inbox",
    [
      Binding(.allow, "a", words: "allow once", command: "allow once", rank: 1),
      Binding(.always, "A", words: "always here", command: "allow always here", rank: 3),
      Binding(.deny, "d", words: "deny", command: "deny", rank: 2),
      Binding(.denyWithWords, "w", words: "deny with a word", command: "deny with a word", rank: 4),
      Binding(.reply, "Enter", "r", words: "answer a question", command: "answer question", rank: 2),
      Binding(.mark, "Space", words: "mark", command: "mark question", rank: 5),
      Binding(.markLike, "*", words: "mark all of the same kind", command: "mark the same", rank: 7),
      Binding(.filter, "/", words: "filter", command: "filter the inbox", rank: 6),
      Binding(.log, "L", words: "its log", command: "log of the task", rank: 8),
      Binding(.card, "c", words: "the task's card", command: "open card", rank: 9),
      Binding(.copy, "y", words: "copy what would run", command: "copy request", rank: 10),
      Binding(.history, "h", words: "what was answered", command: "answers given", rank: 11),
      Binding(.undo, "u", words: "take back what is always allowed", command: "undo", rank: 9),
      Binding(.up, "Up", "k", words: "up"), Binding(.down, "Down", "j", words: "down"),
      Binding(.top, "g", "Home", words: "oldest"), Binding(.bottom, "G", "End", words: "newest"),
      Binding(.halfPageDown, "Ctrl-D", "PgDn", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", "PgUp", words: "half a page up"),
    ])
}
