import Domain
import Store

/// How deep and how many: agents that make tasks whose agents make tasks must come to an end.
struct AgentLimits: Sendable {
  /// 1 allows the agents of a person's own tasks to make tasks; 0 allows none.
  var depth: Int
  /// How many one run may make.
  var tasks: Int

  func check(_ author: Author, in transaction: Transaction) throws {
    guard author.isAgent else { return }
    guard try generation(of: author, in: transaction) <= depth else {
      throw DroverError(
        .refused, "agents may not make tasks of their own here: \(depth) is the depth that is allowed",
        remedy: "ask the person, or do it yourself; mcp.depth sets the depth")
    }
    guard try transaction.tasksMade(by: author) < tasks else {
      throw DroverError(
        .refused, "this agent has made \(tasks) tasks, and that is as many as are allowed",
        remedy: "ask the person; mcp.tasks sets how many")
    }
  }

  /// 1 for the agent of a task that a person made, 2 for one of a task that such an agent made.
  private func generation(of author: Author, in transaction: Transaction) throws -> Int {
    var (author, count) = (author, 0)
    while author.isAgent, count <= depth {
      count += 1
      guard let run = author.run, let maker = try maker(of: run, in: transaction) else { return count }
      author = maker
    }
    return count
  }

  private func maker(of run: RunID, in transaction: Transaction) throws -> Author? {
    guard let task = try transaction.task(of: run) else { return try transaction.asker(of: run) }
    return try transaction.maker(of: task)
  }
}

extension Author {
  /// The run that an agent belongs to, where it is known.
  fileprivate var run: RunID? { isAgent ? RunID(description.dropFirst("agent:".count)) : nil }
}
