/// What can be asked of the engine. Together with ``Query`` this is the whole door: the screens, the command line, MCP
/// and the socket speak these words and no others.
package enum Command: Hashable, Sendable, Codable {
  case createTask(draft: TaskDraft, start: Bool)
  case editTask(task: TaskID, edit: TaskEdit)
  case startTask(task: TaskID)
  case cancelTask(task: TaskID)
  case continueTask(task: TaskID, prompt: String)
  /// Another service takes over in the same worktree, and is told exactly this; what runs ends first.
  case handOver(task: TaskID, service: String, model: String? = nil, text: String)
  /// A new attempt in the same worktree.
  /// With `fresh` the worktree goes back to its base first, after a snapshot.
  case retryTask(task: TaskID, fresh: Bool? = nil)
  case mergeTask(task: TaskID, into: String?, strategy: MergeStrategy?)
  /// A new attempt with the base, or `into`, merged into the task's branch: it solves what both changed.
  case resolveTask(task: TaskID, into: String?)
  /// Sends the task's branch to its remote, and opens a pull request with `gh`.
  case pushTask(task: TaskID, pullRequest: Bool)
  case closeTask(task: TaskID)
  case discardTask(task: TaskID, hide: Bool)
  case restoreTask(task: TaskID)
  /// Remembers what was seen and what was written beside the lines; takes the place of what was remembered before.
  /// What is staged stays as it is: that has a command of its own.
  case keepReview(task: TaskID, notes: ReviewNotes)
  /// Marks hunks as to be kept, or takes the mark away; of all others it stays as it is, so that two who stage at once
  /// undo nothing of each other.
  case stageHunks(task: TaskID, stage: [HunkID], unstage: [HunkID])
  /// A new attempt without an agent, whose work is the base with what is staged; with `undo` what the last one took out
  /// comes back.
  case trimTask(task: TaskID, undo: Bool)
  case addWorkspace(path: String, name: String?)
  /// `base`: also exactly what the commit brings that work starts from, where that differs from the checkout.
  case trustWorkspace(path: String, hash: String, base: String? = nil)
  case removeWorkspace(workspace: WorkspaceID)
  case backup(file: String)
  /// A limit, or with no amount none any more.
  case setBudget(budget: BudgetSet)
  case stopEngine(force: Bool)
  /// `seen` is the hash of what the person was shown; `always` makes a standing permission of an `allow`.
  case answer(ask: AskID, answer: AgentAnswer, always: Bool, seen: String)
  case removeRule(rule: RuleID)
  /// Takes a service out of the choice, or back in.
  case switchService(name: String, enabled: Bool)
  /// What it uses where nobody names a model; nil leaves it to the agent.
  case chooseModel(service: String, model: String?)
  /// One tiny turn; the environment is that of who asks.
  case testService(name: String, environment: [String: String])
  case session(SessionCommand)
}

/// What can be done with conversations.
package enum SessionCommand: Hashable, Sendable, Codable {
  case create(SessionDraft)
  /// One question whose conversation is hidden after the answer. Agents may ask, within their limits.
  case route(SessionDraft, text: String)
  /// The next words; a turn that runs is not disturbed, the words wait for its end.
  case send(session: SessionID, text: String)
  /// Ends the answer that is being given; what waits behind it comes next.
  case stop(session: SessionID)
  case edit(session: SessionID, edit: SessionEdit)
  /// Lets it write, in a worktree of its own.
  case giveTree(session: SessionID)
  /// What it wrote in its worktree becomes a task, which is verified, reviewed and merged or discarded like any other.
  case makeTask(session: SessionID, title: String? = nil, verify: String? = nil)
  case remove(session: SessionID)
}

package enum MergeStrategy: String, Hashable, Sendable, Codable, CaseIterable {
  case ff, merge, squash, rebase
}

package enum Reply: Hashable, Sendable, Codable {
  case done
  case task(TaskView)
  case workspace(WorkspaceView)
  case file(String)
  case ask(AskView)
  case session(SessionView)
  case turn(TurnView)
  case service(ServiceView)
}

extension Command {
  /// What a process that descends from a keeper may ask for. Everything that answers, merges, discards, trusts, allows or
  /// stops is a person's.
  package var isOpenToAgents: Bool {
    switch self {
    case .createTask, .session(.route): true
    // Only of what it asked itself; the engine looks.
    case .session(.stop): true
    case .editTask, .startTask, .cancelTask, .continueTask, .handOver, .retryTask, .mergeTask, .resolveTask, .pushTask,
      .closeTask,
      .discardTask, .restoreTask, .keepReview, .stageHunks, .trimTask, .addWorkspace, .trustWorkspace, .removeWorkspace,
      .backup, .setBudget,
      .stopEngine, .answer, .removeRule, .switchService, .chooseModel, .testService, .session:
      false
    }
  }
}
