/// The table of keys. Parsing, `config show`, `config check` and the annotated example are all made from it.
package enum SettingTable {
  package static let sections: [(name: String, summary: String)] = [
    ("ui", "How the interface looks and what it does by itself."),
    ("tasks", "What a task starts with. A repository may set base, verify, setup, teardown, copy and tags."),
    ("limits", "How much may run at once and how large it may get. A repository may only lower them."),
    ("money", "Budgets. A repository may only lower them."),
    ("quota", "What happens when a subscription is used up."),
    ("agents", "Which agents take part."),
    ("engine", "How long things go on without anybody looking."),
    ("attach", "Screens on engines elsewhere."),
    ("mcp", "What agents may do that use Drover as a tool."),
    ("trash", "What was discarded."),
  ]

  package static let all: [SettingKey] = look + tasks + limits + money + rest

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func key(_ name: String) -> SettingKey? { byName[name] }

  private static let look: [SettingKey] = [
    SettingKey(
      "ui.theme", \.ui.theme, .choice(["auto", "dark", "light", "high-contrast", "colour-blind"]),
      "Colours; auto follows the background of the terminal."),
    SettingKey(
      "ui.colour", \.ui.colour, .choice(["auto", "truecolor", "256", "16", "mono"]),
      "How many colours are used; auto asks the terminal and obeys NO_COLOR."),
    SettingKey(
      "ui.colours", \.ui.colours, .textTable,
      "A theme of your own, laid over ui.theme: {\"green\": \"#9ece6a\"}. `drover config check` names what there is."),
    SettingKey("ui.framesPerSecond", \.ui.framesPerSecond, .count(1...60), "The most frames drawn in a second."),
    SettingKey(
      "ui.framesPerSecondOverSSH", \.ui.framesPerSecondOverSSH, .count(1...60), "The same, when seen through SSH."),
    SettingKey("ui.mouse", \.ui.mouse, .flag, "Whether the mouse belongs to Drover; M switches while it runs."),
    SettingKey(
      "ui.accessible", \.ui.accessible, .flag, "For screen readers: no animation, no frames, states as words."),
    SettingKey(
      "ui.keys", \.ui.keys, .textTable, "Keys of your own, from the name of an action to a key: {\"quit\": \"Q\"}."),
    SettingKey(
      "ui.notifications", \.ui.notifications, .choice(["terminal", "bell", "off"]),
      "How Drover calls when it is not looked at."),
    SettingKey(
      "ui.notifyCommand", \.ui.notifyCommand, .texts,
      "A program and its arguments to run for a notification; the message is added as the last one."),
  ]

  private static let tasks: [SettingKey] = [
    SettingKey(
      "tasks.base", \.tasks.base, .text, repository: .allowed,
      "Branch that work starts from; null means the branch that is checked out."),
    SettingKey("tasks.branch", \.tasks.branch, .template(["number", "title"]), "The name of a task's branch."),
    SettingKey(
      "tasks.worktree", \.tasks.worktree, .template(["number", "home", "name", "hash", "title"]),
      "Where a task's worktree goes; hash is made from the path of the repository, name is its folder."),
    SettingKey(
      "tasks.verify", \.tasks.verify, .text, repository: .allowed,
      "Command that must succeed before work counts as done."),
    SettingKey("tasks.setup", \.tasks.setup, .text, repository: .allowed, "Command to run in a new worktree."),
    SettingKey(
      "tasks.teardown", \.tasks.teardown, .text, repository: .allowed, "Command to run before a worktree goes away."),
    SettingKey(
      "tasks.copy", \.tasks.copy, .texts, repository: .allowed, "Ignored files to copy into a new worktree, like .env."),
    SettingKey("tasks.tags", \.tasks.tags, .texts, repository: .allowed, "Tags that every new task gets."),
    SettingKey(
      "tasks.permission", \.tasks.permission, .choice(["edits", "ask", "plan", "auto"]),
      "How much an agent may do unasked: files in its worktree, nothing, only reading, everything."),
    SettingKey(
      "tasks.repairs", \.tasks.repairs, .count(0...10), repository: .onlyLower,
      "How often an agent may repair what verify found."),
    SettingKey("tasks.keepBranch", \.tasks.keepBranch, .flag, "Whether a branch stays after its merge."),
  ]

  private static let limits: [SettingKey] = [
    SettingKey(
      "limits.runs", \.limits.runs, .count(1...10_000), "Runs at once on this machine; null means as many as fit."),
    SettingKey(
      "limits.runsPerWorkspace", \.limits.runsPerWorkspace, .count(1...10_000), repository: .onlyLower,
      "Runs at once in one repository."),
    SettingKey(
      "limits.runsPerService", \.limits.runsPerService, .countTable(1...10_000),
      "Runs at once by service: {\"claude\": 3}."),
    SettingKey("limits.freeMemory", \.limits.freeMemory, .size, "Memory that must be free before a run starts."),
    SettingKey("limits.freeDisk", \.limits.freeDisk, .size, "Disk space that must be free before a run starts."),
    SettingKey(
      "limits.log", \.limits.log, .size, repository: .onlyLower, "Size of one run's log; what is cut is shown as cut."),
    SettingKey("limits.time", \.limits.time, .duration, repository: .onlyLower, "The longest one attempt may take."),
  ]

  private static let money: [SettingKey] = [
    SettingKey("money.perRun", \.money.perRun, .money, repository: .onlyLower, "The most that one run may cost."),
    SettingKey(
      "money.perTask", \.money.perTask, .money, repository: .onlyLower, "The most that all runs of a task may cost."),
    SettingKey("money.perDay", \.money.perDay, .money, "The most that a day may cost."),
    SettingKey(
      "money.perWorkspace", \.money.perWorkspace, .money, repository: .onlyLower,
      "The most that a day in one repository may cost."),
    SettingKey(
      "money.subscriptionsCount", \.money.subscriptionsCount, .flag,
      "Whether what a subscription would have cost uses up a budget."),
  ]

  private static let rest: [SettingKey] = [
    SettingKey("quota.resume", \.quota.resume, .flag, "Whether tasks go on by themselves once the quota is back."),
    SettingKey(
      "agents.order", \.agents.order, .texts,
      "Who is asked first when a task names no service; the first healthy one runs."),
    SettingKey(
      "agents.silence", \.agents.silence, .duration,
      "How long an agent may say nothing before it is ended; three times as long while a tool of its runs."),
    SettingKey("agents.disabled", \.agents.disabled, .texts, "Agents that never run."),
    SettingKey(
      "agents.environment", \.agents.environment, .textTable,
      "Variables for every agent; a key is never written here: {\"OPENAI_API_KEY\": \"$MY_KEY\"} names a variable."),
    SettingKey(
      "engine.idle", \.engine.idle, .duration, "When a detached engine without work, schedules and screens ends."),
    SettingKey(
      "engine.keeperGrace", \.engine.keeperGrace, .duration, "How long a run goes on when its engine is gone."),
    SettingKey(
      "attach.bridge", \.attach.bridge, .text, "Path of drover on the other machine; null tries the usual ones."),
    SettingKey("mcp.allowMerge", \.mcp.allowMerge, .flag, "Whether merge_task works without asking you."),
    SettingKey("mcp.depth", \.mcp.depth, .count(0...10), "How deep agents may make tasks that make tasks."),
    SettingKey("mcp.tasks", \.mcp.tasks, .count(0...1000), "How many tasks one agent may make."),
    SettingKey("trash.age", \.trash.age, .duration, "How long what was discarded can be restored."),
  ]
}
