import Base
package import Domain
import Store

/// What runs around an attempt in its worktree: setup, verify and teardown, each under a keeper of its own.
extension RunDriver {
  struct Done {
    var code: Int?
    var seconds: Double
    /// Why there is no exit code.
    var reason: String?
    /// Nobody saw how it ended.
    var isLost = false
  }

  /// The flag of the task, then the configuration, then what the base commit brings.
  func verifyCommand(for record: TaskRecord) async throws -> String? {
    if let command = try await settings(of: record).verify { return command }
    guard let tree = record.tree else { return nil }
    return try await guardian.workspaces.recipes(of: tree).verify == nil ? nil : Recipe.verify
  }

  /// With what the base commit has: a file of `.drover/` is run from there, and of the files that prove the work those that
  /// the run changed stand as the base has them meanwhile. What the agent made of them does not count.
  func verify(_ attempt: TaskRecord.Attempt, _ command: String, _ record: TaskRecord) async throws {
    guard try await guardian.isCalm(record) else { return }
    var file: String?
    if command == Recipe.verify, let tree = record.tree {
      file = try await guardian.workspaces.recipes(of: tree).verify
    }
    let arguments = file.map { [$0] } ?? ["/bin/sh", "-c", command]
    let proofs = ProofGuard.proofs(in: attempt.changedFiles ?? [], verify: command)
    let (done, lent) = try await withBase(proofs, attempt, record) {
      try await around(attempt, "verify", arguments, record)
    }
    try await write(
      record.id, attempt.run,
      .verifyFinished(
        VerifyFinished(
          passed: done.code == 0, exitCode: done.code, seconds: done.seconds, repair: attempt.repair ?? 0,
          fromBase: lent.isEmpty ? nil : lent, lost: done.isLost ? done.reason : nil)))
  }

  /// An engine that ends meanwhile leaves them standing, as the proof goes on; the next one waits for it and puts them back.
  private func withBase(
    _ files: [String], _ attempt: TaskRecord.Attempt, _ record: TaskRecord, _ prove: () async throws -> Done
  ) async throws -> (Done, lent: [String]) {
    guard !files.isEmpty, let tree = record.tree, let commit = attempt.commit else { return (try await prove(), []) }
    let rivals = ProofGuard.rivals(of: files)
    let lent = try await repositories.lend(files, hiding: rivals, to: tree, name: "\(attempt.run)-before-verify")
    do {
      let done = try await prove()
      try await repositories.takeBack(lent, in: tree, commit: commit, name: "\(attempt.run)-verify")
      return (done, lent)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      try await repositories.takeBack(lent, in: tree, commit: commit, name: "\(attempt.run)-verify")
      throw error
    }
  }

  /// Its output goes back to whoever did the work, in one transaction with the end of the attempt.
  func repair(_ attempt: TaskRecord.Attempt, _ command: String, _ record: TaskRecord) async throws {
    let lent = attempt.fromBase ?? []
    let standing =
      lent.isEmpty
      ? ""
      : "\nFor the check these stand as they were before your work, whatever you make of them: \(lent.joined(separator: ", "))."
    let output = try await tail(of: "\(attempt.run)-verify", bytes: 8192)
    let prompt = """
      The check `\(command)` failed after your changes. Find the cause and repair it; leave the check itself as it is.\(standing)
      The end of what it printed:

      \(output)
      """
    try await store.write { transaction in
      let finished = RunFinished(
        outcome: Outcome(.failed, reason: "verify failed: \(command)\(attempt.provenWith)"), badges: [.verifyFailed])
      let fact = try transaction.append(
        EventDraft(.runFinished(finished), task: record.id, run: attempt.run, by: .engine))
      let asked = TaskStartAsked(prompt: prompt, fresh: false, repair: (attempt.repair ?? 0) + 1)
      try transaction.append(
        EventDraft(.taskStartAsked(asked), task: record.id, by: .engine, cause: fact.seq))
    }
  }

  private func tail(of name: String, bytes: Int64) async throws -> String {
    var found: [UInt8] = []
    let run = RunID(number: 0)  // the host goes by the name
    for await chunk in try await host.log(name, LogRequest(run: run, offset: -bytes)) { found += chunk.bytes }
    return String(decoding: found.suffix(Int(bytes)), as: UTF8.self)
  }

  /// Before the worktree goes away, once for its last attempt; what fails there is marked on the card and holds up nothing.
  func tearDown(_ record: TaskRecord) async throws {
    guard let tree = record.tree, tree.path != nil, let run = record.lastAttempt?.run else { return }
    let name = "\(run)-teardown"
    guard record.teardown?.name != name, try await guardian.refusal(tree.workspace, base: tree.baseCommit) == nil else {
      return
    }
    let settings = try await settings(of: record)
    let file = try await guardian.workspaces.recipes(of: tree).teardown
    guard let arguments = Recipe.arguments(settings.teardown, file) else { return }
    let done = try await around(name: name, run: run, arguments, record, seconds: 300)
    let fact = TeardownFinished(passed: done.code == 0, exitCode: done.code, seconds: done.seconds, name: name)
    try await store.write { transaction in
      // A merge and the engine's look at what is left to do may both have waited for it.
      guard try transaction.task(record.id)?.teardown?.name != name else { return }
      try transaction.append(EventDraft(.teardownFinished(fact), task: record.id, run: run, by: .engine))
    }
  }

  /// Once for each attempt, also when the engine is killed in the middle of it. Output is kept as the run's own is.
  func around(
    _ attempt: TaskRecord.Attempt, _ part: String, _ arguments: [String], _ record: TaskRecord
  ) async throws -> Done {
    try await around(name: "\(attempt.run)-\(part)", run: attempt.run, arguments, record)
  }

  func around(
    name: String, run: RunID, _ arguments: [String], _ record: TaskRecord, seconds: Int? = nil
  ) async throws -> Done {
    if await !host.wasLaunched(name, token: token) {
      let configured = try await settings(of: record).timeLimitSeconds
      let limit = seconds ?? record.draft.timeoutSeconds ?? configured ?? 3600
      try await host.launch(
        RunLaunch(
          name: name, token: token, arguments: arguments, environment: record.environment(for: run),
          folder: record.worktree ?? record.draft.workspace, timeLimitSeconds: limit))
    }
    let start = ContinuousClock.now
    let end = try await host.end(of: name, token: token)
    let seconds = (ContinuousClock.now - start).inSeconds
    switch end {
    case .exited(let code): return Done(code: code, seconds: seconds)
    case .signalled(let number): return Done(seconds: seconds, reason: "ended by signal \(number)")
    case .timeLimit: return Done(seconds: seconds, reason: "the time limit was reached")
    case .neverStarted(let why): return Done(seconds: seconds, reason: "could not start: \(why)", isLost: true)
    case .lost(let why): return Done(seconds: seconds, reason: why, isLost: true)
    }
  }
}

/// The words of what runs around an attempt.
enum Recipe {
  static let verify = ".drover/verify"

  /// A configured line goes to the shell; a file is run as it is.
  static func arguments(_ line: String?, _ file: String?) -> [String]? {
    if let line { return ["/bin/sh", "-c", line] }
    return file.map { [$0] }
  }
}

extension TaskRecord {
  /// What everything that runs in its worktree finds in its environment: who it is, and ports that are its own.
  package func environment(for run: RunID) -> [String: String] {
    var environment = draft.environment
    environment["DROVER_TASK"] = id.description
    environment["DROVER_RUN"] = run.description
    environment["DROVER_WORKSPACE"] = draft.workspace
    environment["DROVER_WORKTREE"] = worktree
    environment["DROVER_BRANCH"] = branch
    environment["DROVER_PORT"] = String(Self.firstPort + id.number % 1000 * Self.ports)
    environment["DROVER_PORT_COUNT"] = String(Self.ports)
    return environment
  }

  /// Below those that the kernel hands out by itself; the same again only after a thousand tasks.
  private static let firstPort = 20_000
  private static let ports = 10
}

extension TaskRecord.Attempt {
  /// What was or may be launched for it.
  var names: [String] { [run.description, "\(run)-setup", "\(run)-verify"] }
}
