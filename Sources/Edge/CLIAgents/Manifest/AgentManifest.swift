package import Domain

/// All that is particular about starting one agent, as data. What it prints is its decoder's business.
package struct AgentManifest: Hashable, Sendable {
  /// How the prompt reaches the agent.
  package enum Input: String, Hashable, Sendable, CaseIterable {
    /// As the word `{prompt}`; the standard input is empty.
    case argument
    /// As a user message in Claude's stream-json; approvals and steering go the same way.
    case streamJSON
    /// Codex's app server.
    case appServer
    /// The Agent Client Protocol.
    case acp
  }

  package var name: String
  /// The program to look for on the PATH; also what is started.
  package var program: String
  package var versionArguments: [String]
  /// Which decoder reads the output.
  package var dialect: String
  package var input: Input
  /// The words after the program for each mode; a mode without an entry cannot be kept and is refused. A word that is
  /// exactly `{prompt}` is replaced; `{model}` and `{session}` are replaced by the words below, or by nothing.
  package var launch: [Permission: [String]]
  /// Variables to set for a mode, where an agent takes its permissions from there.
  package var environment: [Permission: [String: String]] = [:]
  /// What an ACP agent may call the mode; one that offers none of the names is refused.
  package var modeNames: [Permission: [String]] = [:]
  package var model: [String] = []
  /// Words that go on with an earlier session; empty where the protocol does it, nil where nothing can.
  package var resume: [String]?
  package var fork: [String]?
  /// Names that it is known to take; any other is passed on as it is.
  package var models: [String] = []
  /// Variables that would make the agent believe that it runs inside of another one.
  package var scrub: [String] = []
  /// Variables that an agent demands before it keeps a mode for the superuser.
  package var rootEnvironment: [Permission: [String: String]] = [:]
  /// Where a login can be seen: variables that hold a key, and files (`~/…` or `$VARIABLE/…`). None: unknown.
  package var loginVariables: [String] = []
  package var loginFiles: [String] = []
  /// Settings that bring a login of their own, by file and word: whoever has one may be logged in.
  package var loginHints: [String: String] = [:]
  /// Known by its documentation only: no transcript of the real program stands in the fixtures.
  package var isUnproven = false

  package init(
    name: String, program: String, dialect: String, input: Input, launch: [Permission: [String]],
    versionArguments: [String] = ["--version"]
  ) {
    self.name = name
    self.program = program
    self.versionArguments = versionArguments
    self.dialect = dialect
    self.input = input
    self.launch = launch
  }
}

/// What a run asks of an agent's start.
package struct AgentLaunchRequest: Hashable, Sendable {
  package enum Session: Hashable, Sendable {
    case new
    case resume(String)
    case fork(String)
  }

  package var prompt: String
  package var permission: Permission
  package var model: String?
  package var session: Session

  package init(prompt: String, permission: Permission, model: String? = nil, session: Session = .new) {
    self.prompt = prompt
    self.permission = permission
    self.model = model
    self.session = session
  }
}

extension AgentManifest {
  /// The words to start, program first. Nil when the agent cannot keep the mode or cannot go on with a session: it is
  /// refused then, never approximated.
  package func arguments(for request: AgentLaunchRequest) -> [String]? {
    guard let template = launch[request.permission], let session = words(for: request.session) else { return nil }
    let model = request.model.map { name in self.model.map { $0 == "{model}" ? name : $0 } } ?? []
    return [program]
      + template.flatMap { word in
        switch word {
        case "{prompt}": [request.prompt]
        case "{model}": model
        case "{session}": session
        default: [word]
        }
      }
  }

  private func words(for session: AgentLaunchRequest.Session) -> [String]? {
    switch session {
    case .new: []
    case .resume(let id): resume?.map { $0 == "{session}" ? id : $0 }
    // In this protocol forking is a word, which an agent says that it knows when it is greeted.
    case .fork(let id): (fork ?? (input == .acp ? [] : nil))?.map { $0 == "{session}" ? id : $0 }
    }
  }
}
