internal import Platform

/// The only place where git is started: argv alone, nobody is asked anything, nothing of the repository is executed
/// unless the caller says so, and each call has a deadline.
package struct GitLauncher: Sendable {
  let environment: [String: String]
  let deadline: Duration

  /// `environment` is the caller's; what would lead git elsewhere or make it ask is taken out of it.
  package init(environment: [String: String], deadline: Duration = .seconds(300)) {
    self.environment = GitEnvironment.guarded(environment)
    self.deadline = deadline
  }

  func argv(_ call: GitCall) -> [String] {
    let hooks = call.runsHooks ? [] : ["-c", "core.hooksPath=/dev/null"]
    return ["git", "--no-pager"] + hooks + Self.guards + call.arguments
  }

  /// No program that a repository's configuration names, no work in the background that outlives the call.
  private static let guards = [
    "core.fsmonitor=false", "core.pager=cat", "core.askPass=true", "credential.interactive=false", "gc.auto=0",
    "maintenance.auto=false", "submodule.recurse=false", "core.quotePath=false", "core.safecrlf=warn", "color.ui=false",
    "color.diff=false", "color.branch=false",
    "log.showSignature=false",
  ].flatMap { ["-c", $0] }

  func variables(_ call: GitCall) -> [String: String] {
    environment.merging(call.variables) { _, own in own }
  }
}

/// One call of git, as a value.
struct GitCall: Sendable {
  var arguments: [String]
  var folder: String
  /// Completes the sentence "failed to …".
  var action: String
  var input: [UInt8] = []
  var variables: [String: String] = [:]
  var runsHooks = false
  /// More output than this is an error, never a silent cut.
  var limit = 64 << 20
}

/// How one call ended.
struct GitAnswer: Sendable {
  let code: Int32
  let output: [UInt8]
  let errorText: String
  var isSuccess: Bool { code == 0 }
}

// MARK: - Running

extension GitLauncher {
  /// Whatever status it ends with. What another git stands in the way of for a moment is tried again for two seconds.
  func result(_ call: GitCall) async throws -> GitAnswer {
    for _ in 0..<40 {
      let answer = try await once(call)
      guard !answer.isSuccess, Self.isTransient(answer.errorText) else { return answer }
      try await Task.sleep(for: .milliseconds(50))
    }
    return try await once(call)
  }

  /// A lock that another git holds; or the registration of a worktree that another git is just writing, which ends every
  /// git that looks at the list (`failed to read …/commondir: Success`).
  static func isTransient(_ errors: String) -> Bool {
    errors.contains(".lock': File exists") || errors.contains("failed to read") && errors.contains("/commondir")
  }

  private func once(_ call: GitCall) async throws -> GitAnswer {
    do {
      let result = try await Child.run(
        argv(call), environment: variables(call), folder: call.folder, input: call.input, deadline: deadline,
        limit: call.limit)
      guard !result.isCut else {
        throw GitError(
          .failed, "failed to \(call.action): git must answer with at most \(call.limit) bytes",
          remedy: "ask for less of it")
      }
      return GitAnswer(code: result.status.shellCode, output: result.output, errorText: result.errorText)
    } catch let error as PlatformError {
      throw GitError(error, action: call.action)
    }
  }

  /// Its output, when it ended well.
  func bytes(_ call: GitCall) async throws -> [UInt8] {
    let result = try await result(call)
    guard result.isSuccess else { throw GitError(failedTo: call.action, said: result.errorText) }
    return result.output
  }

  /// Hands the output on as it comes; a body that throws, or a cancelled task, ends git.
  func stream(_ call: GitCall, each body: ([UInt8]) async throws -> Void) async throws {
    let child: Child
    do {
      child = try await Child.spawn(Launch(argv(call), environment: variables(call), folder: call.folder))
    } catch let error as PlatformError {
      throw GitError(error, action: call.action)
    }
    await child.input.close()
    // Ended by the defer below; what it does after the deadline is seen by the loop as the end of the output.
    let watchdog = Task { [deadline] in
      try await Task.sleep(for: deadline)
      await child.stop(grace: .zero)
    }
    defer { watchdog.cancel() }
    let start = ContinuousClock.now
    do {
      for await chunk in child.output { try await body(chunk) }
      try Task.checkCancellation()
    } catch {
      await child.stop(grace: .zero)
      throw error
    }
    let errors = await child.errors.collect(limit: 1 << 16).bytes
    guard await child.exit().isSuccess else {
      if ContinuousClock.now - start >= deadline {
        throw GitError(PlatformError(.deadline, ""), action: call.action)
      }
      throw GitError(failedTo: call.action, said: String(decoding: errors, as: UTF8.self))
    }
  }
}
