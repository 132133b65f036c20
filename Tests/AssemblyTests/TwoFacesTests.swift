import App
import Board
import Chat
import Inbox
import Keymap
import Logs
import Metrics
import PanelKit
import Review
import Services
import Testing
import Verbs

/// Whatever a key can do, words in a shell can do. Both sides come from the tables that dispatch, so nothing can be added
/// on one of them without saying here what it is on the other.
@Suite struct TwoFacesTests {
  /// What something of the interface is in a shell.
  private enum Face {
    /// The verb that does it.
    case verb(String)
    /// What it does depends on what was done before.
    case verbs(String, String)
    /// It changes only what is seen here, or hands something to this terminal.
    case sight
  }

  private static func words(_ face: Face) -> [String] {
    switch face {
    case .verb(let verb): [verb]
    case .verbs(let one, let other): [one, other]
    case .sight: []
    }
  }

  private func face(_ action: BoardAction) -> Face {
    switch action {
    case .newTask: .verb("task add")
    case .edit, .raise, .lower: .verb("task edit")
    case .open: .verb("task show")
    case .start: .verb("task start")
    case .cancel: .verb("task cancel")
    case .continue: .verb("task continue")
    case .retry: .verb("task retry")
    case .handOver: .verb("task continue")
    case .diff: .verb("task diff")
    case .merge: .verb("task merge")
    case .close: .verb("task done")
    case .discard: .verb("task discard")
    case .undo: .verb("task restore")
    case .log: .verb("task logs")
    case .shell: .verb("task open")
    case .moveLeft, .moveRight: .verb("task start")
    case .filter, .keptFilters: .verb("task list")
    case .left, .right, .up, .down, .top, .bottom, .halfPageDown, .halfPageUp, .mark, .copy, .fold: .sight
    }
  }

  private func face(_ action: ReviewAction) -> Face {
    switch action {
    case .merge: .verb("task merge")
    case .discard: .verb("task discard")
    case .close: .verb("task done")
    case .send: .verb("task continue")
    case .stage: .verb("task stage")
    case .stageAll: .verb("task unstage")
    case .undo: .verbs("task trim", "task reopen")
    case .editor, .shell: .verb("task open")
    case .log: .verb("task logs")
    case .reload, .nextTab, .previousTab: .verb("task diff")
    case .left, .right, .up, .down, .top, .bottom, .halfPageDown, .halfPageUp, .nextFile, .previousFile, .nextHunk,
      .previousHunk, .open, .view, .comment, .drop, .copy, .fold, .foldAll, .layout, .search, .nextHit, .previousHit:
      .sight
    }
  }

  private func face(_ action: InboxAction) -> Face {
    switch action {
    case .allow, .always, .deny, .denyWithWords, .reply: .verb("inbox answer")
    case .undo: .verb("inbox forget")
    case .filter, .history: .verb("inbox list")
    case .card: .verb("task show")
    case .log: .verb("task logs")
    case .up, .down, .top, .bottom, .halfPageDown, .halfPageUp, .mark, .markLike, .copy: .sight
    }
  }

  private func face(_ action: ChatAction) -> Face {
    switch action {
    case .write: .verb("session send")
    case .new: .verb("session new")
    case .stop: .verb("session stop")
    case .remove: .verb("session rm")
    case .makeTask: .verb("session task")
    case .next, .previous: .verb("session list")
    case .up, .down, .top, .bottom, .halfPageDown, .halfPageUp, .fold, .search, .nextHit, .previousHit, .copy: .sight
    }
  }

  private func face(_ action: ServicesAction) -> Face {
    switch action {
    case .open: .verb("service show")
    case .test: .verb("service test")
    case .toggle: .verb("service disable")
    case .model: .verb("service choose")
    case .login: .verb("doctor")
    case .reload, .filter: .verb("service list")
    case .left, .right, .up, .down, .top, .bottom, .halfPageDown, .halfPageUp, .copy: .sight
    }
  }

  private func face(_ action: LogsAction) -> Face {
    switch action {
    case .follow, .all, .nextRun, .previousRun, .pager, .times, .detail: .verb("task logs")
    case .card: .verb("task show")
    case .up, .down, .top, .bottom, .halfPageDown, .halfPageUp, .pageDown, .pageUp, .left, .right, .wrap, .fold,
      .search, .nextHit, .previousHit, .nextError, .previousError, .copy:
      .sight
    }
  }

  private func face(_ action: MetricsAction) -> Face {
    switch action {
    case .longer, .shorter: .verb("stats")
    case .left, .right, .up, .down, .top, .bottom, .halfPageDown, .halfPageUp: .sight
    }
  }

  private func face(_ word: SlashWord) -> Face {
    switch word {
    case .new: .verb("session new")
    case .sessions: .verb("session list")
    case .switch: .verb("session show")
    case .cancel, .cancelall: .verb("task cancel")
    case .status: .verb("status")
    case .task: .verb("task add")
    case .run: .verb("run")
    case .service, .model: .verb("session edit")
    case .diff: .verb("task diff")
    case .merge: .verb("task merge")
    case .cost: .verb("stats")
    case .attach: .verb("attach")
    case .detach: .verb("serve")
    case .theme: .verb("config show")
    case .help: .verb("help")
    case .quit: .verb("stop")
    case .import: .verb("task import")
    }
  }

  private var faces: [(name: String, face: Face)] {
    BoardAction.allCases.map { ("board \($0)", face($0)) } + ReviewAction.allCases.map { ("review \($0)", face($0)) }
      + InboxAction.allCases.map { ("inbox \($0)", face($0)) } + ChatAction.allCases.map { ("chat \($0)", face($0)) }
      + ServicesAction.allCases.map { ("services \($0)", face($0)) }
      + LogsAction.allCases.map { ("logs \($0)", face($0)) }
      + MetricsAction.allCases.map { ("metrics \($0)", face($0)) } + SlashWord.allCases.map { ("/\($0)", face($0)) }
  }

  private var verbs: Set<String> { Set(Verbs.all.map { $0.path.joined(separator: " ") }) }

  @Test func everythingThatTheInterfaceDoesAShellDoes() {
    let missing = faces.flatMap { name, face in
      Self.words(face).filter { !verbs.contains($0) }.map { "\(name) wants \($0)" }
    }
    #expect(missing.isEmpty)
  }

  /// What only a shell does: setting up, other programs, files. Everything else must have its key.
  private static let shellOnly: Set<String> = [
    "", "task wait", "task push", "task rm", "inbox rules", "service enable",
    "service models", "workspace add",
    "workspace list", "workspace show", "workspace trust", "workspace check", "workspace rm", "config path",
    "config keys",
    "config check", "config init", "budget list", "budget set", "budget rm", "events", "decode", "explain", "bridge",
    "demo", "mcp", "restart", "backup", "export", "completion",
  ]

  @Test func whatOnlyAShellDoesIsStated() {
    let reached = Set(faces.flatMap { Self.words($0.face) })
    #expect(verbs.subtracting(reached) == Self.shellOnly)
  }

  /// Each action can be found by its name: a key that stands in no table could not be in help either.
  @Test func everyActionHasAKey() {
    let bound =
      BoardAction.keymap.bindings.map { "board \($0.action)" }
      + ReviewAction.keymap.bindings.map { "review \($0.action)" }
      + InboxAction.keymap.bindings.map { "inbox \($0.action)" }
      + ChatAction.keymap.bindings.map { "chat \($0.action)" }
      + ServicesAction.keymap.bindings.map { "services \($0.action)" }
      + LogsAction.keymap.bindings.map { "logs \($0.action)" }
      + MetricsAction.keymap.bindings.map { "metrics \($0.action)" }
    let wanted = Set(faces.map(\.name).filter { !$0.hasPrefix("/") })
    #expect(wanted.subtracting(bound).isEmpty)
  }
}
