/// What may stand where the cursor is: pure, from the words typed so far. The last word is the one being typed, perhaps
/// still empty.
package enum CompletionPoint: Hashable, Sendable {
  /// Something that this home or this machine knows.
  package enum Known: Hashable, Sendable { case tasks, trash, workspaces, sessions, asks, rules, services, hosts }

  package struct Word: Hashable, Sendable {
    package let text: String
    package let summary: String
  }

  case words([Word])
  case known(Known, alsoFiles: Bool)
  /// A hunk of the task that was typed before it.
  case hunks(task: String)
  /// A path, a prompt: the shell's own completion.
  case free

  package static func find(_ typed: [String]) -> CompletionPoint {
    guard let current = typed.last else { return .free }
    let before = Array(typed.dropLast())
    guard !before.contains("--") else { return .free }
    guard let verb = verb(before) else { return .words(names(after: before)) }
    if let flag = openFlag(before, verb) { return value(of: flag) }
    if current.hasPrefix("-") { return .words(flags(of: verb, except: before)) }
    if before.isEmpty { return .words(names(after: [])) }
    if verb.path == ["help"] { return .words(names(after: Array(before.dropFirst()))) }
    let typed = arguments(before, verb)
    if typed.count > 0, verb.arguments.contains("HUNK…") { return .hunks(task: typed[0]) }
    return argument(typed.count, of: verb)
  }

  /// The verb that is complete; nil while a word of its name is still to come.
  private static func verb(_ words: [String]) -> Verb? {
    let matching = Verbs.all.filter { words.starts(with: $0.path) }
    guard let verb = matching.max(by: { $0.path.count < $1.path.count }) else { return nil }
    return verb.path.isEmpty && !words.allSatisfy { $0.hasPrefix("-") } && !isValue(words, verb) ? nil : verb
  }

  /// Whether the words are flags of the interface itself, with their values.
  private static func isValue(_ words: [String], _ verb: Verb) -> Bool {
    words.first?.hasPrefix("-") == true && words.count > 1
  }

  private static func names(after words: [String]) -> [Word] {
    let matching = Verbs.all.filter { $0.path.count > words.count && $0.path.starts(with: words) }
    var seen: Set<String> = []
    return matching.compactMap { verb in
      let name = verb.path[words.count]
      guard seen.insert(name).inserted else { return nil }
      let isWhole = verb.path.count == words.count + 1
      return Word(text: name, summary: isWhole ? verb.summary : "")
    }
  }
}

// MARK: - Flags and arguments

extension CompletionPoint {
  private static func all(_ verb: Verb) -> [Flag] {
    verb.flags + Verbs.everywhere.filter { own in !verb.flags.contains { $0.name == own.name } }
  }

  private static func flags(of verb: Verb, except typed: [String]) -> [Word] {
    all(verb).filter { flag in
      if case .list = flag.value { return true }
      return !typed.contains("--\(flag.name)")
    }.map { Word(text: "--\($0.name)", summary: $0.summary) }
  }

  /// The flag whose value is being typed.
  private static func openFlag(_ words: [String], _ verb: Verb) -> Flag? {
    guard let last = words.last, last.hasPrefix("--"), let flag = all(verb).first(where: { "--\($0.name)" == last }),
      flag.value != .none
    else { return nil }
    return flag
  }

  private static func value(of flag: Flag) -> CompletionPoint {
    switch flag.value {
    case .choice(let words): return .words(words.map { Word(text: $0, summary: "") })
    case .text(let shape), .list(let shape): return place(shape, of: flag.name) ?? .free
    case .none, .number, .signed, .money: return .free
    }
  }

  private static func place(_ shape: String, of flag: String) -> CompletionPoint? {
    switch (flag, shape) {
    case ("service", _), ("race", _): .known(.services, alsoFiles: false)
    case ("session", _), ("fork", _): .known(.sessions, alsoFiles: false)
    case (_, "ID"): .known(.tasks, alsoFiles: false)
    default: nil
    }
  }

  /// The words behind the verb that are no flags and no values of flags.
  private static func arguments(_ words: [String], _ verb: Verb) -> [String] {
    var found: [String] = []
    var isValue = false
    for word in words.dropFirst(verb.path.count) {
      if isValue {
        isValue = false
      } else if word.hasPrefix("--") {
        isValue = openFlag([word], verb) != nil
      } else {
        found.append(word)
      }
    }
    return found
  }

  private static func argument(_ index: Int, of verb: Verb) -> CompletionPoint {
    let shapes = verb.arguments.split(separator: " ").map { $0.filter { !"[]".contains($0) } }
    guard let last = shapes.last else { return .words(flags(of: verb, except: [])) }
    guard index < shapes.count || last.hasSuffix("…") else { return .words(flags(of: verb, except: [])) }
    let shape = (index < shapes.count ? shapes[index] : last).filter { $0 != "…" }
    let choices = shape.split(separator: "|").map(String.init)
    if choices.contains("ID") { return known(verb, alsoFiles: choices.contains("PATH")) }
    switch shape {
    case "NAME" where verb.path[0] == "service": return .known(.services, alsoFiles: false)
    case "HOST": return .known(.hosts, alsoFiles: false)
    case "AGENT": return .known(.services, alsoFiles: false)
    default: break
    }
    let fixed = choices.filter { $0 == $0.lowercased() }
    return fixed.isEmpty ? .free : .words(fixed.map { Word(text: $0, summary: "") })
  }

  private static func known(_ verb: Verb, alsoFiles: Bool) -> CompletionPoint {
    switch verb.path {
    case ["inbox", "forget"]: .known(.rules, alsoFiles: false)
    case ["task", "restore"]: .known(.trash, alsoFiles: false)
    case let path where path[0] == "inbox": .known(.asks, alsoFiles: false)
    case let path where path[0] == "workspace": .known(.workspaces, alsoFiles: alsoFiles)
    case let path where path[0] == "session": .known(.sessions, alsoFiles: false)
    default: .known(.tasks, alsoFiles: false)
    }
  }
}
