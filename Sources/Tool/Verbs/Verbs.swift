/// The table of everything that can be typed. A verb stands here from the day it works.
package enum Verbs {
  package static let reserved = ["ask", "analyze", "route", "rule", "kinds", "schedule", "memory", "host"]

  package static let everywhere: [Flag] = [
    Flag("json", "one JSON document instead of text"),
    Flag("help", "what this verb does"),
  ]

  private static let taskFlags: [Flag] = [
    Flag("title", .text("TEXT"), "the name on the card; made from the prompt when missing"),
    Flag("service", .text("NAME"), "who does it; the first healthy one when missing"),
    Flag("model", .text("NAME"), "which model the service uses"),
    Flag("workspace", .text("PATH"), "the repository; where you stand when missing"),
    Flag("base", .text("BRANCH"), "branch, tag or commit that the work starts from"),
    Flag("verify", .text("COMMAND"), "must succeed before the work counts as done"),
    Flag("permission", .choice(["ask", "edits", "auto", "plan"]), "how much the agent may do unasked"),
    Flag("budget", .money("USD"), "the most it may cost"),
    Flag("timeout", .number("SECONDS"), "the longest an attempt may take"),
  ]

  private static let race = Flag(
    "race", .list("NAME"), "these services at once, each in a worktree of its own; the best is ranked first")

  private static let editable = ["title", "service", "model", "base", "verify", "permission", "budget", "timeout"]

  private static let board: [Flag] = [
    Flag("after", .list("ID"), "only once these are done"),
    Flag("priority", .signed("N"), "higher goes first; 0 when missing"),
    Flag("tag", .list("WORD"), "a word to filter by"),
  ]

  private static let hunkFlags: [Flag] = [
    Flag("file", .list("PATH"), "all hunks of this file; may be given several times"),
    Flag("all", "every hunk"),
  ]

  private static let configPlace = Flag("workspace", .text("PATH"), "for another repository than where you stand")

  package static let all: [Verb] = [
    Verb(
      "", "the interface for the repository you stand in",
      flags: [
        Flag("workspace", .text("PATH"), "another repository than the one you stand in"),
        Flag("accessible", "no animation, no box art, states as words"),
        Flag("version", "the version of this program"),
      ]),
    Verb(
      "task add", "make a task", arguments: "PROMPT", count: 0...1,
      flags: taskFlags + board + [
        race, Flag("start", "start it at once"),
        Flag("prompt", .text("TEXT"), "the prompt, if not given as a word; - reads standard input"),
      ],
      examples: [
        "drover task add \"fix the login\" --verify \"make test\"",
        "drover task add --service command --title codemod -- ./fix-imports --all",
      ], takesRest: true),
    Verb(
      "task import", "make a task of each item of a Markdown list: numbers wait for the one before, dashes do not",
      arguments: "FILE", count: 1...1,
      flags: taskFlags.filter { $0.name != "title" } + board + [Flag("start", "start them at once, each when it may")],
      examples: ["drover task import PLAN.md --service claude --start", "drover task import - < PLAN.md"]),
    Verb(
      "run", "make a task, run it, show it, end as it ends", arguments: "PROMPT", count: 0...1,
      flags: taskFlags + [race, Flag("no-ask", "deny what the agent asks")],
      examples: [
        "drover run --service command --verify \"make test\" -- ./codemod",
        "drover run \"fix the login\" --race claude,codex --verify \"make test\"",
      ], takesRest: true),
    Verb("task start", "start tasks", arguments: "ID…", count: 1...100),
    Verb("task cancel", "end what runs", arguments: "ID…", count: 1...100),
    Verb(
      "task retry", "another attempt in the same worktree", arguments: "ID…", count: 1...100,
      flags: [Flag("fresh", "from the base again; what was in the worktree is kept in a snapshot")]),
    Verb(
      "task continue", "go on with more words: at once where it runs, else in a new attempt", arguments: "ID PROMPT",
      count: 1...2,
      flags: [
        Flag(
          "service", .text("NAME"), "another service takes over in the same worktree; what it is told is shown first"),
        Flag("model", .text("NAME"), "which model the one who takes over uses"),
        Flag("yes", "send what it is told without asking"),
      ],
      examples: ["drover task continue T3 \"now add tests\"", "drover task continue T3 --service codex"]),
    Verb(
      "task wait", "until tasks have come to an end; ends as the worst of them", arguments: "ID…", count: 1...100,
      flags: [
        Flag("timeout", .number("SECONDS"), "give up after this time (exit 5); the tasks go on"),
        Flag("no-ask", "deny what the agents ask"),
      ]),
    Verb(
      "task logs", "what a run, or the newest of a task, printed", arguments: "ID", count: 1...1,
      flags: [
        Flag("follow", "go on until it ends"), Flag("raw", "bytes as they are, for a pipe or a file"),
        Flag(
          "part", .choice(["setup", "run", "verify", "teardown"]), "only this part; all that there are when missing"),
      ]),
    Verb(
      "inbox list", "what agents wait for: leave to do something, or an answer",
      flags: [
        Flag("all", "also what was answered, by whom; newest first"),
        Flag("limit", .number("N"), "at most so many; 1000 when missing"),
      ]),
    Verb(
      "inbox answer", "answer an agent", arguments: "ID allow|deny|WORDS", count: 2...100,
      flags: [
        Flag("reason", .text("WORDS"), "why it is denied; the agent reads it"),
        Flag("always", "allow exactly this from now on, in this workspace"),
        Flag("seen", .text("HASH"), "only if it still asks what was shown under this hash"),
      ], examples: ["drover inbox answer A3 allow", "drover inbox answer A3 deny --reason \"use the script\""]),
    Verb("service list", "who can work for you, and how fit each is"),
    Verb("service show", "all about one service", arguments: "NAME", count: 1...1),
    Verb(
      "service test", "one tiny turn with a service, to see that it answers", arguments: "NAME", count: 1...1,
      examples: ["drover service test claude"]),
    Verb("service enable", "let services take part again", arguments: "NAME…", count: 1...100),
    Verb("service disable", "keep services out, also when a task names them", arguments: "NAME…", count: 1...100),
    Verb(
      "service choose", "which model a service uses where a task names none; none gives it back to the agent",
      arguments: "NAME [MODEL]", count: 1...2, examples: ["drover service choose claude opus"]),
    Verb("service models", "which models services know", arguments: "[NAME]", count: 0...1),
    Verb("inbox rules", "what is always allowed, and who allowed it"),
    Verb("inbox forget", "take standing permissions back", arguments: "ID…", count: 1...100),
    Verb(
      "task diff", "what a task changed", arguments: "ID", count: 1...1,
      flags: [
        Flag("uncommitted", "as it stands in the worktree, with what is not committed yet"),
        Flag("hunks", "its hunks, one a line: the name of each, whether it is staged, where it stands"),
      ]),
    Verb(
      "task stage", "mark hunks of a task's work as what is to be kept", arguments: "ID [HUNK…]", count: 1...1000,
      flags: hunkFlags, examples: ["drover task stage T1 3f9a1c", "drover task stage T1 --file src/login.swift"]),
    Verb(
      "task unstage", "take the mark away again", arguments: "ID [HUNK…]", count: 1...1000, flags: hunkFlags,
      examples: ["drover task unstage T1 --all"]),
    Verb(
      "task trim", "keep only what is staged: the rest leaves the branch, and verify runs again", arguments: "ID",
      count: 1...1, flags: [Flag("undo", "bring back what the last trim took out")]),
    Verb(
      "task push", "send a task's branch to its remote", arguments: "ID", count: 1...1,
      flags: [Flag("pr", "and open a pull request with gh")]),
    Verb("task open", "your $EDITOR on a task's worktree", arguments: "ID", count: 1...1),
    Verb(
      "task merge", "merge a task's work; its worktree goes to the trash", arguments: "ID", count: 1...1,
      flags: [
        Flag("into", .text("BRANCH"), "another branch than the base"),
        Flag("strategy", .choice(["ff", "merge", "squash", "rebase"]), "merge when missing"),
        Flag("resolve", "instead merge the base into the task, and let its service solve what both changed"),
      ]),
    Verb(
      "task list", "the tasks on the board",
      flags: [
        Flag("state", .choice(["todo", "running", "review", "done", "failed"]), "only one column"),
        Flag("workspace", .text("PATH"), "only one repository"), Flag("tag", .text("WORD"), "only with this tag"),
        Flag("trash", "what was discarded"), Flag("limit", .number("N"), "at most so many; 1000 when missing"),
      ]),
    Verb("task show", "all about one task", arguments: "ID", count: 1...1),
    Verb(
      "task edit", "change a task; a running one takes it up with its next attempt", arguments: "ID", count: 1...1,
      flags: taskFlags.filter { editable.contains($0.name) } + board + [Flag("prompt", .text("TEXT"), "a new prompt")]),
    Verb("task done", "close a task without merging", arguments: "ID…", count: 1...100),
    Verb("task rm", "discard a task and hide it; it can be restored", arguments: "ID…", count: 1...100),
    Verb("task restore", "bring a discarded task back", arguments: "ID…", count: 1...100),
    Verb("task discard", "move a task and its worktree to the trash", arguments: "ID…", count: 1...100),
    Verb(
      "session new", "begin a conversation with an agent about a repository; it reads, and asks before it writes",
      arguments: "[NAME]", count: 0...1,
      flags: [
        Flag("service", .text("NAME"), "who answers; the first healthy one when missing"),
        Flag("model", .text("NAME"), "which model the service uses"),
        Flag("workspace", .text("PATH"), "the repository; where you stand when missing"),
        Flag("in-place", "let it write where you stand; a snapshot is taken before each turn"),
        Flag("fork", .text("ID"), "branch off from another conversation, which stays as it is"),
      ], examples: ["drover session new login --service claude"]),
    Verb("session list", "the conversations, last used first", flags: [Flag("all", "also those that were removed")]),
    Verb(
      "session show", "a conversation: what was asked and what was answered", arguments: "ID|NAME", count: 1...1,
      flags: [Flag("limit", .number("N"), "the last N turns; 20 when missing")]),
    Verb(
      "session send", "say something and read the answer", arguments: "ID|NAME WORDS", count: 2...2,
      flags: [
        Flag("no-wait", "return at once; the answer stands in the conversation"),
        Flag("timeout", .number("SECONDS"), "read no longer than this (exit 5); the answer goes on"),
        Flag("no-ask", "deny what the agent asks"),
      ],
      examples: [
        "drover session send login \"where does @src/login.swift set the cookie?\"",
        "git diff | drover session send S1 -",
      ]),
    Verb("session stop", "end the answer that is being given", arguments: "ID|NAME", count: 1...1),
    Verb(
      "session edit", "change a conversation from its next turn on", arguments: "ID|NAME", count: 1...1,
      flags: [
        Flag("name", .text("NAME"), "another name"),
        Flag("service", .text("NAME"), "another agent, which knows nothing yet"),
        Flag("model", .text("NAME"), "another model"),
        Flag("worktree", "let it write, in a worktree of its own"),
      ]),
    Verb(
      "session task", "make a task of what it wrote in its worktree: verify, review, merge, discard",
      arguments: "ID|NAME", count: 1...1,
      flags: [
        Flag("title", .text("TITLE"), "the conversation's name when missing"),
        Flag("verify", .text("COMMAND"), "must succeed before the work counts as done"),
      ], examples: ["drover session task login --verify \"make test\""]),
    Verb("session rm", "stop and hide conversations; their log stays", arguments: "ID|NAME…", count: 1...100),
    Verb(
      "workspace add", "a repository that Drover works in", arguments: "[PATH]", count: 0...1,
      flags: [Flag("name", .text("NAME"), "what to call it; its folder's name when missing")]),
    Verb("workspace list", "the repositories"),
    Verb("workspace show", "one repository and what it would run", arguments: "[ID|PATH]", count: 0...1),
    Verb(
      "workspace trust", "allow what a repository brings along to run", arguments: "[PATH]", count: 0...1,
      flags: [
        Flag("yes", "without asking"),
        Flag("base", .text("BRANCH"), "also what this branch, tag or commit brings, where it differs"),
      ]),
    Verb("workspace check", "whether what was trusted is still the same", arguments: "[PATH]", count: 0...1),
    Verb("workspace rm", "forget a repository; its files stay", arguments: "ID|PATH", count: 1...1),
    Verb(
      "config show", "every setting that holds",
      flags: [Flag("origin", "a table that says where each value came from"), configPlace]),
    Verb("config path", "the files that are read, lowest first", flags: [configPlace]),
    Verb("config check", "every mistake in the configuration", flags: [configPlace]),
    Verb("config keys", "every key of the interface, and the name that ui.keys knows it by", flags: [configPlace]),
    Verb("config init", "write a configuration of your own, every key explained and commented out"),
    Verb("budget list", "what runs, tasks and days may cost, and what they have cost"),
    Verb(
      "budget set", "a limit in dollars for each run, task, day, or day in a workspace",
      arguments: "run|task|day|workspace AMOUNT", count: 2...2,
      flags: [Flag("workspace", .text("PATH"), "only in this repository; with: budget set workspace")],
      examples: ["drover budget set day 5.00"]),
    Verb(
      "budget rm", "take a limit of this home away; what is configured holds then",
      arguments: "run|task|day|workspace", count: 1...1,
      flags: [Flag("workspace", .text("PATH"), "only the one of this repository")]),
    Verb(
      "stats", "tokens, money, durations and success",
      flags: [
        Flag("since", .text("TIME"), "only runs that began after it: 7d, 12h, 2026-11-01"),
        Flag("by", .choice(["day", "service", "workspace", "task"]), "one row for each; service when missing"),
      ]),
    Verb(
      "events", "the log of everything that happened",
      flags: [
        Flag("since", .number("N"), "only after this number"), Flag("follow", "go on as they happen"),
        Flag("limit", .number("N"), "at most so many"),
      ]),
    Verb(
      "decode", "what an adapter makes of a recorded transcript", arguments: "AGENT [FILE]", count: 1...2,
      examples: ["claude -p hi --output-format stream-json --verbose | drover decode claude --json"]),
    Verb("explain", "why a task is where it is", arguments: "ID", count: 1...1),
    Verb(
      "serve", "the engine without a screen, until it is stopped",
      flags: [
        Flag("detach", "in a process of its own; this one returns"),
        Flag(
          "idle", .text("TIME"), "end after so long without runs and clients (90s, 10m); a detached one: engine.idle"),
      ]),
    Verb(
      "attach", "a screen on a running engine, here or through ssh", arguments: "[HOST]", count: 0...1,
      flags: [
        Flag("session", .text("ID|NAME"), "with this conversation in front"),
        Flag("workspace", .text("PATH"), "where new tasks go, as a path there; the newest task's when missing"),
        Flag("accessible", "no animation, no box art, states as words"),
      ], examples: ["drover attach build.example.org"]),
    Verb(
      "bridge", "the attach protocol on standard input and output; what attach runs on the other machine",
      flags: [Flag("running", "only if an engine runs; else one is started")]),
    Verb(
      "demo", "the interface over a throw-away repository with a built-in agent; no account, no network",
      flags: [
        Flag("play", .text("SCENE"), "what its agent does in a worktree; the demo starts it by itself"),
        Flag("accessible", "no animation, no box art, states as words"),
      ]),
    Verb(
      "mcp", "Drover as a tool of other agents: an MCP server on standard input and output",
      examples: ["claude mcp add drover -- drover mcp"]),
    Verb("status", "whether an engine runs, and what it has to do"),
    Verb("stop", "end the running engine"),
    Verb("restart", "end the running engine and start this program's in its place"),
    Verb("backup", "a copy of the database", arguments: "[FILE]", count: 0...1),
    Verb("export", "every event as JSON lines"),
    Verb(
      "doctor", "what is missing or wrong on this machine, and what to do",
      flags: [Flag("fix", "accept what the database has lost, and build what is derived anew")]),
    Verb(
      "completion", "completions for a shell; with words after --, what may stand there", arguments: "bash|zsh|fish",
      count: 1...1, examples: ["source <(drover completion bash)"], takesRest: true),
    Verb(
      "help", "this page, or one verb's", arguments: "[VERB…]", count: 0...3,
      flags: [Flag("man", "as a manual page in roff")]),
  ]

  package static let parser = Parser(verbs: all, reserved: reserved)
}
