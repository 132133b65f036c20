package import Domain
package import Loop
import PanelKit
import Widgets

/// The verbs of cards as commands, each with what undoes it.
extension BoardPanel {
  /// Sends commands one after the other and says what was done; the first refusal ends it.
  package func perform(
    _ commands: [Command], saying words: String, undo: BoardState.UndoStep? = nil
  ) -> Effect<BoardMessage> {
    guard !commands.isEmpty else { return .none }
    return .run { [client] send in
      await send(
        await Self.answer {
          for command in commands { _ = try await client.perform(command) }
          return .done(words, undo: undo)
        })
    }
  }

  /// Cancels runs, and goes on when the engine has taken it up.
  package func cancel(_ tasks: [TaskID]) -> Effect<BoardMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          for task in tasks { _ = try await client.perform(.cancelTask(task: task)) }
          return .stopped
        })
    }
  }

  package func create(_ draft: TaskDraft) -> Effect<BoardMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          guard case .task(let task) = try await client.perform(.createTask(draft: draft, start: false)) else {
            return .done("made", undo: nil)
          }
          if let race = task.race {
            let names = race.tasks.map(\.description).joined(separator: ", ")
            let back = race.tasks.map { Command.discardTask(task: $0, hide: true) }
            return .done("made \(names), which race", undo: .init(words: "made \(names)", commands: back))
          }
          let step = BoardState.UndoStep(words: "made \(task.id)", commands: [.discardTask(task: task.id, hide: true)])
          return .done("made \(task.id) \(task.title)", undo: step)
        })
    }
  }

  /// A task of each item of a plan; undoing it takes all of them away again.
  package func create(
    _ workspace: String, named name: String, plan read: @escaping @Sendable () async throws -> String
  ) -> Effect<BoardMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          let plan = PlanText(try await read())
          guard !plan.items.isEmpty else { return .done("\(name) holds no open item of a list", undo: nil) }
          var made: [TaskID] = []
          for item in plan.items {
            var draft = TaskDraft(title: item.title, prompt: item.prompt, workspace: workspace)
            draft.after = item.after.map { made[$0] }
            guard case .task(let task) = try await client.perform(.createTask(draft: draft, start: false)) else {
              break
            }
            made.append(task.id)
          }
          let words = "made \(made.count) task\(made.count == 1 ? "" : "s") of \(name)"
          let back = made.reversed().map { Command.discardTask(task: $0, hide: true) }
          return .done(words, undo: .init(words: words, commands: back))
        })
    }
  }

  /// Changes a task; undoing it brings back what stood there before.
  package func edit(_ task: TaskView, _ edit: TaskEdit, saying words: String) -> Effect<BoardMessage> {
    let back = edit.reverted(to: task)
    let undo =
      back.isEmpty
      ? nil : BoardState.UndoStep(words: "edited \(task.id)", commands: [.editTask(task: task.id, edit: back)])
    return perform([.editTask(task: task.id, edit: edit)], saying: words, undo: undo)
  }

  func discard(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    verb(tasks, "discarded", undo: { .restoreTask(task: $0) }, ending: "; u brings it back") {
      .discardTask(task: $0, hide: false)
    }
  }

  func merge(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    verb(tasks, "merged") { .mergeTask(task: $0, into: nil, strategy: nil) }
  }

  func close(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    verb(tasks, "closed", undo: { .reopenTask(task: $0) }, ending: "; u takes it back") { .closeTask(task: $0) }
  }

  func begin(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    start(tasks, "started") { .startTask(task: $0) }
  }

  func stop(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    verb(tasks, "cancelled", undo: { .retryTask(task: $0) }) { .cancelTask(task: $0) }
  }

  func retry(_ tasks: [TaskView]) -> Effect<BoardMessage> {
    start(tasks, "asked for another attempt of") { .retryTask(task: $0) }
  }

  /// One after the other; where one is refused, what was done before it is said, and can be undone.
  private func verb(
    _ tasks: [TaskView], _ words: String, undo: (@Sendable (TaskID) -> Command)? = nil, ending: String = "",
    _ command: @escaping @Sendable (TaskID) -> Command
  ) -> Effect<BoardMessage> {
    guard !tasks.isEmpty else { return .none }
    return .run { [client, ids = tasks.map(\.id)] send in
      var (done, fault) = ([TaskID](), DroverError?.none)
      for id in ids where fault == nil {
        do {
          _ = try await client.perform(command(id))
          done.append(id)
        } catch {
          fault = DroverError(any: error)
        }
      }
      if let fault, done.isEmpty { return await send(.failed(fault)) }
      let names = "\(words) \(done.map(\.description).joined(separator: ", "))"
      let step = undo.map { undo in BoardState.UndoStep(words: names, commands: done.map(undo)) }
      await send(.done(names + (fault.map { ", not the rest: \($0.sentence)" } ?? ending), undo: step))
    }
  }
}

extension TaskEdit {
  /// The edit that brings back what stood there; a field that had no value before keeps the new one.
  func reverted(to task: TaskView) -> TaskEdit {
    var back = TaskEdit()
    if title != nil { back.title = task.title }
    if prompt != nil { back.prompt = task.prompt }
    if base != nil { back.base = task.base }
    if service != nil { back.service = task.service }
    if model != nil { back.model = task.model }
    if permission != nil { back.permission = task.permission }
    if verify != nil { back.verify = task.verify }
    if priority != nil { back.priority = task.priority }
    if tags != nil { back.tags = task.tags }
    if after != nil { back.after = task.after }
    return back
  }
}
