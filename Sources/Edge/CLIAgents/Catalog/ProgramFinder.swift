import Base
import Glibc
import Platform

/// Finds programs on the PATH of a task, then on that of the login shell, which is asked once: a shell's start-up files
/// are slow, and an engine started by a desktop or by cron has never read them.
actor ProgramFinder {
  struct Found: Hashable, Sendable {
    var path: String
    /// What the program itself is to search, so that it finds its own helpers.
    var searchPath: String
  }

  private struct Version {
    var modified: Int64
    var text: String?
  }

  private let environment: [String: String]
  private var login: Task<String?, Never>?
  private var versions: [String: Version] = [:]

  init(environment: [String: String]) { self.environment = environment }

  func find(_ program: String, in environment: [String: String]) async -> Found? {
    let path = environment["PATH"] ?? Self.standard
    if let found = await Self.look(program, path) { return Found(path: found, searchPath: path) }
    guard !program.contains("/"), let login = await loginPath(), let found = await Self.look(program, login) else {
      return nil
    }
    let added = login.split(separator: ":").filter { !path.split(separator: ":").contains($0) }
    return Found(path: found, searchPath: ([path] + added.map(String.init)).joined(separator: ":"))
  }

  private static let standard = "/usr/local/bin:/usr/bin:/bin"

  private static func look(_ program: String, _ path: String) async -> String? {
    await Blocking.files.perform {
      guard let found = Launch.program(named: program, path: path), access(found, X_OK) == 0 else { return nil }
      return found
    }
  }

  // MARK: - The login shell

  private func loginPath() async -> String? {
    if let login { return await login.value }
    let environment = environment
    // Held here, and awaited by everybody who asks.
    let task = Task { await Self.askShell(environment) }
    login = task
    return await task.value
  }

  private static let mark = "drover-path="

  private static func askShell(_ environment: [String: String]) async -> String? {
    let shell = environment["SHELL"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/bin/sh"
    do {
      let result = try await Child.run(
        [shell, "-l", "-c", "printf '\\n\(mark)%s\\n' \"$PATH\""], environment: environment,
        folder: environment["HOME"] ?? "/", deadline: .seconds(5), limit: 1 << 20)
      let line = result.outputText.split(separator: "\n").last { $0.hasPrefix(mark) }
      return line.map { String($0.dropFirst(mark.count)) }
    } catch {
      return nil  // a shell that cannot be asked knows no more than we do
    }
  }

  // MARK: - Versions

  /// Asked once for each file: a program that is replaced has another time.
  func version(of found: Found, _ arguments: [String]) async -> String? {
    let real = await Blocking.files.perform { Files.realPath(found.path) ?? found.path }
    let modified = await Blocking.files.perform { Files.facts(real)?.modified ?? 0 }
    if let known = versions[real], known.modified == modified { return known.text }
    var environment = environment
    environment["PATH"] = found.searchPath
    var text: String?
    do {
      let result = try await Child.run(
        [found.path] + arguments, environment: environment, deadline: .seconds(20), limit: 1 << 16)
      text = Self.number(in: result.outputText) ?? Self.number(in: result.errorText)
    } catch {
      text = nil  // it is there and does not say
    }
    versions[real] = Version(modified: modified, text: text)
    return text
  }

  /// The first word that looks like `1.2` or `1.2.3-rc.1`.
  static func number(in text: String) -> String? {
    for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "(" || $0 == ")" || $0 == "," }) {
      let bare = word.first == "v" ? word.dropFirst() : word
      if bare.first?.isNumber == true, bare.contains(".") { return String(bare) }
    }
    return nil
  }
}
