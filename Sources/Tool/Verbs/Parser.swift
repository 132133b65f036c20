import Base

/// Turns the words after `drover` into an invocation. Pure.
package struct Parser: Sendable {
  package let verbs: [Verb]
  package let reserved: [String]

  package init(verbs: [Verb], reserved: [String]) {
    self.verbs = verbs
    self.reserved = reserved
  }

  package func parse(_ words: [String]) throws(UsageError) -> Invocation {
    let dashes = words.firstIndex(of: "--") ?? words.endIndex
    let own = Array(words[..<dashes])
    let rest = Array(words[dashes...].dropFirst())
    if let page = page(askedIn: own) { return page }
    let verb = try verb(for: own)
    let (arguments, flags) = try read(Array(own.dropFirst(verb.path.count)), of: verb)
    guard rest.isEmpty || verb.takesRest else {
      throw UsageError(message: "\(Help.name(of: verb)) takes no words after --", remedy: "see: \(Help.word(verb))")
    }
    guard verb.count.contains(arguments.count) || verb.takesRest && !rest.isEmpty && arguments.isEmpty else {
      let problem =
        arguments.count < verb.count.lowerBound
        ? "needs more words" : "does not know what \"\(arguments.last ?? "")\" is for"
      throw UsageError(message: "\(Help.name(of: verb)) \(problem)", remedy: "usage: \(Help.usage(of: verb))")
    }
    // A variable that is not set makes such a word; a prompt has a sentence of its own.
    guard arguments.first?.isEmpty != true || verb.arguments.hasPrefix("PROMPT") else {
      throw UsageError(
        message: "\(Help.name(of: verb)) can do nothing with an empty word", remedy: "usage: \(Help.usage(of: verb))")
    }
    return Invocation(verb: verb, arguments: arguments, flags: flags, rest: rest)
  }

  /// Whoever asks for help gets it, whatever else is missing or wrong: the page of the verb, or of all in its group.
  private func page(askedIn words: [String]) -> Invocation? {
    guard words.contains("--help") || words.contains("-h") else { return nil }
    var path = Array(words.prefix { !$0.hasPrefix("-") }.prefix(2))
    while !path.isEmpty, !verbs.contains(where: { $0.path.starts(with: path) }) { path.removeLast() }
    let isWrong = path.isEmpty && !(words.first ?? "").hasPrefix("-")
    guard !isWrong, let help = verbs.first(where: { $0.path == ["help"] }) else { return nil }
    return Invocation(verb: help, arguments: path, flags: [:], rest: [])
  }

  /// The verb with the longest path that the words begin with.
  private func verb(for words: [String]) throws(UsageError) -> Verb {
    let matching = verbs.filter { words.starts(with: $0.path) }
    if let verb = matching.max(by: { $0.path.count < $1.path.count }), isWhole(verb, words) { return verb }
    let first = words.first ?? ""
    if reserved.contains(first) {
      throw UsageError(
        message: "drover \(first) does not exist yet: the word is kept for a later version", remedy: "see: drover help")
    }
    let group = verbs.filter { $0.path.first == first && $0.path.count > 1 }
    guard group.isEmpty else {
      let second = words.dropFirst().first { !$0.hasPrefix("--") }
      let typed = second.map { "has no \"\($0)\"" } ?? "needs a second word"
      let names = group.map { $0.path[1] }
      let guess = second.flatMap { Nearest.name(to: $0, among: names) }
      throw UsageError(
        message: "drover \(first) \(typed)",
        remedy: guess.map { "did you mean: drover \(first) \($0)" } ?? "one of: \(names.joined(separator: ", "))")
    }
    let names = Array(Set(verbs.compactMap(\.path.first))).sorted()
    throw UsageError(
      message: "there is no verb \"\(first)\"",
      remedy: Nearest.name(to: first, among: names).map { "did you mean: drover \($0)" } ?? "see: drover help")
  }

  /// The empty path (the interface) matches everything, so it counts only when no verb word follows.
  private func isWhole(_ verb: Verb, _ words: [String]) -> Bool {
    !verb.path.isEmpty || words.first.map { $0.hasPrefix("-") } ?? true
  }

  private func read(_ words: [String], of verb: Verb) throws(UsageError) -> ([String], [String: [String]]) {
    var arguments: [String] = []
    var flags: [String: [String]] = [:]
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      guard word.hasPrefix("--") else {
        if word.hasPrefix("-"), word.count > 1, !word.dropFirst().allSatisfy(\.isNumber) {
          throw UsageError(
            message: "there is no flag \(word)", remedy: "flags begin with two dashes; see: \(Help.word(verb))")
        }
        arguments.append(word)
        continue
      }
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      let flag = try flag(named: parts[0], of: verb)
      if case .none = flag.value {
        guard parts.count == 1 else {
          throw UsageError(message: "--\(flag.name) takes no value", remedy: "write: --\(flag.name)")
        }
        flags[flag.name] = [""]
        continue
      }
      guard parts.count == 2 || index < words.count else {
        throw UsageError(message: "--\(flag.name) needs a value", remedy: "write: \(flag.usage)")
      }
      let value = parts.count == 2 ? parts[1] : words[index]
      if parts.count == 1 { index += 1 }
      try check(value, of: flag)
      flags[flag.name, default: []].append(value)
    }
    return (arguments, flags)
  }

  private func flag(named name: String, of verb: Verb) throws(UsageError) -> Flag {
    let known = verb.flags + Verbs.everywhere
    if let flag = known.first(where: { $0.name == name }) { return flag }
    throw UsageError(
      message: "\(Help.name(of: verb)) has no flag --\(name)",
      remedy: Nearest.name(to: name, among: known.map(\.name)).map { "did you mean: --\($0)" }
        ?? "see: \(Help.word(verb))")
  }

  /// What these stand for is somebody or some place: an empty one is none.
  private static let names: Set<String> = ["NAME", "PATH", "BRANCH", "ID|NAME"]

  private func check(_ value: String, of flag: Flag) throws(UsageError) {
    switch flag.value {
    case .text(let word) where value.isEmpty && Self.names.contains(word),
      .list(let word) where value.isEmpty && Self.names.contains(word):
      throw UsageError(message: "--\(flag.name) needs a value", remedy: "write: \(flag.usage)")
    case .none, .text, .list: break
    case .number, .signed:
      guard let number = Int(value) else {
        throw UsageError(
          message: "--\(flag.name) needs a whole number, not \"\(value)\"", remedy: "write: \(flag.usage)")
      }
      if case .number = flag.value, number < 0 {
        throw UsageError(message: "--\(flag.name) cannot be below zero, as \(value) is", remedy: "write: \(flag.usage)")
      }
    case .money:
      let isMoney =
        value.split(separator: ".", omittingEmptySubsequences: false).count <= 2
        && value.allSatisfy { $0.isNumber || $0 == "." } && value.contains(where: \.isNumber)
      guard isMoney else {
        throw UsageError(
          message: "--\(flag.name) needs an amount like 1.50, not \"\(value)\"", remedy: "write: \(flag.usage)")
      }
    case .choice(let allowed):
      guard allowed.contains(value) else {
        throw UsageError(
          message: "--\(flag.name) cannot be \"\(value)\"", remedy: "one of: \(allowed.joined(separator: ", "))")
      }
    }
  }
}
