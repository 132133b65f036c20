package import Base

/// The payloads of what agents do and are told. Each that comes from output carries the offset in the run's log up to
/// which it is booked, so that a replay books nothing twice.

/// The agent's own conversation, under the name that resumes it.
package struct AgentSessionNoted: Hashable, Sendable, Codable {
  package var session: String
  package var model: String?
  package var version: String?
  package var offset: Int64

  package init(session: String, model: String? = nil, version: String? = nil, offset: Int64) {
    self.session = session
    self.model = model
    self.version = version
    self.offset = offset
  }
}

/// An agent waits for a person: for leave to do something, or for words.
package struct ApprovalAsked: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable { case approval, question }

  package var ask: AskID
  package var kind: Kind
  /// The agent's own name for it, which only its conversation understands.
  package var request: String
  package var tool: String
  /// What would run as compact JSON, or the question's words; cut when very long.
  package var input: String
  package var cutBytes: Int
  package var title: String?
  package var reason: String?
  package var options: [Choice]
  /// Of all that was asked, uncut: an answer names what it answers by this.
  package var hash: String
  package var offset: Int64
  /// It may only read where it is: to allow it is to give it a worktree.
  package var givesTree: Bool?
  /// Not an agent asks but Drover: the money is used up.
  package var budget: BudgetAsk?

  package init(
    ask: AskID, kind: Kind, request: String, tool: String, input: String, cutBytes: Int = 0, title: String? = nil,
    reason: String? = nil, options: [Choice] = [], hash: String, offset: Int64, givesTree: Bool? = nil,
    budget: BudgetAsk? = nil
  ) {
    self.budget = budget
    self.givesTree = givesTree
    self.ask = ask
    self.kind = kind
    self.request = request
    self.tool = tool
    self.input = input
    self.cutBytes = cutBytes
    self.title = title
    self.reason = reason
    self.options = options
    self.hash = hash
    self.offset = offset
  }
}

/// Somebody's answer, before it is sent. `rule` names the standing permission that answered.
package struct ApprovalAnswered: Hashable, Sendable, Codable {
  package var ask: AskID
  /// `allow`, `deny` or `reply`.
  package var answer: String
  /// Why it was denied, or the reply's words.
  package var text: String?
  package var rule: RuleID?
  /// It was allowed, elsewhere: the agent hears no here, and goes on in a worktree of its own.
  package var gaveTree: Bool?

  package init(ask: AskID, answer: AgentAnswer, rule: RuleID? = nil, gaveTree: Bool? = nil) {
    self.gaveTree = gaveTree
    self.ask = ask
    self.rule = rule
    switch answer {
    case .allow: self.answer = "allow"
    case .deny(let reason): (self.answer, text) = ("deny", reason)
    case .reply(let words): (self.answer, text) = ("reply", words)
    }
  }

  /// An answer of a later version counts as a refusal.
  package var given: AgentAnswer {
    switch answer {
    case "allow": .allow
    case "reply": .reply(text ?? "")
    default: .deny(reason: text ?? "")
    }
  }
}

/// Nobody waits for an answer any more.
package struct ApprovalWithdrawn: Hashable, Sendable, Codable {
  package var ask: AskID
  package var reason: String

  package init(ask: AskID, reason: String) {
    self.ask = ask
    self.reason = reason
  }
}

/// A person's word for an agent that works already, before it is sent.
package struct PromptSent: Hashable, Sendable, Codable {
  package var id: String
  package var text: String

  package init(id: String, text: String) {
    self.id = id
    self.text = text
  }
}

/// The agent's input took it: an answer (by its ask's id) or a prompt. `offset` is how far its output had been read.
package struct InputDelivered: Hashable, Sendable, Codable {
  package var id: String
  package var offset: Int64

  package init(id: String, offset: Int64) {
    self.id = id
    self.offset = offset
  }
}

/// What a service said about its limits.
package struct QuotaNoted: Hashable, Sendable, Codable {
  package var service: String
  package var status: RateLimit.Status
  package var window: String?
  package var used: Double?
  package var resetsAt: Timestamp?
  package var offset: Int64

  package init(service: String, limit: RateLimit, offset: Int64) {
    self.service = service
    status = limit.status
    window = limit.window
    used = limit.used
    resetsAt = limit.resetsAt
    self.offset = offset
  }
}

/// The agent waits and tries again by itself; nobody else retries meanwhile.
package struct AgentRetrying: Hashable, Sendable, Codable {
  package var attempt: Int?
  package var of: Int?
  package var seconds: Double?
  package var errorClass: ErrorClass
  package var message: String
  package var offset: Int64

  private enum CodingKeys: String, CodingKey {
    case attempt, of, seconds, errorClass = "class", message, offset
  }

  package init(_ retry: AgentRetry, offset: Int64) {
    attempt = retry.attempt
    of = retry.of
    seconds = retry.seconds
    errorClass = retry.errorClass
    message = retry.message
    self.offset = offset
  }
}

/// Something went wrong inside of the agent; the turn goes on unless `turnFinished` says otherwise.
package struct AgentFaulted: Hashable, Sendable, Codable {
  package var errorClass: ErrorClass
  package var message: String
  package var isFatal: Bool
  package var resetsAt: Timestamp?
  package var offset: Int64

  private enum CodingKeys: String, CodingKey {
    case errorClass = "class", message, isFatal, resetsAt, offset
  }

  package init(_ fault: AgentFault, offset: Int64) {
    errorClass = fault.errorClass
    message = fault.message
    isFatal = fault.isFatal
    resetsAt = fault.resetsAt
    self.offset = offset
  }
}

/// The agent's last word about a turn. The outcome of a run follows from this, never from an exit code alone.
package struct TurnFinished: Hashable, Sendable, Codable {
  package var outcome: AgentOutcome
  package var errorClass: ErrorClass?
  package var message: String?
  package var resetsAt: Timestamp?
  package var denied: [String]
  package var reason: String?
  package var offset: Int64

  private enum CodingKeys: String, CodingKey {
    case outcome, errorClass = "class", message, resetsAt, denied, reason, offset
  }

  package init(_ finished: AgentFinished, offset: Int64) {
    outcome = finished.outcome
    errorClass = finished.errorClass
    message = finished.message
    resetsAt = finished.resetsAt
    denied = finished.denied
    reason = finished.reason
    self.offset = offset
  }
}

/// Names of files that the agent says it changed, each once a run.
package struct FilesTouched: Hashable, Sendable, Codable {
  package var files: [String]
  package var offset: Int64

  package init(files: [String], offset: Int64) {
    self.files = files
    self.offset = offset
  }
}

/// A standing permission, kept in the home: exactly this tool with exactly this input, in this class of folders.
package struct RuleAdded: Hashable, Sendable, Codable {
  package var rule: RuleID
  package var workspace: String
  package var service: String
  package var tool: String
  package var input: String
  /// Which folders it covers: `worktree` (any worktree of the workspace).
  package var folder: String
  /// The ask that it was made from.
  package var ask: AskID

  package init(
    rule: RuleID, workspace: String, service: String, tool: String, input: String, folder: String, ask: AskID
  ) {
    self.rule = rule
    self.workspace = workspace
    self.service = service
    self.tool = tool
    self.input = input
    self.folder = folder
    self.ask = ask
  }
}

package struct RuleRemoved: Hashable, Sendable, Codable {
  package var rule: RuleID

  package init(rule: RuleID) {
    self.rule = rule
  }
}
