import Base
package import Domain
import Glibc
import Platform

/// The agents of this machine: the built-in ones and those of the person's own files, found when they are asked for.
package struct CLIAgentsCatalog: Agents {
  /// What the configuration says about agents.
  package struct Wishes: Sendable {
    /// Who is named first.
    package var order: [String]
    /// Who never runs.
    package var disabled: [String]
    /// Variables for every agent.
    package var variables: [String: String]

    package init(order: [String] = [], disabled: [String] = [], variables: [String: String] = [:]) {
      self.order = order
      self.disabled = disabled
      self.variables = variables
    }
  }

  private let environment: [String: String]
  private let wishes: @Sendable () -> Wishes
  private let shelf: ManifestShelf
  private let finder: ProgramFinder
  private let isRoot: Bool

  /// `folder` is where the person's own files lie; `wishes` are asked for each time, because they may change.
  package init(
    environment: [String: String], folder: String?, isRoot: Bool = geteuid() == 0,
    wishes: @escaping @Sendable () -> Wishes = { Wishes() }
  ) {
    self.environment = environment
    self.wishes = wishes
    self.isRoot = isRoot
    shelf = ManifestShelf(folder: folder)
    finder = ProgramFinder(environment: environment)
  }

  /// What is wrong with the person's own files.
  package func problems() async -> [ManifestError] { await shelf.read().problems }

  package func unreadable() async -> [String] { await problems().map(\.description) }

  /// Every name that there is a manifest for; asks no program anything.
  package func names() async -> [String] { await shelf.read().manifests.map(\.name) }

  package func known() async -> [AgentFacts] {
    let manifests = await shelf.read().manifests
    let wishes = wishes()
    let order = wishes.order
    let rank = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    let sorted = manifests.enumerated().sorted {
      (rank[$0.element.name] ?? order.count, $0.offset) < (rank[$1.element.name] ?? order.count, $1.offset)
    }
    return await withTaskGroup(of: (Int, AgentFacts).self) { group in
      for (place, manifest) in sorted.map(\.element).enumerated() {
        group.addTask { (place, await facts(manifest, wishes)) }
      }
      var found: [(Int, AgentFacts)] = []
      for await next in group { found.append(next) }
      // The nameless one of the protocol is a template: it counts only where somebody has such a program.
      return found.sorted { $0.0 < $1.0 }.map(\.1).filter { $0.name != "acp" || $0.program != nil }
    }
  }

  private func facts(_ manifest: AgentManifest, _ wishes: Wishes) async -> AgentFacts {
    var facts = AgentFacts(
      name: manifest.name, models: manifest.models,
      permissions: Permission.allCases.filter { manifest.launch[$0] != nil }, resumes: manifest.resume != nil,
      isUnproven: manifest.isUnproven, isDisabled: wishes.disabled.contains(manifest.name) ? true : nil)
    guard let found = await finder.find(manifest.program, in: environment) else { return facts }
    facts.program = found.path
    facts.version = await finder.version(of: found, manifest.versionArguments)
    facts.isLoggedIn = await Blocking.files.perform { LoginFacts.look(manifest, environment) }
    return facts
  }

  package func plan(_ start: AgentStart) async throws -> AgentPlan {
    let manifest = try await manifest(start.agent)
    let words = try Self.words(manifest, start)
    var environment = start.environment.merging(wishes().variables) { _, configured in configured }
    guard let found = await finder.find(manifest.program, in: environment) else {
      throw DroverError(
        .unavailable, "\(start.agent) is not installed: there is no program `\(manifest.program)` on the PATH",
        remedy: "install it, or name another service with --service; `drover doctor` shows what is found")
    }
    for name in manifest.scrub { environment[name] = nil }
    environment.merge(manifest.environment[start.permission] ?? [:]) { _, ours in ours }
    if isRoot { environment.merge(manifest.rootEnvironment[start.permission] ?? [:]) { _, ours in ours } }
    environment["PATH"] = found.searchPath
    return AgentPlan(
      arguments: [found.path] + words.dropFirst(), environment: environment, takesInput: manifest.input != .argument,
      conversation: try Self.conversation(manifest, start))
  }

  package func conversation(_ start: AgentStart) async throws -> any AgentConversation {
    try Self.conversation(await manifest(start.agent), start)
  }

  // MARK: - Manifests

  private func manifest(_ name: String) async throws -> AgentManifest {
    let (manifests, problems) = await shelf.read()
    if let found = manifests.first(where: { $0.name == name }) { return found }
    if let problem = problems.first {
      throw DroverError(.usage, "there is no service \(name), and \(problem)", remedy: "mend the file that is named")
    }
    throw DroverError(
      .notFound, "there is no service \(name)",
      remedy: "one of command, \(manifests.map(\.name).joined(separator: ", "))")
  }

  private static func words(_ manifest: AgentManifest, _ start: AgentStart) throws -> [String] {
    let kept = Permission.allCases.filter { manifest.launch[$0] != nil }.map(\.rawValue)
    guard manifest.launch[start.permission] != nil else {
      throw DroverError(
        .refused, "\(manifest.name) cannot keep the permission mode `\(start.permission.rawValue)`",
        remedy: "use --permission \(kept.joined(separator: " or --permission "))")
    }
    if start.model != nil, manifest.model.isEmpty, manifest.input != .appServer {
      throw DroverError(
        .refused, "\(manifest.name) cannot be told which model to use", remedy: "leave the model out")
    }
    let request = AgentLaunchRequest(
      prompt: start.prompt, permission: start.permission, model: start.model, session: start.session.launched)
    guard let words = manifest.arguments(for: request) else {
      throw DroverError(
        .refused, "\(manifest.name) cannot \(start.session.deed)", remedy: "start it anew with the whole prompt")
    }
    return words
  }

  private static func conversation(_ manifest: AgentManifest, _ start: AgentStart) throws -> any AgentConversation {
    switch manifest.input {
    case .streamJSON: return ClaudeConversation(start)
    case .appServer: return CodexConversation(start)
    case .acp: return ACPConversation(start, modeNames: manifest.modeNames[start.permission] ?? [])
    case .argument:
      guard let decoder = Adapters.decoder(for: manifest.dialect) else {
        throw DroverError(.usage, "\(manifest.name) has an unknown dialect: \(manifest.dialect)")
      }
      return ArgumentConversation(decoder)
    }
  }
}

extension AgentStart.Session {
  var launched: AgentLaunchRequest.Session {
    switch self {
    case .new: .new
    case .resume(let id): .resume(id)
    case .fork(let id): .fork(id)
    }
  }

  var deed: String {
    switch self {
    case .new: "start"
    case .resume: "go on with an earlier session"
    case .fork: "fork a session"
    }
  }
}
