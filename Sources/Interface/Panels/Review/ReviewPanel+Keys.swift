import Canvas
import DiffView
import Domain
package import Loop
package import PanelKit
import Widgets

extension ReviewPanel {
  /// What an action does: moves within the state, or something for the engine or the whole interface.
  package func act(_ action: ReviewAction, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    switch action {
    case .left, .right, .up, .down, .top, .bottom, .halfPageDown, .halfPageUp: return PanelStep(move(action, &state))
    case .nextFile, .previousFile: return PanelStep(jumpFile(action == .nextFile ? 1 : -1, &state))
    case .nextHunk: state.jumpHunk(1)
    case .previousHunk: state.jumpHunk(-1)
    case .nextHit, .previousHit: return jumpHit(action == .nextHit ? 1 : -1, &state)
    case .nextTab: return PanelStep(turn(1, &state))
    case .previousTab: return PanelStep(turn(-1, &state))
    case .open: return PanelStep(open(&state))
    case .view: return PanelStep(mark(&state))
    case .stage, .stageAll: return stage(action, &state)
    case .undo: return whole(state) { undo($0) }
    case .comment, .drop, .send, .search: return write(action, &state)
    case .fold, .foldAll, .layout: fold(action, &state)
    case .reload: return PanelStep(reload(&state))
    case .merge:
      return whole(state) { detail in
        if let count = state.stageCount, count.isPart { mergePart(detail, count, state) } else { merge(detail, state) }
      }
    case .discard: return whole(state) { discard($0) }
    case .close: return PanelStep(close(state))
    case .log: return whole(state) { PanelStep(.go(.logs, .task($0.task.id))) }
    case .editor: return edit(state)
    case .shell: return shell(state)
    case .copy:
      guard state.isDiff, state.task != nil else { return .none }
      state.input = .copy(Self.copyMenu(state))
    }
    return .none
  }

  private func whole(
    _ state: ReviewState, _ step: (TaskDetail) -> PanelStep<ReviewMessage>
  ) -> PanelStep<ReviewMessage> {
    state.detail.map(step) ?? PanelStep(.say("open a task's work first: d on its card"))
  }

  private func close(_ state: ReviewState) -> Effect<ReviewMessage> {
    guard let task = state.task else { return .none }
    return perform(.closeTask(task: task), "closed \(task)")
  }

  func perform(_ command: Command, _ words: String) -> Effect<ReviewMessage> {
    .run { [client] send in
      await send(
        await Self.answer {
          _ = try await client.perform(command)
          return .said(words)
        })
    }
  }
}

// MARK: - Moves

extension ReviewPanel {
  private func move(_ action: ReviewAction, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    switch state.tab {
    case .verify: scroll(action, &state)
    case .facts:
      let page = max(1, state.size.rows / 2)
      let step = Self.step(action, page: page)
      state.factsTop = action == .top ? 0 : max(0, state.factsTop + (action == .bottom ? 10_000 : step))
    case .all, .attempt:
      if state.pane == .files { return moveInTree(action, &state) }
      moveInDiff(action, &state)
    }
    return .none
  }

  private static func step(_ action: ReviewAction, page: Int) -> Int {
    switch action {
    case .up: -1
    case .down: 1
    case .halfPageUp: -page
    case .halfPageDown: page
    default: 0
    }
  }

  private func scroll(_ action: ReviewAction, _ state: inout ReviewState) {
    switch action {
    case .top: state.outputView.goToStart(state.output)
    case .bottom: state.outputView.follow()
    default:
      state.outputView.scroll(by: Self.step(action, page: max(1, state.size.rows / 2)), state.output)
    }
  }

  private func moveInDiff(_ action: ReviewAction, _ state: inout ReviewState) {
    switch action {
    case .left: state.indent = max(0, state.indent - 8)
    case .right: state.indent += 8
    case .top: state.moveCursor(to: 0)
    case .bottom: state.moveCursor(to: state.rows.rows.count - 1)
    default:
      state.moveCursor(to: state.cursor + Self.step(action, page: max(1, state.size.rows / 2)))
    }
  }

  /// The diff follows the file that is selected.
  private func moveInTree(_ action: ReviewAction, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    switch action {
    case .left: return setFolder(isFolded: true, &state)
    case .right: return setFolder(isFolded: false, &state)
    case .top: state.files.first()
    case .bottom: state.files.last()
    case .halfPageUp: state.files.halfPage(-1)
    case .halfPageDown: state.files.halfPage(1)
    default: state.files.move(by: Self.step(action, page: 1))
    }
    return showSelected(&state)
  }

  /// Brings the selected file into the diff; one that is not in memory is asked for.
  func showSelected(_ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard let file = state.currentFile else { return .none }
    if state.document.files.contains(where: { $0.path == file.path }) {
      state.jump(toFile: file.path)
      return .none
    }
    guard !state.isLoading, state.isCut || !state.loadedPaths.isEmpty else { return .none }
    return load(&state, paths: [file.path] + (file.oldPath.map { [$0] } ?? []))
  }

  private func setFolder(isFolded: Bool, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard state.tree.rows.indices.contains(state.files.selected) else { return .none }
    guard case .folder(let path) = state.tree.rows[state.files.selected].kind else {
      if !isFolded { state.pane = .diff }
      return .none
    }
    if isFolded { state.foldedFolders.insert(path) } else { state.foldedFolders.remove(path) }
    plant(&state)
    return .none
  }

  private func jumpFile(_ step: Int, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard state.pane == .files else {
      state.jumpFile(step)
      return .none
    }
    state.files.move(by: step)
    return showSelected(&state)
  }

  private func jumpHit(_ step: Int, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    guard state.search != nil else { return PanelStep(.say("nothing is searched: / does")) }
    guard !state.hits.isEmpty else { return PanelStep(.say("nothing matches \(state.search?.needle ?? "")")) }
    state.pane = .diff
    state.jumpHit(step)
    return .none
  }

  private func turn(_ step: Int, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    let tabs = state.tabs
    guard tabs.count > 1, let index = tabs.firstIndex(of: state.tab) else { return .none }
    return show(tabs[((index + step) % tabs.count + tabs.count) % tabs.count], &state)
  }

  package func show(_ tab: ReviewState.Tab, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard tab != state.tab else { return .none }
    state.tab = tab
    (state.cursor, state.top, state.factsTop) = (0, 0, 0)
    state.output = LinesInMemory([])
    return load(&state)
  }

  private func open(_ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard state.isDiff, state.pane == .files, state.tree.rows.indices.contains(state.files.selected) else {
      return .none
    }
    guard case .folder(let path) = state.tree.rows[state.files.selected].kind else {
      state.pane = .diff
      return showSelected(&state)
    }
    return setFolder(isFolded: !state.foldedFolders.contains(path), &state)
  }

  private func fold(_ action: ReviewAction, _ state: inout ReviewState) {
    switch action {
    case .layout: state.chosenLayout = state.layout == .unified ? .split : .unified
    case .foldAll:
      state.foldedFiles = state.foldedFiles.isEmpty ? Set(state.document.files.map(\.path)) : []
    default:
      guard let path = state.currentFile?.path else { return }
      if state.foldedFiles.remove(path) == nil { state.foldedFiles.insert(path) }
      state.jump(toFile: path)
    }
    state.layOut()
  }
}

// MARK: - Marks and comments

extension ReviewPanel {
  /// Marks the file, folds it away, and goes on to the next that was not viewed.
  private func mark(_ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard let file = state.currentFile else { return .none }
    if state.isViewed(file) {
      state.notes.viewed[file.path] = nil
      state.foldedFiles.remove(file.path)
      state.layOut()
      return keep(state)
    }
    state.notes.viewed[file.path] = file.content
    state.foldedFiles.insert(file.path)
    state.layOut()
    let order = state.tree.order
    let here = order.firstIndex { state.changes[$0].path == file.path } ?? 0
    let next = (order[(here + 1)...] + order[..<here]).first { !state.isViewed(state.changes[$0]) }
    guard let next, let row = state.tree.row(of: next) else { return keep(state) }
    state.files.select(row)
    let path = state.changes[next].path
    state.jump(toFile: path)
    return .batch(keep(state), state.pane == .files ? showSelected(&state) : .none)
  }

  private func write(_ action: ReviewAction, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    switch action {
    case .comment:
      guard let anchor = state.anchor else {
        return PanelStep(.say("a comment belongs to a line: Tab goes to the diff"))
      }
      state.input = .comment(
        PromptSheet(
          state.draft, title: "Comment on \(anchor.path), line \(anchor.line)",
          placeholder: "what the agent should do about it", submit: "keep"), at: anchor)
    case .drop:
      guard let number = state.commentHere else { return PanelStep(.say("there is no comment here")) }
      let comment = state.notes.comments.remove(at: number)
      state.draft = comment.text
      state.layOut()
      return PanelStep(keep(state), .say("dropped; c starts again with its words"))
    case .send: return send(&state)
    default: return PanelStep(.line(Self.searchLine(state)))
    }
    return .none
  }

  private static func searchLine(_ state: ReviewState) -> FootLine<ReviewMessage> {
    FootLine(
      sign: "/", text: state.search?.needle ?? "", placeholder: "words of the diff; a capital letter minds the case",
      changed: { .searched($0, isAccepted: false) }, accepted: { .searched($0, isAccepted: true) },
      cancelled: .searched("", isAccepted: false))
  }

  private func send(_ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    guard let detail = state.detail else { return .none }
    if detail.task.service == "command" {
      return PanelStep(.say("\(detail.task.id) runs a command, which takes no prompt; r on the board runs it again"))
    }
    state.input = .send(
      PromptSheet(
        ReviewPrompt.text(state.notes.comments), title: "Continue \(detail.task.id) with",
        placeholder: "what is to be done", submit: "send to the agent", rows: 14))
    return .none
  }

  func send(_ prompt: String, _ state: ReviewState) -> Effect<ReviewMessage> {
    guard let task = state.task else { return .none }
    return .run { [client] send in
      await send(
        await Self.answer {
          _ = try await client.perform(.continueTask(task: task, prompt: prompt))
          return .sent(task)
        })
    }
  }
}
