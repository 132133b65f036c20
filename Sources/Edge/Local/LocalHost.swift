package import Platform

/// The run host of this machine: starts keepers, finds those that live, ends what dead ones left.
package struct LocalHost: Sendable {
  private let keeper: String
  private let host: String

  /// `keeper` is the path of `drover-keeper`, `host` the machine's id (see `machineID`).
  package init(keeper: String, host: String) {
    self.keeper = keeper
    self.host = host
  }

  /// Starts the pair for a run. The folder is made; it must not hold a run yet. Returns when the program runs.
  package func launch(_ plan: RunPlan, in folder: String) async throws -> LocalRun {
    try await prepare(plan, folder)
    let child = try await Child.spawn(Launch([keeper, folder], environment: [:]))
    try await child.input.write(plan.environmentBytes)
    await child.input.close()
    // A task of its own, awaited here: cancelled half-way, a run would start of which nobody knows.
    let line = await Task { await child.output.collect(limit: 4096).bytes }.value
    let answer = String(decoding: line, as: UTF8.self)
    guard answer == "ready\n" else {
      // Killed in the instant of the start: whoever is left goes on with it, or its end is told by `exit` and `sweep`.
      if answer.isEmpty, let run = await begun(plan, folder) { return run }
      throw await refusal(plan, answer, child)
    }
    guard let status = await RunFolder(folder).status() else {
      throw LocalError(.unreadable, "failed to start \(plan.run): its status must be readable")
    }
    return LocalRun(folder: folder, status: status, fence: plan.fence)
  }

  private func prepare(_ plan: RunPlan, _ folder: String) async throws {
    guard !plan.hasZero, let name = plan.argv.first,
      let program = Launch.program(named: name, path: plan.environment["PATH"])
    else {
      throw LocalError(.notStarted, "failed to start \(plan.run): \(plan.argv.first ?? "its program") must be in PATH")
    }
    let bytes = plan.launchFile(program: program, host: host)
    guard await !RunFolder(folder).isHeld() else {
      throw LocalError(.held, "failed to start \(plan.run): no other keeper may hold \(folder)")
    }
    guard await RunFolder(folder).exit() == nil else {
      throw LocalError(.held, "failed to start \(plan.run): no run may have ended in \(folder)")
    }
    try await Blocking.files.run { try Files.makeFolder(folder) }
    try await RunFolder(folder).write(bytes, as: "launch", lasts: false)
  }

  private func begun(_ plan: RunPlan, _ folder: String) async -> LocalRun? {
    if case .neverStarted = await adopt(folder, fence: plan.fence) { return nil }
    return await RunFolder(folder).status().map { LocalRun(folder: folder, status: $0, fence: plan.fence) }
  }

  private func refusal(_ plan: RunPlan, _ answer: String, _ child: Child) async -> LocalError {
    let isHeld = await child.exit() == .exited(75)
    let words = answer.hasPrefix("failed ") ? String(answer.dropFirst(7)) : "its keeper must be able to start"
    return LocalError(isHeld ? .held : .notStarted, "failed to start \(plan.run): \(words)")
  }
}

// MARK: - Adopting

/// What stands in a run's folder.
package enum Adoption: Equatable, Sendable {
  case alive(LocalRun)
  case ended(RunExit)
  /// The keepers never got as far as a start.
  case neverStarted
  /// All keepers are gone without an end: `sweep` what they left.
  case lost(RunStatus)
  case machineRestarted(RunStatus)
  /// It runs on another machine that shares this home.
  case elsewhere(RunStatus)

  /// Whether anything may still be written to its log, or stands in it with a recorded end.
  package var isFollowed: Bool {
    switch self {
    case .alive, .ended: true
    case .neverStarted, .lost, .machineRestarted, .elsewhere: false
    }
  }
}

extension LocalHost {
  /// Lock, boot and host decide; never a pid alone. `fence` is the new engine's: its first command shuts older ones out.
  package func adopt(_ folder: String, fence: UInt64) async -> Adoption {
    let files = RunFolder(folder)
    if let end = await files.exit() { return .ended(end) }
    for _ in 0..<400 {
      let isHeld = await files.isHeld()
      if let status = await files.status() { return await judge(status, isHeld, folder, fence) }
      if !isHeld { return await files.exit().map { .ended($0) } ?? .neverStarted }
      await RunFolder.pause()  // it is just starting
    }
    return .neverStarted
  }

  private func judge(_ status: RunStatus, _ isHeld: Bool, _ folder: String, _ fence: UInt64) async -> Adoption {
    if status.host != host { return .elsewhere(status) }
    if await Blocking.files.perform({ ProcessTable.bootID() }) != status.boot { return .machineRestarted(status) }
    if isHeld { return .alive(LocalRun(folder: folder, status: status, fence: fence)) }
    return await RunFolder(folder).exit().map { .ended($0) } ?? .lost(status)
  }

  /// Ends what killed keepers left: who is in the run's group, carries its marker or sits in its session, with all below
  /// them. Then records the end as lost, so that it is done once.
  package func sweep(_ folder: String, _ status: RunStatus) async throws -> [EndedProcess] {
    // What it started may hold a copy of the lock up to its exec.
    for _ in 0..<200 where await RunFolder(folder).isHeld() { await RunFolder.pause() }
    guard await !RunFolder(folder).isHeld() else {
      throw LocalError(.held, "failed to sweep \(status.run): its keepers must be gone")
    }
    // It may have been written anew since it was read.
    let status = await RunFolder(folder).status() ?? status
    let session = status.child.map { ProcessEntry.Identity(pid: $0.pid, startTime: $0.startTime) }
    let ended = await Blocking.spawns.perform {
      let grouped = status.group.map { RunGroup.end($0) } ?? []
      guard !status.marker.isEmpty else { return grouped }
      return grouped + ProcessTable.endMarked("DROVER_RUN_ID", status.marker, session: session)
    }
    let before = await RunFolder(folder).exit()?.stragglers ?? 0
    let lines =
      "version=1\nkind=lost\nvalue=0\nreason=none\nstragglers=\(before + ended.count)\ntakeover=0\n"
    try await RunFolder(folder).write(Array(lines.utf8), as: "exit")
    return ended
  }

  /// Takes away the control groups that killed keepers left empty; what still holds a process belongs to a run.
  package func sweepGroups() async { await Blocking.spawns.perform { RunGroup.sweepEmpty() } }

  /// How many processes had to be ended with or after a run.
  package func stragglers(in folder: String) async -> Int { await RunFolder(folder).exit()?.stragglers ?? 0 }

  /// Stays the same over restarts, differs between machines; "unknown-host" where the system has none.
  package static func machineID() async -> String {
    await Blocking.files.perform {
      let bytes = Files.small("/etc/machine-id").flatMap { $0.isEmpty ? nil : $0 }
      return bytes.map { String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self) } ?? "unknown-host"
    }
  }

  /// Beside the program's real path, or in `../libexec/drover`; nil when it is in neither.
  package static func keeperProgram(beside program: String) -> String? {
    guard let real = Files.realPath(program) else { return nil }
    let folder = Files.folder(of: real)
    return ["\(folder)/drover-keeper", "\(Files.folder(of: folder))/libexec/drover/drover-keeper"].first {
      Files.facts($0)?.kind == .file
    }
  }
}
