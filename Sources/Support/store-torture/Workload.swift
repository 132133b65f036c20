import Domain
import Store

/// What a task goes through: made, started, paid for, ended. The same number gives the same life.
enum Workload {
  static func life(of id: TaskID, run: RunID) -> [EventDraft] {
    let number = id.number
    var draft = TaskDraft(title: "task \(number)", prompt: "do what number \(number) needs", workspace: "/repository")
    draft.priority = number % 3
    draft.tags = number % 10 == 0 ? ["tenth"] : []
    let uid = FullID(milliseconds: 1_795_233_906_789 + Int64(number), random: UInt64(number), more: UInt64(number))
    let bodies: [EventBody] = [
      .taskCreated(TaskCreated(uid: uid, draft: draft)), .taskStartAsked(TaskStartAsked(fresh: false)),
      .worktreeMade(
        WorktreeMade(path: "/worktrees/\(id)", branch: "task-\(number)", baseCommit: "abc", base: "main")),
      .runStarted(RunStarted(service: "command", reason: "asked for", host: "local", token: "t", attempt: 1)),
      .agentEnded(AgentEnded(exitCode: number % 2, reason: "")),
      .runFinished(
        RunFinished(
          outcome: Outcome(number % 4 == 0 ? .failed : .succeeded), badges: [.proofChanged, .noChange, .conflict])),
      number % 5 == 0 ? .taskClosed(Note(reason: "")) : .taskEdited(TaskEdited(edit: TaskEdit())),
    ]
    return bodies.map { EventDraft($0, task: id, run: owner(of: $0, run), by: .engine) }
  }

  static func usage(_ step: Int) -> EventBody {
    .usageBooked(
      UsageBooked(
        usage: Usage(input: step, output: 1), cost: Cost(amount: Money(billionths: 1000), basis: .reported),
        offset: Int64(step)))
  }

  private static func owner(of body: EventBody, _ run: RunID) -> RunID? {
    switch body {
    case .runStarted, .agentEnded, .runFinished: run
    default: nil
    }
  }
}
