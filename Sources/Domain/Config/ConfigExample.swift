import JSON

/// The annotated example, `config/drover.json`, made from the table so that it cannot say anything else than the program.
package enum ConfigExample {
  private static let head = """
    // Configuration of Drover: every key with its default. Comments and trailing commas are allowed.
    // Layers, the later one wins: built in, /etc/drover/drover.json, $XDG_CONFIG_HOME/drover/drover.json,
    // <repository>/.drover/drover.json (once trusted; only keys marked so), DROVER__SECTION__KEY=value, flags.
    // Keys are never written here: "$NAME" names an environment variable.

    """

  /// Every key with its default. Commented out, so that `config init` pins nothing, the lines wait to be uncommented.
  package static func text(commentedOut: Bool = false) -> String {
    let sections = SettingTable.sections.map { section(named: $0.name, $0.summary, commentedOut: commentedOut) }
    return head + "{\n" + sections.joined(separator: "\n") + "}\n"
  }

  private static func section(named name: String, _ summary: String, commentedOut: Bool) -> String {
    let keys = SettingTable.all.filter { $0.section == name }
    let lines = keys.map { entry($0, commentedOut: commentedOut) }
    return "  // \(summary)\n  \"\(name)\": {\n\(lines.joined())  },\n"
  }

  private static func entry(_ key: SettingKey, commentedOut: Bool) -> String {
    let note = [key.summary, "Must be \(key.wanted).", mark(key)].compactMap(\.self).joined(separator: " ")
    let comment = wrapped(note).map { "    // \($0)\n" }.joined()
    let value = JSONWriter.compactText(key.builtIn).split(separator: ",").joined(separator: ", ")
    return comment + "    \(commentedOut ? "// " : "")\"\(key.leaf)\": \(value),\n"
  }

  private static func mark(_ key: SettingKey) -> String? {
    switch key.repository {
    case .never: nil
    case .allowed: "A repository may set it."
    case .onlyLower: "A repository may lower it."
    }
  }

  private static func wrapped(_ text: String) -> [String] {
    text.split(separator: " ").reduce(into: [""]) { lines, word in
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + word.count < 105 {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}
