import Base
import Domain
import Testing

/// What is asked reads the same wherever it is read.
struct AskWordsTests {
  private static let asked: [(tool: String, input: String, title: String?, words: String)] = [
    ("shell", "rm -rf build", "/work/task-1", "shell rm -rf build"),
    ("Bash", #"{"command":"make","description":"Builds it"}"#, "Builds it", "Bash make"),
    ("Bash", #"{"command":"cat <<E\nrm -rf /\nE"}"#, nil, "Bash cat <<E rm -rf / E"),
    ("execute", #"{"command":["sh","-c","true"]}"#, "run it", "execute sh -c true"),
    ("Write", #"{"content":"x","file_path":"/work/a"}"#, nil, "Write /work/a"),
    ("terminal", "", "sh -c true", "terminal sh -c true"),
    ("think", #"{"depth":3}"#, "thinks hard", "think thinks hard"),
    ("think", #"{"depth":3}"#, nil, #"think {"depth":3}"#), ("permissions", "", nil, "permissions"),
  ]

  @Test(arguments: asked)
  func `what would run is named before what is said of it`(
    tool: String, input: String, title: String?, words: String
  ) {
    #expect(AskWords.what(tool: tool, input: input, title: title) == words)
  }

  @Test(arguments: [
    ("/work/task-1", nil), ("/work/task-1/Sources", "Sources"), ("/opt", "/opt"), ("/work/task-10", "/work/task-10"),
  ])
  func `a directory is named where it is not the worktree`(folder: String, elsewhere: String?) {
    let asked = ApprovalAsked(
      ask: AskID(number: 1), kind: .approval, request: "r", tool: "shell", input: "make", title: folder, hash: "h",
      offset: 1)
    var view = AskView(
      asked: asked, task: TaskID(number: 1), run: nil, service: "codex", workspace: "/work",
      at: Timestamp(microseconds: 0))
    view.worktree = "/work/task-1"
    #expect(view.elsewhere == elsewhere && asked.what == "shell make")
    #expect(view.what == "shell make" + (elsewhere.map { " (in \($0))" } ?? ""))
  }
}
