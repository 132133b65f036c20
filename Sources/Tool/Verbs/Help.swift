import Base

/// Help as text, made from the table.
package enum Help {
  package static func usage(of verb: Verb) -> String {
    var words = ["drover"] + verb.path
    if !verb.arguments.isEmpty { words.append(verb.arguments) }
    if !verb.flags.isEmpty { words.append("[flags]") }
    if verb.takesRest { words.append("[-- COMMAND…]") }
    return words.joined(separator: " ")
  }

  /// What a verb is called where something is said about it.
  static func name(of verb: Verb) -> String { (["drover"] + verb.path).joined(separator: " ") }

  /// What shows its page.
  static func word(_ verb: Verb) -> String { (["drover help"] + verb.path).joined(separator: " ") }

  package static func overview(_ verbs: [Verb] = Verbs.all) -> String {
    let width = (verbs.map { $0.name.count }.max() ?? 0) + 2
    let lines = grouped(verbs).filter { !$0.path.isEmpty }.map { "  " + $0.name.padded(to: width) + $0.summary }
    return """
      Drover drives a herd of coding agents from a terminal.

        drover                 the interface for the repository you stand in
        drover help VERB       what a verb does, its flags, examples

      \(lines.joined(separator: "\n"))

      Every verb that shows something takes --json. Exit codes: 0 done, 1 the work failed, 2 wrong usage,
      3 no such thing, 4 refused, 5 nothing available, 130 cancelled.
      """
  }

  /// Those that begin with one word stand together, in the order of the table.
  private static func grouped(_ verbs: [Verb]) -> [Verb] {
    var groups: [String] = []
    for verb in verbs where !groups.contains(verb.path.first ?? "") { groups.append(verb.path.first ?? "") }
    return groups.flatMap { group in verbs.filter { ($0.path.first ?? "") == group } }
  }

  package static func page(of verb: Verb) -> String {
    let flags = verb.flags + Verbs.everywhere
    let width = (flags.map { $0.usage.count }.max() ?? 0) + 2
    var text = "\(usage(of: verb))\n\n  \(verb.summary)\n\n"
    text += flags.map { "  " + $0.usage.padded(to: width) + $0.summary }.joined(separator: "\n")
    if !verb.examples.isEmpty { text += "\n\nExamples\n" + verb.examples.map { "  \($0)" }.joined(separator: "\n") }
    return text
  }

  /// The pages of the verbs that begin with these words; nil when there are none.
  package static func pages(for words: [String]) -> String? {
    let found = Verbs.all.filter { !$0.path.isEmpty && $0.path.starts(with: words) }
    return found.isEmpty ? nil : found.map(page).joined(separator: "\n\n")
  }

  /// The manual page, in roff.
  package static func manual(version: String) -> String {
    var text =
      ".TH DROVER 1 \"\" \"drover \(version)\" \"Drover\"\n.SH NAME\ndrover \\- drive a herd of coding agents\n"
    text += ".SH SYNOPSIS\n.B drover\n[\\fIverb\\fR] [\\fIflags\\fR]\n.SH VERBS\n"
    for verb in grouped(Verbs.all) {
      text += ".TP\n.B \(roff(usage(of: verb)))\n\(roff(verb.summary))\n"
      for flag in verb.flags { text += ".br\n\\fB\(roff(flag.usage))\\fR \(roff(flag.summary))\n" }
    }
    text +=
      ".SH EXIT STATUS\n0 done, 1 the work failed, 2 wrong usage, 3 no such thing, 4 refused, 5 nothing available, 130 cancelled.\n"
    text += ".SH FILES\n$DROVER_HOME, else $XDG_STATE_HOME/drover, else ~/.local/state/drover: database, logs, trash.\n"
    text += ".PP\n$XDG_CONFIG_HOME/drover/drover.json, else ~/.config/drover/drover.json: the configuration.\n"
    text +=
      ".SH ENVIRONMENT\nDROVER_HOME, NO_COLOR, COLORTERM, EDITOR, PAGER; DROVER__SECTION__KEY sets one value for one call.\n"
    text += ".SH SEE ALSO\n.BR git (1),\n.BR ssh (1),\n.BR tmux (1)\n"
    return text
  }

  private static func roff(_ text: String) -> String {
    text.map { $0 == "\\" ? "\\\\" : $0 == "-" ? "\\-" : String($0) }.joined()
  }
}
