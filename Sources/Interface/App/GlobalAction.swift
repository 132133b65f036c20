import Keymap

/// What a key does wherever one stands, unless a text field has the focus.
enum GlobalAction: String, Hashable, Sendable, CaseIterable {
  case nextTab, previousTab, help, commandLine, palette, nextPane, previousPane, zoom, mouse, redraw, suspend, back,
    quit, interrupt

  static let keymap = Keymap<GlobalAction>(
    "Everywhere",
    [
      Binding(.help, "?", "F1", words: "help", command: "help", rank: 3),
      Binding(.commandLine, ":", words: "command line", rank: 6),
      Binding(.palette, "Ctrl-P", words: "palette", rank: 6),
      Binding(.nextTab, "]", words: "next view"), Binding(.previousTab, "[", words: "previous view"),
      Binding(.nextPane, "Tab", words: "next pane"), Binding(.previousPane, "S-Tab", words: "previous pane"),
      Binding(.zoom, "z", words: "zoom a pane", command: "zoom"),
      Binding(.mouse, "M", words: "mouse capture on or off", command: "mouse"),
      Binding(.redraw, "Ctrl-L", words: "redraw", command: "redraw"),
      Binding(.suspend, "Ctrl-Z", words: "suspend", command: "suspend"),
      Binding(.back, "Esc", words: "close one layer, go back"),
      Binding(.quit, "q", words: "close the view, quit", command: "quit", rank: 4),
      Binding(.interrupt, "Ctrl-C", words: "close, clear, then quit"),
    ])
  /// Done also while a text is written or a question stands: nothing there can mean it.
  var isAlways: Bool {
    switch self {
    case .suspend, .redraw: true
    case .nextTab, .previousTab, .help, .commandLine, .palette, .nextPane, .previousPane, .zoom, .mouse, .back, .quit,
      .interrupt:
      false
    }
  }
}
