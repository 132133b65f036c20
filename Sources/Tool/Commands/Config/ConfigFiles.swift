package import Config
package import Domain
import Glibc

/// One file that may say something, and what became of it.
struct ConfigLayer {
  enum State: String, Encodable {
    case read, missing
    /// It is there, but the person has not trusted exactly this content.
    case notTrusted = "not trusted"
  }

  let name: String
  let path: String
  let file: ConfigFile?
  let state: State
}

/// Finds the layers of the configuration on this machine, from the lowest to the highest.
package struct ConfigFiles {
  /// A configuration is written by hand; what is larger is something else.
  private static let largest = 1 << 20

  let layers: [ConfigLayer]

  package init(environment: [String: String]) throws(DroverError) {
    var layers = [try Self.layer("system", ConfigPaths.system)]
    if let path = ConfigPaths.person(environment: environment) { layers.append(try Self.layer("person", path)) }
    self.layers = layers
  }

  init(for repository: String?, in context: CommandContext) async throws {
    var layers = try ConfigFiles(environment: context.environment).layers
    if let repository {
      layers.append(Self.layer(of: repository, trusted: try await Self.trusted(repository, in: context)))
    }
    self.layers = layers
  }

  package func input(environment: [String: String], flags: [ConfigFlag]) -> ConfigInput {
    var input = ConfigInput()
    input.system = file("system")
    input.person = file("person")
    input.trustedRepository = file("repository")
    input.environment = environment
    input.flags = flags
    return input
  }

  private func file(_ name: String) -> ConfigFile? { layers.first { $0.name == name }?.file }

  private static func layer(_ name: String, _ path: String) throws(DroverError) -> ConfigLayer {
    let file = try bytes(of: path).map { ConfigFile(path: path, bytes: $0) }
    return ConfigLayer(name: name, path: path, file: file, state: file == nil ? .missing : .read)
  }

  /// The repository's own file where its content is what was trusted; nil else.
  package static func repository(_ repository: String, trusted: String?) -> ConfigFile? {
    layer(of: repository, trusted: trusted).file
  }

  /// Read together with what its hash is made from, so that nothing can change between the check and the use.
  private static func layer(of repository: String, trusted: String?) -> ConfigLayer {
    let path = ConfigPaths.repository(repository)
    guard access(path, F_OK) == 0 else {
      return ConfigLayer(name: "repository", path: path, file: nil, state: .missing)
    }
    let facts = TrustFacts(of: repository)
    guard let bytes = facts.configuration, trusted == facts.hash else {
      return ConfigLayer(name: "repository", path: path, file: nil, state: .notTrusted)
    }
    return ConfigLayer(name: "repository", path: path, file: ConfigFile(path: path, bytes: bytes), state: .read)
  }

  private static func trusted(_ repository: String, in context: CommandContext) async throws -> String? {
    guard access(ConfigPaths.repository(repository), F_OK) == 0 else { return nil }
    guard case .workspaces(let all) = try await context.open().ask(.workspaces) else { return nil }
    return all.first { $0.path == repository }?.trusted
  }

  /// Nil when there is no such file; one that cannot be read is said, never skipped.
  private static func bytes(of path: String) throws(DroverError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw unreadable(path, String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      guard count >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= largest else { throw unreadable(path, "it is larger than a mebibyte") }
    }
  }

  private static func unreadable(_ path: String, _ why: String) -> DroverError {
    DroverError(
      .usage, "failed to read the configuration \(path): \(why)", remedy: "make it a readable file, or move it away")
  }
}

// MARK: - What holds

extension CommandContext {
  /// What holds for a repository, or everywhere when nil; throws the first mistake with its file, line and key.
  package func configuration(for repository: String?, flags: [ConfigFlag] = []) async throws -> Configuration {
    let files = try await ConfigFiles(for: repository, in: self)
    let configuration = try files.configuration(environment: environment, flags: flags)
    let problems = judge(configuration)
    guard problems.isEmpty else { throw DroverError(ConfigError(problems: problems)) }
    return configuration
  }
}

extension ConfigFiles {
  package func configuration(
    environment: [String: String], flags: [ConfigFlag]
  ) throws(DroverError) -> Configuration {
    do {
      return try Configuration.load(input(environment: environment, flags: flags))
    } catch {
      throw DroverError(error)
    }
  }
}

extension DroverError {
  /// The first mistake of a configuration, with its place, and how many more there are.
  package init(_ error: ConfigError) {
    let more = error.problems.count - 1
    let rest = more > 0 ? " (and \(more) more: drover config check)" : ""
    self.init(.usage, "\(error)\(rest)", remedy: error.remedy)
  }
}
