/// What happened. The case's name is the event's type in the log and on the socket, its payload is the `data`.
package enum EventBody: Hashable, Sendable {
  case workspaceAdded(WorkspaceAdded)
  case workspaceTrusted(WorkspaceTrusted)
  case workspaceStopped(WorkspaceStopped)
  case workspaceRemoved(WorkspaceRemoved)
  case taskCreated(TaskCreated)
  case taskEdited(TaskEdited)
  case taskStartAsked(TaskStartAsked)
  case trimAsked(Trim)
  case taskWaiting(TaskWaiting)
  case taskCancelled(Note)
  case taskDiscarded(TaskDiscarded)
  case taskRestored(TaskRestored)
  case trashEmptied(TrashEmptied)
  case taskMerged(TaskMerged)
  case taskClosed(Note)
  case worktreeMade(WorktreeMade)
  case setupFinished(SetupFinished)
  case teardownFinished(TeardownFinished)
  case repositoryInspected(RepositoryInspected)
  case snapshotMade(SnapshotMade)
  case worktreeReset(WorktreeReset)
  case baseMerged(BaseMerged)
  case mergeRefused(MergeRefused)
  case branchPushed(BranchPushed)
  case clashNoted(ClashNoted)
  case raceRanked(RaceRanked)
  case runStarted(RunStarted)
  case agentSession(AgentSessionNoted)
  case approvalAsked(ApprovalAsked)
  case approvalAnswered(ApprovalAnswered)
  case approvalWithdrawn(ApprovalWithdrawn)
  case promptSent(PromptSent)
  case inputDelivered(InputDelivered)
  case quotaNoted(QuotaNoted)
  case agentRetrying(AgentRetrying)
  case agentFault(AgentFaulted)
  case turnFinished(TurnFinished)
  case filesTouched(FilesTouched)
  case ruleAdded(RuleAdded)
  case ruleRemoved(RuleRemoved)
  case agentEnded(AgentEnded)
  case commitMade(CommitMade)
  case usageBooked(UsageBooked)
  case verifyFinished(VerifyFinished)
  case runFinished(RunFinished)
  case budgetSet(BudgetSet)
  case serviceSwitched(ServiceSwitched)
  case serviceTested(ServiceTested)
  case historyLost(HistoryLost)
  case reviewKept(ReviewNotes)
  case sessionCreated(SessionCreated)
  case sessionEdited(SessionEdited)
  case sessionPrompted(SessionPrompted)
  case sessionTreeMade(SessionTreeMade)
  case sessionTreeGiven(SessionTreeGiven)
  case turnStarted(TurnStarted)
  case turnStopped(TurnStopped)
  case turnClosed(TurnClosed)
  case sessionRemoved(SessionRemoved)
  /// An event of a later version: kept, shown, never folded.
  case unknown(type: String)
}

extension EventBody {
  package var type: String {
    switch self {
    case .workspaceAdded: "workspaceAdded"
    case .workspaceTrusted: "workspaceTrusted"
    case .workspaceStopped: "workspaceStopped"
    case .workspaceRemoved: "workspaceRemoved"
    case .taskCreated: "taskCreated"
    case .taskEdited: "taskEdited"
    case .taskStartAsked: "taskStartAsked"
    case .trimAsked: "trimAsked"
    case .taskWaiting: "taskWaiting"
    case .taskCancelled: "taskCancelled"
    case .taskDiscarded: "taskDiscarded"
    case .taskRestored: "taskRestored"
    case .trashEmptied: "trashEmptied"
    case .taskMerged: "taskMerged"
    case .taskClosed: "taskClosed"
    case .worktreeMade: "worktreeMade"
    case .setupFinished: "setupFinished"
    case .teardownFinished: "teardownFinished"
    case .repositoryInspected: "repositoryInspected"
    case .snapshotMade: "snapshotMade"
    case .worktreeReset: "worktreeReset"
    case .baseMerged: "baseMerged"
    case .mergeRefused: "mergeRefused"
    case .branchPushed: "branchPushed"
    case .clashNoted: "clashNoted"
    case .raceRanked: "raceRanked"
    case .runStarted: "runStarted"
    case .agentSession: "agentSession"
    case .approvalAsked: "approvalAsked"
    case .approvalAnswered: "approvalAnswered"
    case .approvalWithdrawn: "approvalWithdrawn"
    case .promptSent: "promptSent"
    case .inputDelivered: "inputDelivered"
    case .quotaNoted: "quotaNoted"
    case .agentRetrying: "agentRetrying"
    case .agentFault: "agentFault"
    case .turnFinished: "turnFinished"
    case .filesTouched: "filesTouched"
    case .ruleAdded: "ruleAdded"
    case .ruleRemoved: "ruleRemoved"
    case .agentEnded: "agentEnded"
    case .commitMade: "commitMade"
    case .usageBooked: "usageBooked"
    case .verifyFinished: "verifyFinished"
    case .runFinished: "runFinished"
    case .budgetSet: "budgetSet"
    case .serviceSwitched: "serviceSwitched"
    case .serviceTested: "serviceTested"
    case .historyLost: "historyLost"
    case .reviewKept: "reviewKept"
    case .sessionCreated: "sessionCreated"
    case .sessionEdited: "sessionEdited"
    case .sessionPrompted: "sessionPrompted"
    case .sessionTreeMade: "sessionTreeMade"
    case .sessionTreeGiven: "sessionTreeGiven"
    case .turnStarted: "turnStarted"
    case .turnStopped: "turnStopped"
    case .turnClosed: "turnClosed"
    case .sessionRemoved: "sessionRemoved"
    case .unknown(let type): type
    }
  }

  package init(type: String, from decoder: any Decoder) throws {
    switch type {
    case "workspaceAdded": self = .workspaceAdded(try .init(from: decoder))
    case "workspaceTrusted": self = .workspaceTrusted(try .init(from: decoder))
    case "workspaceStopped": self = .workspaceStopped(try .init(from: decoder))
    case "workspaceRemoved": self = .workspaceRemoved(try .init(from: decoder))
    case "taskCreated": self = .taskCreated(try .init(from: decoder))
    case "taskEdited": self = .taskEdited(try .init(from: decoder))
    case "taskStartAsked": self = .taskStartAsked(try .init(from: decoder))
    case "trimAsked": self = .trimAsked(try .init(from: decoder))
    case "taskWaiting": self = .taskWaiting(try .init(from: decoder))
    case "taskCancelled": self = .taskCancelled(try .init(from: decoder))
    case "taskDiscarded": self = .taskDiscarded(try .init(from: decoder))
    case "taskRestored": self = .taskRestored(try .init(from: decoder))
    case "trashEmptied": self = .trashEmptied(try .init(from: decoder))
    case "taskMerged": self = .taskMerged(try .init(from: decoder))
    case "taskClosed": self = .taskClosed(try .init(from: decoder))
    case "worktreeMade": self = .worktreeMade(try .init(from: decoder))
    case "setupFinished": self = .setupFinished(try .init(from: decoder))
    case "teardownFinished": self = .teardownFinished(try .init(from: decoder))
    case "repositoryInspected": self = .repositoryInspected(try .init(from: decoder))
    case "snapshotMade": self = .snapshotMade(try .init(from: decoder))
    case "worktreeReset": self = .worktreeReset(try .init(from: decoder))
    case "baseMerged": self = .baseMerged(try .init(from: decoder))
    case "mergeRefused": self = .mergeRefused(try .init(from: decoder))
    case "branchPushed": self = .branchPushed(try .init(from: decoder))
    case "clashNoted": self = .clashNoted(try .init(from: decoder))
    case "raceRanked": self = .raceRanked(try .init(from: decoder))
    case "runStarted": self = .runStarted(try .init(from: decoder))
    case "agentSession": self = .agentSession(try .init(from: decoder))
    case "approvalAsked": self = .approvalAsked(try .init(from: decoder))
    case "approvalAnswered": self = .approvalAnswered(try .init(from: decoder))
    case "approvalWithdrawn": self = .approvalWithdrawn(try .init(from: decoder))
    case "promptSent": self = .promptSent(try .init(from: decoder))
    case "inputDelivered": self = .inputDelivered(try .init(from: decoder))
    case "quotaNoted": self = .quotaNoted(try .init(from: decoder))
    case "agentRetrying": self = .agentRetrying(try .init(from: decoder))
    case "agentFault": self = .agentFault(try .init(from: decoder))
    case "turnFinished": self = .turnFinished(try .init(from: decoder))
    case "filesTouched": self = .filesTouched(try .init(from: decoder))
    case "ruleAdded": self = .ruleAdded(try .init(from: decoder))
    case "ruleRemoved": self = .ruleRemoved(try .init(from: decoder))
    case "agentEnded": self = .agentEnded(try .init(from: decoder))
    case "commitMade": self = .commitMade(try .init(from: decoder))
    case "usageBooked": self = .usageBooked(try .init(from: decoder))
    case "verifyFinished": self = .verifyFinished(try .init(from: decoder))
    case "runFinished": self = .runFinished(try .init(from: decoder))
    case "budgetSet": self = .budgetSet(try .init(from: decoder))
    case "serviceSwitched": self = .serviceSwitched(try .init(from: decoder))
    case "serviceTested": self = .serviceTested(try .init(from: decoder))
    case "historyLost": self = .historyLost(try .init(from: decoder))
    case "reviewKept": self = .reviewKept(try .init(from: decoder))
    case "sessionCreated": self = .sessionCreated(try .init(from: decoder))
    case "sessionEdited": self = .sessionEdited(try .init(from: decoder))
    case "sessionPrompted": self = .sessionPrompted(try .init(from: decoder))
    case "sessionTreeMade": self = .sessionTreeMade(try .init(from: decoder))
    case "sessionTreeGiven": self = .sessionTreeGiven(try .init(from: decoder))
    case "turnStarted": self = .turnStarted(try .init(from: decoder))
    case "turnStopped": self = .turnStopped(try .init(from: decoder))
    case "turnClosed": self = .turnClosed(try .init(from: decoder))
    case "sessionRemoved": self = .sessionRemoved(try .init(from: decoder))
    default: self = .unknown(type: type)
    }
  }

  package func encodeData(to encoder: any Encoder) throws {
    switch self {
    case .workspaceAdded(let data): try data.encode(to: encoder)
    case .workspaceTrusted(let data): try data.encode(to: encoder)
    case .workspaceStopped(let data): try data.encode(to: encoder)
    case .workspaceRemoved(let data): try data.encode(to: encoder)
    case .taskCreated(let data): try data.encode(to: encoder)
    case .taskEdited(let data): try data.encode(to: encoder)
    case .taskStartAsked(let data): try data.encode(to: encoder)
    case .trimAsked(let data): try data.encode(to: encoder)
    case .taskWaiting(let data): try data.encode(to: encoder)
    case .taskCancelled(let data), .taskClosed(let data): try data.encode(to: encoder)
    case .taskDiscarded(let data): try data.encode(to: encoder)
    case .taskRestored(let data): try data.encode(to: encoder)
    case .trashEmptied(let data): try data.encode(to: encoder)
    case .taskMerged(let data): try data.encode(to: encoder)
    case .worktreeMade(let data): try data.encode(to: encoder)
    case .setupFinished(let data): try data.encode(to: encoder)
    case .teardownFinished(let data): try data.encode(to: encoder)
    case .repositoryInspected(let data): try data.encode(to: encoder)
    case .snapshotMade(let data): try data.encode(to: encoder)
    case .worktreeReset(let data): try data.encode(to: encoder)
    case .baseMerged(let data): try data.encode(to: encoder)
    case .mergeRefused(let data): try data.encode(to: encoder)
    case .branchPushed(let data): try data.encode(to: encoder)
    case .clashNoted(let data): try data.encode(to: encoder)
    case .raceRanked(let data): try data.encode(to: encoder)
    case .runStarted(let data): try data.encode(to: encoder)
    case .agentSession(let data): try data.encode(to: encoder)
    case .approvalAsked(let data): try data.encode(to: encoder)
    case .approvalAnswered(let data): try data.encode(to: encoder)
    case .approvalWithdrawn(let data): try data.encode(to: encoder)
    case .promptSent(let data): try data.encode(to: encoder)
    case .inputDelivered(let data): try data.encode(to: encoder)
    case .quotaNoted(let data): try data.encode(to: encoder)
    case .agentRetrying(let data): try data.encode(to: encoder)
    case .agentFault(let data): try data.encode(to: encoder)
    case .turnFinished(let data): try data.encode(to: encoder)
    case .filesTouched(let data): try data.encode(to: encoder)
    case .ruleAdded(let data): try data.encode(to: encoder)
    case .ruleRemoved(let data): try data.encode(to: encoder)
    case .agentEnded(let data): try data.encode(to: encoder)
    case .commitMade(let data): try data.encode(to: encoder)
    case .usageBooked(let data): try data.encode(to: encoder)
    case .verifyFinished(let data): try data.encode(to: encoder)
    case .runFinished(let data): try data.encode(to: encoder)
    case .budgetSet(let data): try data.encode(to: encoder)
    case .serviceSwitched(let data): try data.encode(to: encoder)
    case .serviceTested(let data): try data.encode(to: encoder)
    case .historyLost(let data): try data.encode(to: encoder)
    case .reviewKept(let data): try data.encode(to: encoder)
    case .sessionCreated(let data): try data.encode(to: encoder)
    case .sessionEdited(let data): try data.encode(to: encoder)
    case .sessionPrompted(let data): try data.encode(to: encoder)
    case .sessionTreeMade(let data): try data.encode(to: encoder)
    case .sessionTreeGiven(let data): try data.encode(to: encoder)
    case .turnStarted(let data): try data.encode(to: encoder)
    case .turnStopped(let data): try data.encode(to: encoder)
    case .turnClosed(let data): try data.encode(to: encoder)
    case .sessionRemoved(let data): try data.encode(to: encoder)
    case .unknown: try [String: String]().encode(to: encoder)
    }
  }
}
