package import Base

/// What the kinds of agent events carry. A field may be added as an optional; none is ever renamed.

/// The agent's own conversation, which can be resumed under this id.
package struct AgentSession: Hashable, Sendable, Codable {
  package var id: String
  package var model: String?
  package var folder: String?
  package var version: String?
  /// The agent's own word for how much it may do.
  package var permission: String?

  package init(
    id: String, model: String? = nil, folder: String? = nil, version: String? = nil, permission: String? = nil
  ) {
    self.id = id
    self.model = model
    self.folder = folder
    self.version = version
    self.permission = permission
  }
}

/// What the agent says, or thinks. Joined in order, the texts of one message are the message: nothing comes twice.
package struct AgentText: Hashable, Sendable, Codable {
  package var text: String
  /// The agent's id of the message; a retry may discard one by it.
  package var message: String?
  /// More of the same message follows without a break.
  package var isPartial: Bool
  /// The tool call of the helper agent that says it.
  package var parent: String?

  package init(text: String, message: String? = nil, isPartial: Bool = false, parent: String? = nil) {
    self.text = text
    self.message = message
    self.isPartial = isPartial
    self.parent = parent
  }
}

/// The agent uses a tool.
package struct ToolCall: Hashable, Sendable, Codable {
  package var id: String
  package var name: String
  /// The input as compact JSON, or as text where the agent gives none.
  package var input: String
  package var title: String?
  package var parent: String?

  package init(id: String, name: String, input: String = "", title: String? = nil, parent: String? = nil) {
    self.id = id
    self.name = name
    self.input = input
    self.title = title
    self.parent = parent
  }
}

/// A tool came back.
package struct ToolResult: Hashable, Sendable, Codable {
  package var id: String
  package var output: String
  package var isError: Bool
  package var exitCode: Int?
  /// How much of the output is not kept here; the log has all of it.
  package var cutBytes: Int
  package var parent: String?

  package init(
    id: String, output: String = "", isError: Bool = false, exitCode: Int? = nil, cutBytes: Int = 0,
    parent: String? = nil
  ) {
    self.id = id
    self.output = output
    self.isError = isError
    self.exitCode = exitCode
    self.cutBytes = cutBytes
    self.parent = parent
  }
}

/// A file was made, changed or taken away.
package struct FileChange: Hashable, Sendable, Codable {
  package enum Change: String, Hashable, Sendable, Codable { case add, update, delete, move }

  package var path: String
  package var change: Change
  package var call: String?
  package var diff: String?

  package init(path: String, change: Change, call: String? = nil, diff: String? = nil) {
    self.path = path
    self.change = change
    self.call = call
    self.diff = diff
  }
}

/// Tokens and money that are new with this event: adding all reports of a run gives the run.
package struct UsageReport: Hashable, Sendable, Codable {
  package var usage: Usage
  package var cost: Cost
  package var model: String?
  /// What the agent counts for the whole conversation; the baseline when it is resumed.
  package var total: Usage?

  package init(usage: Usage, cost: Cost = .unknown, model: String? = nil, total: Usage? = nil) {
    self.usage = usage
    self.cost = cost
    self.model = model
    self.total = total
  }
}

/// The agent waits until somebody allows or denies.
package struct ApprovalRequest: Hashable, Sendable, Codable {
  /// What an answer must name.
  package var id: String
  package var tool: String
  /// Exactly what would run, as compact JSON; an answer is bound to it.
  package var input: String
  package var title: String?
  package var reason: String?
  package var call: String?
  package var options: [Choice]

  package init(
    id: String, tool: String, input: String = "", title: String? = nil, reason: String? = nil, call: String? = nil,
    options: [Choice] = []
  ) {
    self.id = id
    self.tool = tool
    self.input = input
    self.title = title
    self.reason = reason
    self.call = call
    self.options = options
  }
}

/// The agent asks the person something that is not about permission.
package struct AgentQuestion: Hashable, Sendable, Codable {
  package var id: String
  package var text: String
  package var options: [Choice]
  /// The whole request as compact JSON; an answer may have to repeat it.
  package var input: String

  package init(id: String, text: String, options: [Choice] = [], input: String = "") {
    self.id = id
    self.text = text
    self.options = options
    self.input = input
  }
}

/// One of the answers that an agent offers.
package struct Choice: Hashable, Sendable, Codable {
  package var id: String
  package var name: String
  /// allow_once, allow_always, reject_once, reject_always; nil for answers to questions.
  package var kind: String?

  package init(id: String, name: String, kind: String? = nil) {
    self.id = id
    self.name = name
    self.kind = kind
  }
}

/// What the service says about its limits.
package struct RateLimit: Hashable, Sendable, Codable {
  package enum Status: String, Hashable, Sendable, Codable { case allowed, warning, rejected }

  package var status: Status
  package var window: String?
  /// From 0 to 1.
  package var used: Double?
  package var resetsAt: Timestamp?

  package init(status: Status, window: String? = nil, used: Double? = nil, resetsAt: Timestamp? = nil) {
    self.status = status
    self.window = window
    self.used = used
    self.resetsAt = resetsAt
  }
}

/// The agent waits and tries again by itself.
package struct AgentRetry: Hashable, Sendable, Codable {
  package var attempt: Int?
  package var of: Int?
  package var seconds: Double?
  package var errorClass: ErrorClass
  package var message: String
  /// The message whose partial text is void, because it is said anew.
  package var discards: String?

  private enum CodingKeys: String, CodingKey {
    case attempt, of, seconds, errorClass = "class", message, discards
  }

  package init(
    attempt: Int? = nil, of: Int? = nil, seconds: Double? = nil, errorClass: ErrorClass, message: String,
    discards: String? = nil
  ) {
    self.attempt = attempt
    self.of = of
    self.seconds = seconds
    self.errorClass = errorClass
    self.message = message
    self.discards = discards
  }
}

/// Something went wrong; the turn is over only when `finished` says so.
package struct AgentFault: Hashable, Sendable, Codable {
  package var errorClass: ErrorClass
  package var message: String
  package var isFatal: Bool
  package var resetsAt: Timestamp?

  private enum CodingKeys: String, CodingKey {
    case errorClass = "class", message, isFatal, resetsAt
  }

  package init(errorClass: ErrorClass, message: String, isFatal: Bool = false, resetsAt: Timestamp? = nil) {
    self.errorClass = errorClass
    self.message = message
    self.isFatal = isFatal
    self.resetsAt = resetsAt
  }
}

/// The turn is over.
package struct AgentFinished: Hashable, Sendable, Codable {
  package var outcome: AgentOutcome
  /// Nil unless it failed.
  package var errorClass: ErrorClass?
  /// The last word, or what went wrong.
  package var message: String?
  /// The sum of this turn's reports, not to be booked again.
  package var usage: Usage?
  package var cost: Cost?
  package var resetsAt: Timestamp?
  /// The tools that were refused, by a person or because nobody could be asked.
  package var denied: [String]
  /// The agent's own word for the ending.
  package var reason: String?

  private enum CodingKeys: String, CodingKey {
    case outcome, errorClass = "class", message, usage, cost, resetsAt, denied, reason
  }

  package init(
    outcome: AgentOutcome, errorClass: ErrorClass? = nil, message: String? = nil, usage: Usage? = nil,
    cost: Cost? = nil, resetsAt: Timestamp? = nil, denied: [String] = [], reason: String? = nil
  ) {
    self.outcome = outcome
    self.errorClass = errorClass
    self.message = message
    self.usage = usage
    self.cost = cost
    self.resetsAt = resetsAt
    self.denied = denied
    self.reason = reason
  }
}

/// A line that no rule knows, kept as it is.
package struct RawLine: Hashable, Sendable, Codable {
  package var text: String
  package var cutBytes: Int
  package var reason: String?

  package init(text: String, cutBytes: Int = 0, reason: String? = nil) {
    self.text = text
    self.cutBytes = cutBytes
    self.reason = reason
  }
}
