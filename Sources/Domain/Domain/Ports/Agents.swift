/// The agents that can take a task, as the engine sees them: facts about each, how to start one, and a pure conversation
/// with it. The engine never learns which protocol is spoken.
package protocol Agents: Sendable {
  /// Every agent that is known, in the configured order; the built-in `command` is not among them.
  func known() async -> [AgentFacts]
  /// How to start one here and now. Refuses what is not installed, unknown, or cannot keep the mode.
  func plan(_ start: AgentStart) async throws -> AgentPlan
  /// The conversation that belongs to this start, also when the program has gone away since: what a new engine replays
  /// the log of a run with.
  func conversation(_ start: AgentStart) async throws -> any AgentConversation
  /// Files of a person's own agents that cannot be read: each with file, line, key and what is allowed.
  func unreadable() async -> [String]
}

extension Agents {
  package func unreadable() async -> [String] { [] }
}

/// What can be said about an agent without starting a run.
package struct AgentFacts: Hashable, Sendable, Codable {
  package var name: String
  /// Where its program is; nil when it is not found.
  package var program: String?
  package var version: String?
  package var models: [String]
  package var permissions: [Permission]
  package var resumes: Bool
  /// Known by documentation only.
  package var isUnproven: Bool
  /// What it says about its login, as far as that can be seen without asking its service; nil: unknown.
  package var isLoggedIn: Bool?
  /// The configuration says that it never runs.
  package var isDisabled: Bool?

  package init(
    name: String, program: String? = nil, version: String? = nil, models: [String] = [],
    permissions: [Permission] = [], resumes: Bool = false, isUnproven: Bool = false,
    isLoggedIn: Bool? = nil, isDisabled: Bool? = nil
  ) {
    self.isDisabled = isDisabled
    self.name = name
    self.program = program
    self.version = version
    self.models = models
    self.permissions = permissions
    self.resumes = resumes
    self.isUnproven = isUnproven
    self.isLoggedIn = isLoggedIn
  }
}

package struct AgentStart: Hashable, Sendable {
  package enum Session: Hashable, Sendable {
    case new
    case resume(String)
    case fork(String)
  }

  package var agent: String
  package var prompt: String
  package var permission: Permission
  package var model: String?
  package var session: Session
  package var folder: String
  /// Of the client that made the task; where programs are looked up.
  package var environment: [String: String]
  /// A conversation that only reads, whose wish to write is to be heard instead of failing in a sandbox.
  package var asksToWrite = false
  /// Files and terminals are served to an agent that wants them of its client.
  package var servesRequests = false
  /// What was booked for the session that it goes on with: some agents count on from there.
  package var earlier: Earlier?

  package struct Earlier: Hashable, Sendable {
    package var usage: Usage
    package var amount: Money

    package init(usage: Usage, amount: Money) {
      (self.usage, self.amount) = (usage, amount)
    }

    /// As ``init(_:of:)``, also of the sessions that it branched off from: an agent goes on counting over a fork.
    package init?(_ attempts: [TaskRecord.Attempt], ledTo session: String?) {
      var names = Set([session].compactMap(\.self))
      var line: [TaskRecord.Attempt] = []
      for attempt in attempts.reversed() where attempt.agentSession.map(names.contains) == true {
        if let before = attempt.resumes { names.insert(before) }
        line.append(attempt)
      }
      for index in line.indices { line[index].agentSession = session }
      self.init(line, of: session)
    }

    /// Nil where nothing was booked.
    package init?(_ attempts: [TaskRecord.Attempt], of session: String?) {
      let same = attempts.filter { $0.agentSession == session && session != nil }
      let used = same.compactMap(\.usage)
      guard !used.isEmpty else { return nil }
      usage = used.reduce(Usage()) { $0 + $1 }
      amount = same.compactMap { $0.cost?.amount }.reduce(.zero) { $0 + $1 }
    }
  }

  package init(
    agent: String, prompt: String, permission: Permission, model: String? = nil,
    session: Session = .new,
    folder: String, environment: [String: String]
  ) {
    self.agent = agent
    self.prompt = prompt
    self.permission = permission
    self.model = model
    self.session = session
    self.folder = folder
    self.environment = environment
  }
}

package struct AgentPlan: Sendable {
  package var arguments: [String]
  /// Complete: cleaned of what would make the agent believe that it runs inside of another one.
  package var environment: [String: String]
  package var takesInput: Bool
  package var conversation: any AgentConversation

  package init(
    arguments: [String], environment: [String: String], takesInput: Bool,
    conversation: any AgentConversation
  ) {
    self.arguments = arguments
    self.environment = environment
    self.takesInput = takesInput
    self.conversation = conversation
  }
}

/// Both directions of the talk with one agent, as a pure machine: bytes in, events and bytes to send out. The same log
/// gives the same steps with the same ids, so a new engine feeds it the whole log again, sends what it says (the keeper
/// drops ids that it has), and skips the events up to the offset that is booked.
package protocol AgentConversation: Sendable {
  /// What is said before the agent has said anything: the handshake and the first prompt, as far as they need no answer.
  mutating func open() -> [AgentStep]
  /// The next bytes of its output; `offset` is where they begin in the log.
  mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentStep]
  /// What it writes to its error stream: only some agents say there why they fail.
  mutating func feedErrors(_ bytes: [UInt8], at offset: Int64) -> [AgentStep]
  /// The output is over.
  mutating func end() -> [AgentStep]
  /// A word in the middle of a turn, or the next turn; held back until the agent can take it. `id` becomes the input's.
  mutating func say(_ text: String, id: String) -> [AgentStep]
  /// The answer to the approval or question with this request id, bound to what was shown. Nothing where it is not asked
  /// (any more).
  mutating func answer(_ request: String, _ answer: AgentAnswer) -> [AgentStep]
  /// Stops the turn and what it runs, where the protocol can; the process goes on.
  mutating func interrupt(id: String) -> [AgentStep]
  /// What came of a `serve`.
  mutating func served(_ id: String, _ result: AgentServed) -> [AgentStep]
}

/// Most agents use hands of their own.
extension AgentConversation {
  package mutating func served(_ id: String, _ result: AgentServed) -> [AgentStep] { [] }
}

package enum AgentAnswer: Hashable, Sendable, Codable {
  /// Exactly what was shown, this once.
  case allow
  case deny(reason: String)
  /// To a question: the id of a choice, or words of the person's own.
  case reply(String)
}

package enum AgentStep: Hashable, Sendable {
  case event(AgentEvent)
  /// To be written to its input. ID: 1 to 64 of `A-Za-z0-9._-`, never twice for different bytes.
  case send(id: String, bytes: [UInt8])
  /// The agent wants something done here; `served` is told what came of it, and `id` is that of the answer.
  case serve(id: String, AgentRequest)
  /// Used up and not reported yet: counts against a budget until the report comes, and is never booked.
  case estimate(UsageReport)
  /// The turn is over and nothing is held back: a task's run closes the input now, a session may say the next thing.
  case rest
}
