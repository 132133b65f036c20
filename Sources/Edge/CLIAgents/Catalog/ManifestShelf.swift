import Platform

/// The built-in agents and the person's own files, read anew each time: a file may come or change while the engine runs.
struct ManifestShelf: Sendable {
  let folder: String?

  /// A person's agent replaces a built-in one of the same name.
  func read() async -> (manifests: [AgentManifest], problems: [ManifestError]) {
    guard let folder else { return (AgentManifest.builtIn, []) }
    return await Blocking.files.perform { Self.read(folder) }
  }

  private static func read(_ folder: String) -> (manifests: [AgentManifest], problems: [ManifestError]) {
    var manifests = AgentManifest.builtIn
    var problems: [ManifestError] = []
    for name in Files.names(in: folder) where name.hasSuffix(".json") {
      let path = "\(folder)/\(name)"
      do {
        let manifest = try AgentManifest.read(try Files.read(path, limit: 1 << 20), path: path)
        if let place = manifests.firstIndex(where: { $0.name == manifest.name }) {
          manifests[place] = manifest
        } else {
          manifests.append(manifest)
        }
      } catch let problem as ManifestError {
        problems.append(problem)
      } catch {
        problems.append(ManifestError(path: path, line: 1, key: nil, message: "\(error)"))
      }
    }
    return (manifests, problems)
  }
}
