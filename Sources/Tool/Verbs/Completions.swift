/// Completion scripts, made from the table; task ids are asked from the database when the key is pressed.
package enum Completions {
  package static func script(for shell: String) throws(UsageError) -> String {
    switch shell {
    case "bash": bash
    case "zsh": zsh
    case "fish": fish
    default:
      throw UsageError(message: "there are no completions for \"\(shell)\"", remedy: "one of: bash, zsh, fish")
    }
  }

  private static var firstWords: [String] {
    Verbs.all.compactMap(\.path.first).reduce(into: []) { words, word in
      if !words.contains(word) { words.append(word) }
    }
  }

  private static func secondWords(after first: String) -> [String] {
    Verbs.all.filter { $0.path.count > 1 && $0.path[0] == first }.map { $0.path[1] }
  }

  private static func flags(of verb: Verb) -> String {
    (verb.flags + Verbs.everywhere).map { "--\($0.name)" }.joined(separator: " ")
  }

  /// Which verbs list what can be named, by the first word of those that name it, and the letter of its ids.
  private static let lists = [
    "task": ("task list", "T"), "explain": ("task list", "T"), "workspace": ("workspace list", "W"),
    "session": ("session list", "S"), "inbox": ("inbox list", "A"),
  ]

  /// A shell command that prints what the first argument of a verb may be; asked when the key is pressed.
  private static func choices(of verb: Verb) -> String? {
    if verb.path == ["attach"] { return #"sed -n 's/^[Hh]ost  *\([^*?]*\)$/\1/p' ~/.ssh/config 2>/dev/null"# }
    guard verb.arguments.hasPrefix("ID") || verb.arguments.hasPrefix("[ID"), let (list, letter) = lists[verb.path[0]],
      Verbs.all.contains(where: { $0.name == list })
    else { return nil }
    return #"drover \#(list) --json 2>/dev/null | grep -o '"id": *"\#(letter)[0-9]*"' | grep -o '\#(letter)[0-9]*'"#
  }

  private static var bash: String {
    var text = "# bash completion for drover\n_drover() {\n  local word=\"${COMP_WORDS[COMP_CWORD]}\" choices=\"\"\n"
    text += "  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n"
    for verb in Verbs.all where !verb.path.isEmpty {
      let pattern = verb.path.count == 1 ? "\"\(verb.path[0]) \"*" : "\"\(verb.name)\""
      text += "    \(pattern)) choices=\"\(flags(of: verb))\""
      if let command = choices(of: verb) { text += "; [[ $word == -* ]] || choices=\"$(\(command))\"" }
      text += " ;;\n"
    }
    text += "  esac\n  if (( COMP_CWORD == 1 )); then choices=\"\(firstWords.joined(separator: " "))\"; fi\n"
    text += "  if (( COMP_CWORD == 2 )); then\n    case \"${COMP_WORDS[1]}\" in\n"
    for first in firstWords where !secondWords(after: first).isEmpty {
      text += "      \(first)) choices=\"\(secondWords(after: first).joined(separator: " "))\" ;;\n"
    }
    text +=
      "    esac\n  fi\n  COMPREPLY=($(compgen -W \"$choices\" -- \"$word\"))\n}\ncomplete -o default -F _drover drover\n"
    return text
  }

  private static var zsh: String {
    var text = "#compdef drover\n_drover() {\n  local -a first second\n  first=(\(firstWords.joined(separator: " ")))\n"
    text += "  if (( CURRENT == 2 )); then compadd -a first; return; fi\n  case \"$words[2]\" in\n"
    for first in firstWords where !secondWords(after: first).isEmpty {
      text += "    \(first)) second=(\(secondWords(after: first).joined(separator: " "))) ;;\n"
    }
    text += "  esac\n  if (( CURRENT == 3 && $#second )); then compadd -a second; return; fi\n"
    text += "  if [[ \"$PREFIX\" != -* ]]; then\n    case \"$words[2] $words[3]\" in\n"
    for verb in Verbs.all where !verb.path.isEmpty {
      guard let command = choices(of: verb) else { continue }
      let pattern = verb.path.count == 1 ? "\"\(verb.path[0]) \"*" : "\"\(verb.name)\""
      text += "      \(pattern)) compadd -- ${(f)\"$(\(command))\"}; return ;;\n"
    }
    text += "    esac\n  fi\n"
    text += "  case \"$words[2] $words[3]\" in\n"
    for verb in Verbs.all where !verb.path.isEmpty {
      let pattern = verb.path.count == 1 ? "\"\(verb.path[0]) \"*" : "\"\(verb.name)\""
      text += "    \(pattern)) compadd -- \(flags(of: verb)) ;;\n"
    }
    return text + "  esac\n  _files\n}\ncompdef _drover drover\n"
  }

  private static var fish: String {
    var text = "# fish completion for drover\n"
    for first in firstWords {
      text += "complete -c drover -n '__fish_use_subcommand' -f -a '\(first)'\n"
    }
    for verb in Verbs.all where verb.path.count > 1 {
      let second = verb.path[1]
      let summary = verb.summary.replacing("'", with: "\\'")
      text += "complete -c drover -n '__fish_seen_subcommand_from \(verb.path[0])' -f -a '\(second)' -d '\(summary)'\n"
    }
    for verb in Verbs.all where !verb.path.isEmpty {
      let condition = verb.path.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      for flag in verb.flags { text += "complete -c drover -n '\(condition)' -l \(flag.name)\n" }
    }
    for verb in Verbs.all {
      guard let command = choices(of: verb) else { continue }
      let condition = verb.path.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      let quoted = command.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$")
      text += "complete -c drover -n '\(condition)' -f -a \"(\(quoted))\"\n"
    }
    return text
  }
}
