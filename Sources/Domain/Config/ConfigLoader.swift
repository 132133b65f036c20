import Base
import JSON

/// Lays one layer after the other over the built-in settings and collects what is wrong instead of stopping at the first.
struct ConfigLoader {
  /// Who speaks: a repository may not say everything.
  enum Speaker {
    case person
    case repository
  }

  private(set) var settings = Settings()
  private(set) var origins: [String: ConfigOrigin] = [:]
  private(set) var problems: [ConfigProblem] = []

  mutating func add(_ input: ConfigInput) {
    if let file = input.system { add(file, from: .person) }
    if let file = input.person { add(file, from: .person) }
    if let file = input.trustedRepository { add(file, from: .repository) }
    for (variable, text) in input.environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("DROVER__") {
      addVariable(variable, text)
    }
    for flag in input.flags { add(text: flag.value, name: flag.key, origin: .flag(flag.flag)) }
  }

  // MARK: - Files

  private mutating func add(_ file: ConfigFile, from speaker: Speaker) {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONParser.document(file.bytes)
    } catch {
      let place = error.position.map { "column \($0.column): " } ?? ""
      return report(
        .file(path: file.path, line: error.position?.line ?? 1), nil, place + error.reason,
        remedy: "the file is JSON; comments and trailing commas are fine")
    }
    let reader = FileReader(path: file.path, document: document)
    guard case .object(let sections) = document.root.content else {
      return report(
        reader.origin(of: document.root), nil, "the file must be an object", remedy: "begin with { and end with }")
    }
    for section in sections { add(section, in: reader, from: speaker) }
  }

  private struct FileReader {
    let path: String
    let document: JSONDocument

    func origin(of node: JSONNode) -> ConfigOrigin { origin(at: node.range.lowerBound) }

    func origin(at offset: Int) -> ConfigOrigin { .file(path: path, line: document.position(of: offset).line) }
  }

  private mutating func add(_ section: JSONNode.Member, in reader: FileReader, from speaker: Speaker) {
    let names = SettingTable.sections.map(\.name)
    guard names.contains(section.key) else {
      return reportUnknown(section.key, among: names, "section", at: reader.origin(at: section.keyOffset))
    }
    guard case .object(let members) = section.node.content else {
      return report(
        reader.origin(of: section.node), section.key, "must be an object, is \(section.node.value.kind)",
        remedy: "write: \"\(section.key)\": { … }")
    }
    for member in members {
      guard let key = SettingTable.key("\(section.key).\(member.key)") else {
        let known = SettingTable.all.filter { $0.section == section.key }.map(\.name)
        let name = "\(section.key).\(member.key)"
        reportUnknown(name, among: known, "key", at: reader.origin(at: member.keyOffset))
        continue
      }
      let origin = reader.origin(at: member.keyOffset)
      if speaker == .repository, !repositoryMay(set: key, to: member.node.value, at: origin) { continue }
      set(key, to: member.node.value, at: origin)
      notePlaces(of: key, member.node, in: reader)
    }
  }

  /// Where each entry of a table stands, for mistakes that only a reader of the table can see.
  private mutating func notePlaces(of key: SettingKey, _ node: JSONNode, in reader: FileReader) {
    guard case .textTable = key.kind, case .object(let members) = node.content else { return }
    for member in members { origins["\(key.name).\(member.key)"] = reader.origin(at: member.keyOffset) }
  }

  private mutating func repositoryMay(set key: SettingKey, to value: JSONValue, at origin: ConfigOrigin) -> Bool {
    switch key.repository {
    case .allowed: return true
    case .never:
      let allowed = SettingTable.all.filter { $0.repository != .never }.map(\.name).joined(separator: ", ")
      report(origin, key.name, "cannot be set by a repository", remedy: "a repository may set: \(allowed)")
      return false
    case .onlyLower:
      let own = key.value(in: settings)
      if key.isLowerOrSame(value, than: own) { return true }
      report(
        origin, key.name, "can only be lowered by a repository: yours is \(JSONWriter.compactText(own))",
        remedy: "set it higher in your own configuration: \(origins[key.name] ?? .builtIn)")
      return false
    }
  }

  // MARK: - Environment and flags

  private mutating func addVariable(_ variable: String, _ text: String) {
    let wanted = Self.folded(String(variable.dropFirst("DROVER__".count)))
    guard let key = SettingTable.all.first(where: { Self.folded(Self.variable(of: $0)) == wanted }) else {
      let names = SettingTable.all.map { "DROVER__" + Self.variable(of: $0) }
      return reportUnknown(variable, among: names, "variable", at: .environment(variable: variable))
    }
    add(text: text, name: key.name, origin: .environment(variable: variable))
  }

  private mutating func add(text: String, name: String, origin: ConfigOrigin) {
    guard let key = SettingTable.key(name) else {
      return reportUnknown(name, among: SettingTable.all.map(\.name), "key", at: origin)
    }
    let value = key.isOptional && text == "null" ? .null : key.kind.value(from: text)
    set(key, to: value, at: origin)
  }

  /// `limits.runsPerWorkspace` is `LIMITS__RUNS_PER_WORKSPACE`; how the words are joined does not matter when reading.
  private static func variable(of key: SettingKey) -> String {
    let leaf = key.leaf.reduce(into: "") { text, letter in
      if letter.isUppercase, let last = text.last, !last.isUppercase { text.append("_") }
      text.append(letter)
    }
    return "\(key.section)__\(leaf)".uppercased()
  }

  private static func folded(_ variable: String) -> String {
    let parts = variable.uppercased().split(separator: "_", omittingEmptySubsequences: true)
    return parts.joined()
  }

  // MARK: - Values

  private mutating func set(_ key: SettingKey, to value: JSONValue, at origin: ConfigOrigin) {
    guard !Secrets.contains(value) else {
      return report(
        origin, key.name, "looks like a secret, and secrets are not kept in configuration",
        remedy: "put it into an environment variable and write its name: \"$NAME\"")
    }
    guard key.set(value, in: &settings) else {
      return report(
        origin, key.name, "cannot be \(Self.excerpt(value))", remedy: "must be \(key.wanted)")
    }
    origins[key.name] = origin
  }

  private static func excerpt(_ value: JSONValue) -> String {
    let text = JSONWriter.compactText(value)
    return text.count <= 60 ? text : "\(text.prefix(59))…"
  }

  private mutating func report(_ origin: ConfigOrigin, _ key: String?, _ message: String, remedy: String) {
    problems.append(ConfigProblem(origin: origin, key: key, message: message, remedy: remedy))
  }

  private mutating func reportUnknown(_ name: String, among known: [String], _ what: String, at origin: ConfigOrigin) {
    let guess = Nearest.name(to: name, among: known).map { "did you mean \($0)? " } ?? ""
    report(
      origin, name, "is no known \(what)", remedy: "\(guess)allowed: \(known.joined(separator: ", "))")
  }
}
