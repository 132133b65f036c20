package import Keymap

package enum ServicesAction: String, Hashable, Sendable, CaseIterable {
  case left, right, up, down, top, bottom, halfPageDown, halfPageUp, open, test, toggle, model, login, copy, filter,
    reload

  package static let keymap = Keymap<ServicesAction>(
    "Services",
    [
      Binding(.test, "t", words: "test with one turn", command: "test service", rank: 1),
      Binding(.toggle, "e", words: "enable, disable", command: "enable or disable service", rank: 2),
      Binding(.model, "O", words: "choose its model", command: "choose the model", rank: 4),
      Binding(.open, "Enter", words: "all that is known", command: "open service", rank: 3),
      Binding(.login, "w", words: "how to log in", command: "how to log in", rank: 5),
      Binding(.filter, "/", words: "filter", command: "filter the services", rank: 4),
      Binding(.copy, "y", words: "copy the program's path", command: "copy the program's path"),
      Binding(.reload, "R", words: "look again", command: "look for services again"),
      Binding(.left, "Left", "h", words: "card to the left"), Binding(.right, "Right", "l", words: "card to the right"),
      Binding(.up, "Up", "k", words: "card above"), Binding(.down, "Down", "j", words: "card below"),
      Binding(.top, "g", "Home", words: "first"), Binding(.bottom, "G", "End", words: "last"),
      Binding(.halfPageDown, "Ctrl-D", "PgDn", words: "half a page down"),
      Binding(.halfPageUp, "Ctrl-U", "PgUp", words: "half a page up"),
    ])
}
