import Domain
import Testing
import Widgets
import Wire

@testable import App

@Suite struct TaskFormTests {
  private func form(_ texts: [TaskForm.Field: String], editing: TaskView? = nil) -> TaskForm {
    var form = TaskForm(workspace: "/work/shop", editing: editing)
    for (field, text) in texts { form[field].setText(text) }
    return form
  }

  @Test func everyFieldReachesTheDraft() throws {
    let draft = try form([
      .prompt: "fix it", .title: " Fix ", .service: "claude", .model: "opus", .permission: "plan", .verify: "make test",
      .base: "main", .after: "T1, t2", .tags: "ui bug", .budget: "1.50", .timeout: "90",
    ]).draft()
    var wanted = TaskDraft(title: "Fix", prompt: "fix it", workspace: "/work/shop")
    (wanted.service, wanted.model, wanted.permission) = ("claude", "opus", .plan)
    (wanted.verify, wanted.base, wanted.timeoutSeconds) = ("make test", "main", 90)
    (wanted.after, wanted.tags) = ([TaskID(number: 1), TaskID(number: 2)], ["ui", "bug"])
    wanted.budget = Money("1.50")
    #expect(draft == wanted)
  }

  @Test(arguments: [
    ([TaskForm.Field.title: ""], TaskForm.Field.prompt), ([.prompt: "p", .after: "T1 x"], .after),
    ([.prompt: "p", .budget: "much"], .budget), ([.prompt: "p", .timeout: "0"], .timeout),
    ([.prompt: "p", .service: "command"], .command), ([.prompt: "p", .race: "claude"], .race),
    ([.prompt: "p", .race: "claude codex", .service: "claude"], .race),
    ([.prompt: "p", .service: "command", .command: "echo 'x"], .command),
  ])
  func whatCannotBeUsedIsNamed(texts: [TaskForm.Field: String], field: TaskForm.Field) {
    let fault = #expect(throws: TaskForm.Fault.self) { try form(texts).draft() }
    #expect(fault?.field == field)
  }

  @Test func aCommandHasWordsAndNoModel() throws {
    let form = form([.service: "command", .command: "sh -c 'exit 3'", .title: "t"])
    #expect(form.shown.contains(.command) && !form.shown.contains(.model))
    #expect(try form.draft().arguments == ["sh", "-c", "exit 3"])
  }

  @Test func aRaceNamesItsServicesAndAnEditHasNone() throws {
    #expect(try form([.prompt: "p", .race: "claude, codex"]).draft().race == ["claude", "codex"])
    #expect(!form([:], editing: .sample(1, "fix")).shown.contains(.race))
    #expect(!form([.service: "command"]).shown.contains(.race))
  }

  @Test func anEditHoldsOnlyWhatChanged() throws {
    let task = TaskView.sample(1, "fix")
    #expect(try form([:], editing: task).edit().isEmpty)
    let edit = try form([.verify: "make"], editing: task).edit()
    var wanted = TaskEdit()
    wanted.verify = "make"
    #expect(edit == wanted)
  }

  @Test func theKeyboardGoesThroughAllFieldsAndAFaultTakesTheFocus() {
    var session = Session(columns: 40, rows: 10)
    session.empty()
    session.press("n")
    for _ in 0..<TaskForm.Field.allCases.count { session.press("Tab") }
    session.press("Enter")
    guard case .form(let form)? = session.model.layers.last else { return #expect(Bool(false), "the form is gone") }
    #expect(form.focus == .prompt && form.fault != nil)
    #expect(session.text.contains("a task needs a prompt"))
  }
}
