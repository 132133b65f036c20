package import Keymap

/// What a key does in the chat while no field has the focus.
package enum ChatAction: String, Hashable, Sendable, CaseIterable {
  case write, up, down, top, bottom, halfPageDown, halfPageUp
  case fold, stop, new, search, nextHit, previousHit, copy, remove, next, previous, makeTask

  package static let keymap = Keymap<ChatAction>(
    "Chat",
    [
      Binding(.write, "Enter", words: "write", command: "write", rank: 1),
      Binding(.new, "+", words: "new conversation", command: "new conversation", rank: 3),
      Binding(.next, "J", words: "next conversation", command: "next conversation", rank: 4),
      Binding(.previous, "K", words: "previous conversation", command: "previous conversation"),
      Binding(.fold, "o", words: "tools folded or open", command: "fold tools", rank: 5),
      Binding(.stop, "x", words: "stop the answer", command: "stop the answer", rank: 2),
      Binding(.search, "/", words: "search", command: "search the conversation", rank: 6),
      Binding(.nextHit, "n", words: "next hit"), Binding(.previousHit, "N", words: "previous hit"),
      Binding(.copy, "y", words: "copy the last answer", command: "copy answer", rank: 7),
      Binding(
        .makeTask, "t", words: "make a task of its worktree", command: "make a task of the conversation's worktree"),
      Binding(.remove, "D", words: "remove the conversation", command: "remove conversation", rank: 8),
      Binding(.up, "Up", "k", words: "line up, conversation above"),
      Binding(.down, "Down", "j", words: "line down, conversation below"),
      Binding(.top, "g", "Home", words: "beginning"), Binding(.bottom, "G", "End", words: "end, and follow"),
      Binding(.halfPageDown, "Ctrl-D", "PgDn", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", "PgUp", words: "half a page up"),
    ])
}
