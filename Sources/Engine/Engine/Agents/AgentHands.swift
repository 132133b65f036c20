import Domain

/// What an agent has done by us: files of its worktree, and programs beside it, each under a keeper of its own. An answer
/// that the agent has is not worked for again, so an engine that replays a log repeats nothing.
actor AgentHands {
  private static let shown = 256 << 10

  private let host: any RunHost
  private let files: any AgentFiles
  private let token: UInt64
  private let run: RunID
  private let start: AgentStart
  private let logLimit: Int64?
  /// How much of each terminal's output its agent wants.
  private var limits: [String: Int] = [:]
  private var ends: [String: RunEnd] = [:]

  init(
    host: any RunHost, files: any AgentFiles, token: UInt64, run: RunID, start: AgentStart, logLimit: Int64? = nil
  ) {
    (self.host, self.files, self.token, self.run) = (host, files, token, run)
    (self.start, self.logLimit) = (start, logLimit)
  }

  func serve(_ serving: AgentMachine.Serving) async -> AgentServed {
    let isOver = await host.hasTaken(serving.id, of: run.description)
    do {
      switch serving.request {
      case .read, .write, .output, .wait: if isOver { return .done }
      case .create, .kill, .release: break
      }
      return try await carryOut(serving, isOver: isOver)
    } catch let error as DroverError {
      return .refused(error.message)
    } catch {
      return .refused("\(error)")
    }
  }

  /// The programs that still run when the talk is over.
  func close() async {
    for name in limits.keys where ends[name] == nil {
      do { try await host.stop(name, token: token) } catch { continue }  // it has ended, or the host's sweep finds it
    }
  }

  private func carryOut(_ serving: AgentMachine.Serving, isOver: Bool) async throws -> AgentServed {
    switch serving.request {
    case .read(let path, let line, let limit):
      return .content(try await files.read(path, in: start.folder, line: line, limit: limit))
    case .write(let path, let content):
      try await files.write(content, to: path, in: start.folder)
      return .done
    case .create(let words, let environment, let folder, let limit):
      return try await create(serving.id, words, environment, folder, limit, isOver: isOver)
    case .output(let terminal): return try await output(of: await known(terminal))
    case .wait(let terminal): return .ended(try await end(of: await known(terminal)))
    case .kill(let terminal):
      try await host.stop(await known(terminal), token: token)
      return .done
    case .release(let terminal):
      let name = try await known(terminal)
      try await host.stop(name, token: token)
      limits[name] = nil
      return .done
    }
  }

  private func create(
    _ id: String, _ words: [String], _ environment: [String: String], _ folder: String?, _ limit: Int?, isOver: Bool
  ) async throws -> AgentServed {
    let terminal = "terminal-\(id.split(separator: "-").last ?? "0")"
    let name = "\(run)-\(terminal)"
    if await !host.wasLaunched(name, token: token) {
      guard !isOver else { return .done }
      let folder = folder ?? start.folder
      guard folder == start.folder || folder.hasPrefix(start.folder + "/"), !folder.contains("/../") else {
        throw DroverError(.refused, "\(folder) is not in this worktree")
      }
      // A single word with blanks is a line for the shell: some agents send it so.
      let isLine = words.count == 1 && words[0].contains(" ")
      let arguments = isLine ? ["/bin/sh", "-c", words[0]] : ["/bin/sh", "-c", "exec \"$0\" \"$@\""] + words
      try await host.launch(
        RunLaunch(
          name: name, token: token, arguments: arguments, environment: start.environment.merging(environment) { $1 },
          folder: folder, logLimit: logLimit))
    }
    limits[name] = max(0, limit ?? Self.shown)
    return .terminal(terminal)
  }

  /// Also one that an earlier engine started, before its start was read again.
  private func known(_ terminal: String) async throws -> String {
    let name = "\(run)-\(terminal)"
    let isPlain = terminal.hasPrefix("terminal-") && terminal.dropFirst(9).allSatisfy { $0.isLetter || $0.isNumber }
    if limits[name] != nil { return name }
    guard isPlain, await host.wasLaunched(name, token: token) else {
      throw DroverError(.notFound, "there is no terminal \(terminal)")
    }
    limits[name] = limits[name] ?? Self.shown
    return name
  }

  private func end(of name: String) async throws -> RunEnd {
    if let end = ends[name] { return end }
    let end = try await host.end(of: name, token: token)
    ends[name] = end
    return end
  }

  /// What it has printed so far, the end of it where that is much.
  private func output(of name: String) async throws -> AgentServed {
    let limit = min(limits[name] ?? Self.shown, Self.shown)
    var found: [UInt8] = []
    var isCut = false
    for await chunk in try await host.log(name, LogRequest(run: RunID(number: 0), offset: 0))
    where chunk.source != .drover {
      found += chunk.bytes
      guard found.count > limit * 2 + 4096 else { continue }
      found.removeFirst(found.count - limit)
      isCut = true
    }
    if found.count > limit {
      found.removeFirst(found.count - limit)
      isCut = true
    }
    var end = ends[name]
    if end == nil, await host.hasEnded(name, token: token) { end = try await self.end(of: name) }
    return .output(String(decoding: found, as: UTF8.self), isCut: isCut, end: end)
  }
}
