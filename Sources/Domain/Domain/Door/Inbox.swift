package import Base

/// What waits for a person, or waited: a row of the inbox.
package struct AskView: Hashable, Sendable, Codable {
  package enum State: String, Hashable, Sendable, Codable { case open, answered, withdrawn }

  package var id: AskID
  package var state: State
  package var kind: ApprovalAsked.Kind
  package var task: TaskID?
  package var session: SessionID?
  /// Nil for what is asked before a first run.
  package var run: RunID?
  package var service: String
  package var workspace: String
  /// Where it would run; nil where nobody has a worktree.
  package var worktree: String?
  package var tool: String
  package var title: String?
  package var reason: String?
  /// What would run, or what is asked, as it was shown.
  package var input: String
  package var cutBytes: Int
  package var options: [Choice]
  /// An answer must repeat this: it names exactly what was shown.
  package var hash: String
  package var request: String
  /// A conversation wants to write: allowing it makes a worktree.
  package var givesTree: Bool?
  /// The money of its task is used up: allowing it lets this much be spent.
  package var budget: BudgetAsk?
  package var asked: Timestamp
  package var answer: String?
  /// It was allowed, in a worktree of its own.
  package var gaveTree: Bool?
  package var text: String?
  package var answeredBy: Author?
  package var answered: Timestamp?
  package var rule: RuleID?
  package var delivered: Timestamp?

  package init(
    asked data: ApprovalAsked, task: TaskID?, session: SessionID? = nil, run: RunID?, service: String,
    workspace: String,
    at time: Timestamp
  ) {
    id = data.ask
    state = .open
    kind = data.kind
    self.task = task
    self.session = session
    self.run = run
    self.service = service
    self.workspace = workspace
    tool = data.tool
    title = data.title
    reason = data.reason
    input = data.input
    cutBytes = data.cutBytes
    options = data.options
    hash = data.hash
    request = data.request
    givesTree = data.givesTree
    budget = data.budget
    asked = time
  }

  /// What is to be sent; nil until somebody answered.
  package var given: AgentAnswer? {
    switch answer {
    case nil: nil
    case "allow": .allow
    case "reply": .reply(text ?? "")
    default: .deny(reason: text ?? "")
    }
  }

  /// The answer as whoever gave it meant it.
  package var answerWords: String? { gaveTree == true ? "allow, in a worktree" : answer }

  /// The part of the fold that is about one ask.
  package mutating func apply(_ event: Event) {
    switch event.body {
    case .approvalAnswered(let data):
      state = .answered
      answer = data.answer
      text = data.text
      rule = data.rule
      gaveTree = data.gaveTree
      answeredBy = event.by
      answered = event.time
    case .approvalWithdrawn(let data):
      state = .withdrawn
      text = data.reason
      answered = event.time
    case .inputDelivered: delivered = event.time
    default: break  // nothing else is about an ask
    }
  }
}

/// A standing permission.
package struct RuleView: Hashable, Sendable, Codable {
  package var id: RuleID
  package var workspace: String
  package var service: String
  package var tool: String
  package var input: String
  package var folder: String
  package var by: Author
  package var since: Timestamp
  package var ask: AskID

  package init(_ data: RuleAdded, by: Author, since: Timestamp) {
    id = data.rule
    workspace = data.workspace
    service = data.service
    tool = data.tool
    input = data.input
    folder = data.folder
    ask = data.ask
    self.by = by
    self.since = since
  }
}
