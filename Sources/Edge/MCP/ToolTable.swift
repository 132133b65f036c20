import Domain
import JSON

/// What a client can do with Drover, as a table: the list that clients see is made from it.
struct Tool: Sendable {
  enum Effect: Sendable {
    case reads, adds, changes, destroys
  }

  let name: String
  let title: String
  let summary: String
  let effect: Effect
  let fields: [ToolField]
  let output: JSONValue

  var description: JSONValue {
    [
      "name": .string(name), "title": .string(title), "description": .string(summary), "inputSchema": fields.schema,
      "outputSchema": output,
      "annotations": [
        "title": .string(title), "readOnlyHint": .bool(effect == .reads), "destructiveHint": .bool(effect == .destroys),
        "idempotentHint": .bool(effect == .reads), "openWorldHint": false,
      ],
    ]
  }
}

enum ToolTable {
  static let instructions = """
    Drover runs coding agents and commands as tasks, each in a git worktree and on a branch of its own. create_task makes \
    and starts one and returns at once; wait_task waits for the end; task_diff shows the work. A finished task is in \
    review until a person merges it. route_task asks one question of an agent that reads the repository and changes \
    nothing, and answers with its words; list_services says who there is.
    """

  static let all: [Tool] = [create, list, status, wait, diff, send, cancel, merge, services, route]

  static func tool(_ name: String) -> Tool? { all.first { $0.name == name } }

  private static let id = ToolField("id", .text, required: true, "the task, for example T12")

  private static let create = Tool(
    name: "create_task", title: "Create a task",
    summary:
      "Makes a task for a coding agent (or, with the service command, a program) and starts it. Returns at once.",
    effect: .adds,
    fields: [
      ToolField("prompt", .text, "what is to be done, in full: the agent sees nothing else of this conversation"),
      ToolField("title", .text, "a short name for the card; made from the prompt when missing"),
      ToolField("workspace", .text, "a folder in the git repository; where this server stands when missing"),
      ToolField("base", .text, "branch, tag or commit that the work starts from"),
      ToolField(
        "service", .text, "who does it, for example claude, codex or command; the first healthy one when missing"),
      ToolField("model", .text, "which model the service uses"),
      ToolField("arguments", .texts, "for the service command: the program and its arguments"),
      ToolField("verify", .text, "a shell command that must succeed before the work counts as done"),
      ToolField("permission", .choice(["edits", "ask", "plan"]), "what the agent may do unasked"),
      ToolField("after", .texts, "ids of tasks that must be done before"),
      ToolField("tags", .texts, "words to filter by"),
      ToolField("priority", .number, "higher goes first; 0 when missing"),
      ToolField("budget", .text, "the most it may cost in dollars, for example 1.50"),
      ToolField("timeoutSeconds", .number, "the longest an attempt may take"),
      ToolField("start", .flag, "false leaves it in todo; true when missing"),
    ], output: ToolSchemas.task)

  private static let list = Tool(
    name: "list_tasks", title: "List tasks", summary: "The tasks on the board, newest activity first.", effect: .reads,
    fields: [
      ToolField("state", .choice(TaskState.allCases.map(\.rawValue)), "only one column"),
      ToolField("workspace", .text, "only one repository: a folder in it"),
      ToolField("tag", .text, "only with this tag"),
      ToolField("limit", .number, "at most so many; 100 when missing"),
    ], output: ToolSchemas.tasks)

  private static let status = Tool(
    name: "task_status", title: "Show a task", summary: "All about one task, and why it is where it is.",
    effect: .reads,
    fields: [id], output: ToolSchemas.status)

  private static let wait = Tool(
    name: "wait_task", title: "Wait for tasks",
    summary: "Waits until all of these tasks have come to an end, or the time is up; then call it again.",
    effect: .reads,
    fields: [
      ToolField("ids", .texts, required: true, "the tasks, for example [\"T12\", \"T13\"]"),
      ToolField("timeoutSeconds", .number, "how long to wait; 45 when missing"),
    ], output: ToolSchemas.waited)

  private static let diff = Tool(
    name: "task_diff", title: "Show the changes of a task", summary: "What a task changed, as a unified diff.",
    effect: .reads,
    fields: [id, ToolField("limit", .number, "at most so many bytes; 100000 when missing")], output: ToolSchemas.diff)

  private static let send = Tool(
    name: "send_to_task", title: "Continue a task", summary: "Gives the agent of a task a further prompt.",
    effect: .changes, fields: [id, ToolField("prompt", .text, required: true, "what is to be done now")],
    output: ToolSchemas.task)

  private static let cancel = Tool(
    name: "cancel_task", title: "Cancel a task", summary: "Ends what runs; the worktree and its changes stay.",
    effect: .destroys, fields: [id], output: ToolSchemas.task)

  private static let merge = Tool(
    name: "merge_task", title: "Merge a task",
    summary: "Merges a task's work into its base. The person is asked, unless the configuration allows it.",
    effect: .destroys,
    fields: [
      id, ToolField("into", .text, "another branch than the base"),
      ToolField("strategy", .choice(MergeStrategy.allCases.map(\.rawValue)), "merge when missing"),
    ], output: ToolSchemas.task)

  private static let services = Tool(
    name: "list_services", title: "List services",
    summary: "Who can do work here, how fit each is and why, and which one is next.", effect: .reads, fields: [],
    output: ToolSchemas.services)

  private static let route = Tool(
    name: "route_task", title: "Ask an agent",
    summary: "One turn with the first healthy agent, without a worktree: it reads the repository, changes nothing, and "
      + "its words come back with the name of who said them. For work that changes files use create_task.",
    effect: .adds,
    fields: [
      ToolField(
        "prompt", .text, required: true, "what is asked, in full: the agent sees nothing else of this conversation"),
      ToolField("files", .texts, "files of the repository that it is about"),
      ToolField(
        "preferences",
        .group([
          ToolField("services", .texts, "who is tried first, in this order, for example [\"claude\"]"),
          ToolField("model", .text, "which model the first of these services uses"),
          ToolField("timeoutSeconds", .number, "how long the answer may take; 600 when missing"),
        ]), "who should answer, and how long it may take"),
      ToolField("workspace", .text, "a folder in the git repository; where this server stands when missing"),
    ], output: ToolSchemas.routed)
}
