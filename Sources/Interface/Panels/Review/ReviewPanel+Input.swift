import Canvas
import DiffView
import Domain
import Keymap
import Loop
package import PanelKit
import Widgets
package import Wire

/// What is typed above the panes: comments, the prompt, a search, the choice of what to copy.
extension ReviewPanel {
  /// Nil leaves the key to the keymap.
  package func press(_ key: KeyPress, _ state: inout ReviewState) -> PanelStep<ReviewMessage>? {
    guard let input = state.input else { return nil }
    state.input = nil
    switch input {
    case .comment(let sheet, let anchor): return PanelStep(pressComment(sheet, anchor, key, &state))
    case .send(let sheet): return PanelStep(pressSend(sheet, key, &state))
    case .copy(let menu): return pressCopy(menu, key, &state)
    }
  }

  package func paste(_ text: String, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    switch state.input {
    case .comment(var sheet, let anchor):
      sheet.insert(text)
      state.input = .comment(sheet, at: anchor)
    case .send(var sheet):
      sheet.insert(text)
      state.input = .send(sheet)
    case .copy, nil: break
    }
    return .none
  }

  private func pressComment(
    _ sheet: PromptSheet, _ anchor: ReviewState.Anchor, _ key: KeyPress, _ state: inout ReviewState
  ) -> Effect<ReviewMessage> {
    var sheet = sheet
    switch sheet.press(key) {
    case .open: state.input = .comment(sheet, at: anchor)
    case .cancelled(let words): state.draft = words
    case .submitted(let words):
      state.draft = ""
      state.notes.comments.append(
        ReviewComment(path: anchor.path, line: anchor.line, isOld: anchor.isOld, quote: anchor.quote, text: words))
      state.layOut()
      return keep(state)
    }
    return .none
  }

  private func pressSend(_ sheet: PromptSheet, _ key: KeyPress, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    var sheet = sheet
    switch sheet.press(key) {
    case .open: state.input = .send(sheet)
    case .cancelled: break
    case .submitted(let words): return send(words, state)
    }
    return .none
  }
}

// MARK: - Copying

extension ReviewPanel {
  static func copyMenu(_ state: ReviewState) -> Menu {
    let line = state.anchor == nil ? "no line is selected" : nil
    let file = state.currentFile == nil ? "no file is selected" : nil
    let branch = state.detail?.task.branch == nil ? "it has none" : nil
    let tree = state.detail?.task.worktree == nil ? "it has none" : nil
    return Menu(
      title: "Copy",
      items: [
        .init(key: "l", "the line", refusal: line), .init(key: "h", "the file's diff", refusal: file),
        .init(key: "f", "the file's path", refusal: file), .init(key: "b", "the branch", refusal: branch),
        .init(key: "p", "the worktree's path", refusal: tree), .init(key: "i", "the id"),
      ])
  }

  private func pressCopy(_ menu: Menu, _ key: KeyPress, _ state: inout ReviewState) -> PanelStep<ReviewMessage> {
    var menu = menu
    switch menu.press(key.name) {
    case .left: return .none
    case .took(let item): return copy(item.key, state)
    case .stays: break
    }
    state.input = .copy(menu)
    return .none
  }

  private func copy(_ key: String, _ state: ReviewState) -> PanelStep<ReviewMessage> {
    let found: (text: String?, words: String) =
      switch key {
      case "l": (state.anchor?.quote, "the line")
      case "h": (state.currentFile.flatMap { patch(of: $0.path, state.document) }, "the file's diff")
      case "f": (state.currentFile?.path, state.currentFile?.path ?? "")
      case "b": (state.detail?.task.branch, state.detail?.task.branch ?? "")
      case "p": (state.detail?.task.worktree, state.detail?.task.worktree ?? "")
      default: (state.task?.description, state.task?.description ?? "")
      }
    return found.text.map { PanelStep(.copy($0, words: found.words)) } ?? .none
  }

  /// The lines of one file as they stand in a unified diff.
  private func patch(of path: String, _ document: DiffDocument) -> String? {
    guard let file = document.files.first(where: { $0.path == path }) else { return nil }
    let lines = file.lines.map { index in
      switch document.lines[index].kind {
      case .added: "+" + document.text(index)
      case .removed: "-" + document.text(index)
      case .context: " " + document.text(index)
      case .note: "\\" + document.text(index)
      case .hunk: document.text(index)
      }
    }
    return (["--- a/\(file.oldPath)", "+++ b/\(file.path)"] + lines).joined(separator: "\n") + "\n"
  }
}
