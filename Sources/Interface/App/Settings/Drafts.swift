import Board
import Domain
import Loop
import Widgets

/// What was typed and not yet sent, so that it outlives Esc, the end of the screen and a kill.
package struct Drafts: Hashable, Sendable, Codable {
  /// A new task's fields by name; nil when nothing was typed.
  package var form: [String: String]?
  /// Fields of tasks that are being edited, by id.
  package var edits: [String: [String: String]] = [:]
  /// The line behind `:`.
  package var line: String?
  /// Where one stood.
  package var screen: ScreenMemory?

  package init() {}
}

extension Drafts {
  /// What changed in this screen since it read or wrote them last, laid over what the file holds now: the screens of one
  /// repository share it, and none may take away what was typed in another.
  package func laid(over current: Drafts, since before: Drafts) -> Drafts {
    var result = current
    if form != before.form { result.form = form }
    for task in Set(edits.keys).union(before.edits.keys) where edits[task] != before.edits[task] {
      result.edits[task] = edits[task]
    }
    if line != before.line { result.line = line }
    result.screen = ScreenMemory.laid(screen, over: current.screen, since: before.screen)
    return result
  }

  subscript(task: TaskView?) -> [String: String]? {
    get { task.map { edits[$0.id.description] } ?? form }
    set { if let task { edits[task.id.description] = newValue } else { form = newValue } }
  }

  mutating func note(_ form: TaskForm) { self[form.editing] = form.isTouched ? form.texts : nil }
}

extension TaskForm {
  /// By name, so that a later version with other fields reads what it knows.
  var texts: [String: String] {
    Dictionary(uniqueKeysWithValues: Field.allCases.map { ("\($0)", self[$0].text) }).filter { !$0.value.isEmpty }
  }

  /// Goes on with what was typed before, and says so.
  mutating func restore(_ texts: [String: String]?) {
    guard let texts else { return }
    for field in Field.allCases { self[field].setText(texts["\(field)"] ?? "") }
    isRestored = isTouched
    for field in Field.allCases { self[field].perform(.move(.textEnd)) }
  }

  /// Back to what a new form holds.
  mutating func clear() {
    self = TaskForm(workspace: blank[Field.workspace.rawValue], editing: editing)
  }
}

// MARK: - Keeping them

extension AppProgram {
  static let draftDelay = Duration.milliseconds(300)
  /// Where one stands is cheap to find again, and changes with every key.
  static let placeDelay = Duration.seconds(2)

  /// At most one save is under way: what was typed is at most that long in memory only.
  func draftsChanged(_ model: inout AppModel, within delay: Duration = draftDelay) -> Effect<AppMessage> {
    if let pending = model.savesDrafts, pending <= delay { return .none }
    model.savesDrafts = delay
    return .after(delay, id: "drafts.save", cancelInFlight: true, .draftsDue)
  }

  func saveDrafts(_ model: inout AppModel) -> Effect<AppMessage> {
    model.savesDrafts = nil
    model.drafts = drafts(of: model)
    guard model.drafts != model.savedDrafts else { return .none }
    let (drafts, before, ports) = (model.drafts, model.savedDrafts, ports)
    model.savedDrafts = drafts
    return .run { _ in await ports.saveDrafts(drafts, before) }
  }

  /// What was typed, and where one stands now.
  private func drafts(of model: AppModel) -> Drafts {
    var drafts = model.drafts
    drafts.screen = place(model)
    return drafts
  }

  /// The end of the screen; what is not saved yet is saved first.
  func leaving(_ model: AppModel) -> Effect<AppMessage> {
    guard model.savesDrafts != nil else { return left(model) }
    guard let save = parting(model) else { return left(model) }
    return .run(id: "drafts.last") { send in
      await save()
      await send(.saved)
    }
  }

  /// What is not saved yet; also where the terminal goes away or a signal ends us.
  package func parting(_ model: AppModel) -> (@Sendable () async -> Void)? {
    let (drafts, before) = (drafts(of: model), model.savedDrafts)
    guard drafts != before else { return nil }
    return { [ports] in await ports.saveDrafts(drafts, before) }
  }

  func left(_ model: AppModel) -> Effect<AppMessage> { model.stepsAside ? .stepAside : .quit }

  /// A task that was sent is only forgotten once the engine has taken it: a refusal must not cost what was typed.
  func draftSent(_ form: TaskForm, _ model: inout AppModel) {
    model.sentDraft = .init(task: form.editing?.id, texts: form.texts)
  }

  func draftTaken(_ isTaken: Bool, _ model: inout AppModel) -> Effect<AppMessage> {
    guard let sent = model.sentDraft else { return .none }
    model.sentDraft = nil
    guard isTaken else { return .none }
    if let task = sent.task {
      if model.drafts.edits[task.description] == sent.texts { model.drafts.edits[task.description] = nil }
    } else if model.drafts.form == sent.texts {
      model.drafts.form = nil
    }
    return draftsChanged(&model)
  }
}

extension AppProgram {
  /// The engine's answer to what was sent last.
  func draftAnswered(_ message: BoardMessage, _ model: inout AppModel) -> Effect<AppMessage> {
    switch message {
    case .done: draftTaken(true, &model)
    case .failed: draftTaken(false, &model)
    case .loaded, .taskChanged, .refreshed, .filtered, .detailLoaded, .rested, .said, .ticked, .agreed, .stopped,
      .untrusted, .serviceWanted, .recapped, .priced:
      .none
    }
  }
}

/// What was sent to the engine and not yet answered.
struct SentDraft: Hashable, Sendable {
  let task: TaskID?
  let texts: [String: String]
}
