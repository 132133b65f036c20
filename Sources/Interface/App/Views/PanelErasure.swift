import Canvas
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

/// A panel as the root program sees it: the same questions, with the panel's own types taken off at the door.
///
/// A state that is not this panel's is left alone; that cannot happen, since only the panel itself makes it.
extension Panel {
  func open() -> (any Sendable, Effect<AppMessage>) {
    let (state, effect) = start()
    return (state, lift(effect))
  }

  func update(_ state: inout any Sendable, erased message: any Sendable) -> PanelStep<AppMessage> {
    guard let message = message as? Message else { return .none }
    return with(&state) { lift(update(&$0, message)) } ?? .none
  }

  func act(named name: String, _ state: inout any Sendable) -> PanelStep<AppMessage> {
    guard let action = Action(rawValue: name) else { return .none }
    return with(&state) { lift(act(action, &$0)) } ?? .none
  }

  func press(_ key: KeyPress, erased state: inout any Sendable) -> PanelStep<AppMessage>? {
    let step = with(&state) { press(key, &$0).map(lift) }
    return step ?? nil
  }

  func paste(_ text: String, erased state: inout any Sendable) -> PanelStep<AppMessage> {
    with(&state) { lift(paste(text, &$0)) } ?? .none
  }

  func mouse(_ event: MouseEvent, erased state: inout any Sendable, area: Rect) -> PanelStep<AppMessage> {
    with(&state) { lift(mouse(event, &$0, area: area)) } ?? .none
  }

  func show(_ subject: Subject, erased state: inout any Sendable) -> Effect<AppMessage> {
    with(&state) { lift(show(subject, &$0)) } ?? .none
  }

  func command(_ word: SlashWord, _ rest: String, erased state: inout any Sendable) -> PanelStep<AppMessage>? {
    let step = with(&state) { command(word, rest, &$0).map(lift) }
    return step ?? nil
  }

  func recall(_ memory: [String: String], erased state: inout any Sendable) -> Effect<AppMessage> {
    with(&state) { lift(recall(memory, &$0)) } ?? .none
  }

  func memory(erased state: any Sendable) -> [String: String] { (state as? State).map(memory) ?? [:] }
  func waiting(erased state: any Sendable) -> Int { (state as? State).map(waiting) ?? 0 }
  func dress(erased state: inout any Sendable, theme: Theme) { with(&state) { dress(&$0, theme: theme) } }
  func back(erased state: inout any Sendable) -> Bool { with(&state) { back(&$0) } ?? false }
  func zoom(erased state: inout any Sendable) { with(&state) { zoom(&$0) } }
  func movePane(by step: Int, erased state: inout any Sendable) -> Effect<AppMessage> {
    with(&state) { lift(movePane(by: step, &$0)) } ?? .none
  }
  func fit(erased state: inout any Sendable, area: Rect) { with(&state) { fit(&$0, area: area) } }

  func subscriptions(erased state: any Sendable, isShown: Bool) -> [Subscription<AppMessage>] {
    guard let state = state as? State else { return [] }
    return subscriptions(state, isShown: isShown).map { subscription in
      subscription.map { [view] in .panel(view, $0) }
    }
  }

  func draw(erased state: any Sendable, into canvas: inout Canvas, area: Rect, theme: Theme) {
    if let state = state as? State { draw(state, into: &canvas, area: area, theme: theme) }
  }

  func head(erased state: any Sendable, theme: Theme) -> StyledText {
    (state as? State).map { head($0, theme: theme) } ?? ""
  }

  func hints(erased state: any Sendable) -> [Hint]? { (state as? State).flatMap(hints) }

  func isOfUse(_ action: String, erased state: any Sendable) -> Bool {
    (state as? State).map { isOfUse(action, $0) } ?? true
  }

  func keys(changed changes: KeyChanges) -> PanelKeys { PanelKeys(keymap.changed(by: changes, in: view.rawValue)) }

  private func lift(_ step: PanelStep<Message>) -> PanelStep<AppMessage> {
    step.map { [view] in .panel(view, $0) }
  }

  private func lift(_ effect: Effect<Message>) -> Effect<AppMessage> {
    effect.map { [view] in .panel(view, $0) }
  }

  /// Takes the state out while it changes, so that nothing is copied for having two owners.
  @discardableResult
  private func with<Result>(_ state: inout any Sendable, _ body: (inout State) -> Result) -> Result? {
    guard var own = state as? State else { return nil }
    state = ()
    defer { state = own }
    return body(&own)
  }
}

/// A keymap whose actions are known by name only.
struct PanelKeys: Sendable {
  struct Row: Sendable {
    let name: String
    let keys: [String]
    let words: String
  }

  struct Command: Sendable {
    let name: String
    let words: String
    let key: String
  }

  let section: HelpTable.Section
  let ranked: [(rank: Int, name: String, hint: Hint)]
  /// What the palette and `:` can call.
  let commands: [Command]
  let rows: [Row]
  private let name: @Sendable (KeyPress) -> String?

  init<Action>(_ keymap: Keymap<Action>) where Action: RawRepresentable, Action.RawValue == String {
    section = keymap.section
    ranked = keymap.ranked.map { ($0.rank, $0.action.rawValue, $0.hint) }
    commands = keymap.bindings.compactMap { binding in
      binding.command.map { Command(name: binding.action.rawValue, words: $0, key: binding.keys.first ?? "") }
    }
    rows = keymap.bindings.map { Row(name: $0.action.rawValue, keys: $0.keys, words: $0.words) }
    name = { keymap.action(for: $0)?.rawValue }
  }

  func action(for key: KeyPress) -> String? { name(key) }
}
