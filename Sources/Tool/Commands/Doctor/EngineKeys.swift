import CLIAgents
import Domain
import Platform

/// Agents get their keys from whoever started the engine, since no task keeps any. Says where the running one has others
/// than the person who asks.
enum EngineKeys {
  static func findings(_ context: CommandContext) async -> [Finding] {
    // Without an engine the next one is started from here, with all that is set here.
    guard let client = try? await context.running(), case .status(let status)? = try? await client.ask(.status),
      let its = environment(of: status.pid)
    else { return [] }
    let names = Set(AgentManifest.builtIn.flatMap(\.loginVariables)).sorted()
    let other = names.filter { name in
      guard let mine = context.environment[name], !mine.isEmpty else { return false }
      return its[name] != mine
    }
    guard !other.isEmpty else { return [] }
    return [
      .note(
        "keys",
        "the running engine (pid \(status.pid)) was started elsewhere, with another \(other.joined(separator: ", "))",
        remedy: "`drover restart` from this shell hands yours to it; runs go on")
    ]
  }

  private static func environment(of pid: Int) -> [String: String]? {
    guard let bytes = Files.small("/proc/\(pid)/environ"), !bytes.isEmpty else { return nil }
    var found: [String: String] = [:]
    for entry in bytes.split(separator: 0) {
      let pair = String(decoding: entry, as: UTF8.self).split(separator: "=", maxSplits: 1)
      if pair.count == 2 { found[String(pair[0])] = String(pair[1]) }
    }
    return found
  }
}
