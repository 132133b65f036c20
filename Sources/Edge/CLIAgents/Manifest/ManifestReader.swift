import Domain
import JSON

/// What is wrong with an agent's file: where, which key, and what is allowed instead.
package struct ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  package let line: Int
  package let key: String?
  package let message: String

  package var description: String { "\(path):\(line): \(key.map { "\($0) " } ?? "")\(message)" }
}

extension AgentManifest {
  /// Reads a file of `agents/*.json`; its bytes are the caller's to fetch.
  package static func read(_ bytes: [UInt8], path: String) throws(ManifestError) -> AgentManifest {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONParser.document(bytes)
    } catch {
      throw ManifestError(path: path, line: error.position?.line ?? 1, key: nil, message: error.reason)
    }
    return try ManifestReader(document: document, path: path).manifest()
  }
}

/// Takes the members of one file, each with its place.
private struct ManifestReader {
  typealias Members = [JSONNode.Member]

  static let keys = [
    "name", "program", "version", "dialect", "input", "launch", "environment", "model", "resume", "fork", "models",
    "scrub",
  ]

  let document: JSONDocument
  let path: String

  func manifest() throws(ManifestError) -> AgentManifest {
    let members = try self.members(of: document.root, "the file")
    for member in members where !Self.keys.contains(member.key) {
      let allowed = Self.keys.joined(separator: ", ")
      throw problem(member.keyOffset, member.key, "is no key of an agent: one of \(allowed)")
    }
    let name = try word("name", in: members)
    let dialect = try choice("dialect", among: Adapters.names + ["command"], in: members)
    let input = try choice("input", among: AgentManifest.Input.allCases.map(\.rawValue), in: members)
    var manifest = AgentManifest(
      name: name, program: try word("program", in: members), dialect: dialect,
      input: AgentManifest.Input(rawValue: input) ?? .argument, launch: try launch(in: members))
    manifest.versionArguments = try list("version", in: members) ?? manifest.versionArguments
    manifest.environment = try environment(in: members)
    manifest.model = try list("model", in: members) ?? []
    manifest.resume = try list("resume", in: members)
    manifest.fork = try list("fork", in: members)
    manifest.models = try list("models", in: members) ?? []
    manifest.scrub = try list("scrub", in: members) ?? []
    manifest.modeNames = manifest.input == .acp ? AgentManifest.protocolModes : [:]
    manifest.isUnproven = true
    return manifest
  }

  // MARK: - Modes

  private func launch(in members: Members) throws(ManifestError) -> [Permission: [String]] {
    guard let node = find("launch", in: members) else { throw missing("launch") }
    var found: [Permission: [String]] = [:]
    for (mode, member) in try modes(node, "launch") { found[mode] = try words(member.node, "launch.\(member.key)") }
    return found
  }

  private func environment(in members: Members) throws(ManifestError) -> [Permission: [String: String]] {
    guard let node = find("environment", in: members) else { return [:] }
    var found: [Permission: [String: String]] = [:]
    for (mode, member) in try modes(node, "environment") {
      for variable in try self.members(of: member.node, "environment.\(member.key)") {
        found[mode, default: [:]][variable.key] = try word(variable.key, in: [variable])
      }
    }
    return found
  }

  private func modes(_ node: JSONNode, _ key: String) throws(ManifestError) -> [(Permission, JSONNode.Member)] {
    var found: [(Permission, JSONNode.Member)] = []
    for member in try members(of: node, key) {
      guard let mode = Permission(rawValue: member.key) else {
        let modes = Permission.allCases.map(\.rawValue).joined(separator: ", ")
        throw problem(member.keyOffset, "\(key).\(member.key)", "is no permission mode: one of \(modes)")
      }
      found.append((mode, member))
    }
    return found
  }

  // MARK: - Members

  private func members(of node: JSONNode, _ what: String) throws(ManifestError) -> Members {
    guard case .object(let members) = node.content else {
      throw problem(node.range.lowerBound, what, "must be an object, not \(node.value.kind)")
    }
    return members
  }

  private func find(_ key: String, in members: Members) -> JSONNode? { members.first { $0.key == key }?.node }

  private func word(_ key: String, in members: Members) throws(ManifestError) -> String {
    guard let node = find(key, in: members) else { throw missing(key) }
    guard let text = node.value.stringValue, !text.isEmpty else {
      throw problem(node.range.lowerBound, key, "must be a text that is not empty, not \(node.value.kind)")
    }
    return text
  }

  private func choice(_ key: String, among words: [String], in members: Members) throws(ManifestError) -> String {
    let found = try word(key, in: members)
    guard words.contains(found) else {
      let place = find(key, in: members)?.range.lowerBound ?? 0
      throw problem(place, key, "must be one of \(words.joined(separator: ", ")), not \"\(found)\"")
    }
    return found
  }

  private func list(_ key: String, in members: Members) throws(ManifestError) -> [String]? {
    guard let node = find(key, in: members) else { return nil }
    return try words(node, key)
  }

  private func words(_ node: JSONNode, _ key: String) throws(ManifestError) -> [String] {
    guard case .array(let nodes) = node.content else {
      throw problem(node.range.lowerBound, key, "must be a list of words, not \(node.value.kind)")
    }
    var words: [String] = []
    for node in nodes {
      guard let word = node.value.stringValue else {
        throw problem(node.range.lowerBound, key, "must hold words only, not \(node.value.kind)")
      }
      words.append(word)
    }
    return words
  }

  private func missing(_ key: String) -> ManifestError {
    problem(document.root.range.lowerBound, key, "is missing: an agent needs it")
  }

  private func problem(_ offset: Int, _ key: String?, _ message: String) -> ManifestError {
    ManifestError(path: path, line: document.position(of: offset).line, key: key, message: message)
  }
}
