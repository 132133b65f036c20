import Board
import Canvas
import Domain
import Loop
import PanelKit
import Widgets

/// What the slash words do, wherever they are typed. A view that knows a word better has the first say.
extension AppProgram {
  func run(_ line: String, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let (word, rest) = SlashWord.parse(line) else {
      let first = line.split(separator: " ").first.map(String.init) ?? ""
      return first.isEmpty ? .none : named(first, &model)
    }
    if let step = inFront(&model, { $0.command(word, rest, erased: &$1) }) ?? nil { return carryOut(step, &model) }
    guard word.isOfChat else { return run(word, rest, &model) }
    guard panel(.chat) != nil else {
      model.status = "there are no conversations here"
      return .none
    }
    let shown = go(.chat, nil, &model)
    let step = inFront(&model) { $0.command(word, rest, erased: &$1) } ?? nil
    return .batch(shown, carryOut(step, &model))
  }

  private func run(_ word: SlashWord, _ rest: String, _ model: inout AppModel) -> Effect<AppMessage> {
    switch word {
    case .task: return make(rest, starts: false, &model)
    case .run: return make(rest, starts: true, &model)
    case .cancel:
      return withTask(rest, &model) { _, task in
        board.perform([.cancelTask(task: task.id)], saying: "cancelled \(task.id)").map(AppMessage.board)
      }
    case .cancelall: return cancelAll(&model)
    case .status: model.status = Self.status(model.board)
    case .diff: return withTask(rest, &model) { model, task in go(.review, .task(task.id), &model) }
    case .merge:
      return withTask(rest, &model) { model, task in
        carryOut(board.verb(.merge, [task], model.board).map(AppMessage.board), &model)
      }
    case .cost: model.status = Self.cost(model.board)
    case .theme: dress(rest, &model)
    case .attach: return attach(rest, &model)
    case .detach: return leaving(model)
    case .help: return act(GlobalAction.help, &model)
    case .quit:
      model.trail = []
      model.view = .board
      return act(GlobalAction.quit, &model)
    case .import: return importPlan(rest, &model)
    case .new, .sessions, .switch, .service, .model: break
    }
    return .none
  }

  /// A path is meant from the repository that one stands in.
  private func importPlan(_ name: String, _ model: inout AppModel) -> Effect<AppMessage> {
    guard !name.isEmpty else {
      model.status = "which file? import PLAN.md makes a task of each item of its list"
      return .none
    }
    let (read, path) = (ports.read, name.hasPrefix("/") ? name : "\(model.workspace)/\(name)")
    return board.create(model.workspace, named: name) { try await read(path) }.map(AppMessage.board)
  }

  private func make(_ prompt: String, starts: Bool, _ model: inout AppModel) -> Effect<AppMessage> {
    guard !prompt.isEmpty else {
      model.status = "say what is to be done: \(starts ? "run" : "task") PROMPT"
      return .none
    }
    let draft = TaskDraft(prompt: prompt, workspace: model.workspace)
    guard starts else { return board.create(draft).map(AppMessage.board) }
    return board.perform([.createTask(draft: draft, start: true)], saying: "made and started: \(draft.title)")
      .map(AppMessage.board)
  }

  /// The task that was named, or else the one that is selected on the board.
  private func withTask(
    _ id: String, _ model: inout AppModel, _ use: (inout AppModel, TaskView) -> Effect<AppMessage>
  ) -> Effect<AppMessage> {
    let all = TaskState.allCases.flatMap { model.board[$0].tasks }
    let found = id.isEmpty ? model.board.selected : all.first { $0.id == TaskID(id) || $0.uid.description == id }
    guard let found else {
      model.status = id.isEmpty ? "which task? Name it by its id" : "there is no task \(id) on the board"
      return .none
    }
    return use(&model, found)
  }

  private func cancelAll(_ model: inout AppModel) -> Effect<AppMessage> {
    let running = model.board[.running].tasks
    guard !running.isEmpty else {
      model.status = "nothing runs"
      return .none
    }
    let yes = board.perform(
      running.map { .cancelTask(task: $0.id) },
      saying: "cancelled \(running.count) task\(running.count == 1 ? "" : "s")")
    let dialog = Dialog.confirm(
      title: "Cancel everything that runs?", objects: running.map { StyledText("\($0.id) \($0.title)") },
      body: "Their worktrees stay.",
      yes: "cancel them")
    model.layers.append(.confirm(dialog, answers: ["Y": yes.map(AppMessage.board)]))
    return .none
  }

  private static func status(_ board: BoardState) -> String {
    TaskState.allCases.map { "\(board[$0].total) \($0.rawValue)" }.joined(separator: ", ")
  }

  /// Of the tasks that the board holds.
  private static func cost(_ board: BoardState) -> String {
    let tasks = TaskState.allCases.flatMap { board[$0].tasks }
    let tokens = tasks.reduce(0) { $0 + ($1.usage?.total ?? 0) }
    let costs = tasks.compactMap(\.cost).filter { $0.amount != nil }
    guard let first = costs.first else { return "\(tokens) tokens, no money counted" }
    let sum = costs.dropFirst().reduce(first) { $0.adding($1) }
    let isPlan = costs.contains { $0.basis == .subscription }
    return "\(tokens) tokens, \(isPlan ? "≈" : "")\(sum.amount ?? .zero) \(sum.currency) for \(tasks.count) tasks"
  }

  private func dress(_ name: String, _ model: inout AppModel) {
    guard let theme = Theme.Name(rawValue: name) else {
      model.status = "theme NAME: \(Theme.Name.allCases.map(\.rawValue).joined(separator: ", "))"
      return
    }
    model.theme = model.theme.with(name: theme)
  }

  private func attach(_ host: String, _ model: inout AppModel) -> Effect<AppMessage> {
    guard !host.isEmpty, let attach = ports.attach else {
      model.status = "this screen is on an engine already; attach HOST opens one elsewhere until it is left"
      return .none
    }
    return .exec(attach(host)) { .returned($0) }
  }
}
