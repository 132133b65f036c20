import Base
import Domain
import Widgets

/// What the fields say, or the first one that says nothing that can be used.
extension TaskForm {
  struct Fault: Error, Equatable {
    let field: Field
    let words: String
  }

  func draft() throws(Fault) -> TaskDraft {
    let title = self[.title].text.trimmed
    let words = try arguments()
    var prompt = self[.prompt].text
    if prompt.trimmed.isEmpty { prompt = title }
    guard !prompt.isEmpty || words?.isEmpty == false else {
      throw Fault(field: .prompt, words: "a task needs a prompt")
    }
    var draft = TaskDraft(title: title, prompt: prompt, workspace: self[.workspace].text)
    draft.service = text(.service)
    draft.arguments = words ?? []
    draft.verify = text(.verify)
    draft.base = text(.base)
    draft.after = try tasks()
    draft.tags = tags
    draft.timeoutSeconds = try seconds()
    guard draft.service != "command" else { return draft }
    draft.race = try racers(beside: draft.service)
    draft.model = text(.model)
    draft.permission = text(.permission).flatMap(Permission.init(rawValue:))
    draft.budget = try money()
    return draft
  }

  /// Only what was changed.
  func edit() throws(Fault) -> TaskEdit {
    let draft = try draft()
    var edit = TaskEdit()
    if isChanged(.title) { edit.title = draft.title }
    if isChanged(.prompt) { edit.prompt = draft.prompt }
    if isChanged(.service) { edit.service = draft.service }
    if isChanged(.model) { edit.model = draft.model }
    if isChanged(.command) { edit.arguments = draft.arguments }
    if isChanged(.permission) { edit.permission = draft.permission }
    if isChanged(.verify) { edit.verify = draft.verify }
    if isChanged(.base) { edit.base = draft.base }
    if isChanged(.after) { edit.after = draft.after }
    if isChanged(.tags) { edit.tags = draft.tags }
    if isChanged(.budget) { edit.budget = draft.budget }
    if isChanged(.timeout) { edit.timeoutSeconds = draft.timeoutSeconds }
    return edit
  }

  private func isChanged(_ field: Field) -> Bool { self[field].text != blank[field.rawValue] }

  private func text(_ field: Field) -> String? {
    let text = self[field].text.trimmed
    return text.isEmpty ? nil : text
  }

  private func racers(beside service: String?) throws(Fault) -> [String] {
    guard editing == nil, text(.race) != nil else { return [] }
    let names = self[.race].text.split { $0 == " " || $0 == "," }.map(String.init)
    guard service == nil else { throw Fault(field: .race, words: "a race names who runs it: leave Service empty") }
    guard names.count > 1, Set(names).count == names.count, !names.contains("command") else {
      throw Fault(field: .race, words: "a race needs two services or more, each once")
    }
    return names
  }

  private var tags: [String] { self[.tags].text.split { $0 == " " || $0 == "," }.map(String.init) }

  private func arguments() throws(Fault) -> [String]? {
    guard text(.service) == "command" else { return nil }
    let words: [String]
    do throws(ShellWords.Fault) {
      words = try ShellWords.split(self[.command].text)
    } catch {
      throw Fault(field: .command, words: "a quote must end")
    }
    guard !words.isEmpty else { throw Fault(field: .command, words: "the service command needs the words to run") }
    return words
  }

  private func tasks() throws(Fault) -> [TaskID] {
    var ids: [TaskID] = []
    for word in self[.after].text.split(whereSeparator: { $0 == " " || $0 == "," }) {
      guard let id = TaskID(word) else { throw Fault(field: .after, words: "\(word) is not a task's id like T3") }
      ids.append(id)
    }
    return ids
  }

  private func money() throws(Fault) -> Money? {
    guard let words = text(.budget) else { return nil }
    guard let money = Money(words) else { throw Fault(field: .budget, words: "a budget is an amount like 1.50") }
    return money
  }

  private func seconds() throws(Fault) -> Int? {
    guard let words = text(.timeout) else { return nil }
    guard let seconds = Int(words), seconds > 0 else {
      throw Fault(field: .timeout, words: "a timeout is a number of seconds above 0")
    }
    return seconds
  }
}
