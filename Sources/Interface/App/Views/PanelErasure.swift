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
  func open() -> (PanelState, Effect<AppMessage>) {
    let (state, effect) = start()
    return (PanelState(state), lift(effect))
  }

  func update(_ state: inout PanelState, erased message: any Sendable) -> PanelStep<AppMessage> {
    guard let message = message as? Message else { return .none }
    return state.change { lift(update(&$0, message)) } ?? .none
  }

  func act(named name: String, _ state: inout PanelState) -> PanelStep<AppMessage> {
    guard let action = Action(rawValue: name) else { return .none }
    return state.change { lift(act(action, &$0)) } ?? .none
  }

  func press(_ key: KeyPress, erased state: inout PanelState) -> PanelStep<AppMessage>? {
    state.change { press(key, &$0).map(lift) } ?? nil
  }

  func paste(_ text: String, erased state: inout PanelState) -> PanelStep<AppMessage> {
    state.change { lift(paste(text, &$0)) } ?? .none
  }

  func mouse(_ event: MouseEvent, erased state: inout PanelState, area: Rect) -> PanelStep<AppMessage> {
    state.change { lift(mouse(event, &$0, area: area)) } ?? .none
  }

  func show(_ subject: Subject, erased state: inout PanelState) -> Effect<AppMessage> {
    state.change { lift(show(subject, &$0)) } ?? .none
  }

  func command(_ word: SlashWord, _ rest: String, erased state: inout PanelState) -> PanelStep<AppMessage>? {
    state.change { command(word, rest, &$0).map(lift) } ?? nil
  }

  func recall(_ memory: [String: String], erased state: inout PanelState) -> Effect<AppMessage> {
    state.change { lift(recall(memory, &$0)) } ?? .none
  }

  func memory(erased state: PanelState) -> [String: String] { state.read { memory($0) } ?? [:] }
  func waiting(erased state: PanelState) -> Int { state.read { waiting($0) } ?? 0 }
  func dress(erased state: inout PanelState, theme: Theme) { _ = state.change { dress(&$0, theme: theme) } }
  func back(erased state: inout PanelState) -> Bool { state.change { back(&$0) } ?? false }
  func zoom(erased state: inout PanelState) { _ = state.change { zoom(&$0) } }
  func movePane(by step: Int, erased state: inout PanelState) -> Effect<AppMessage> {
    state.change { lift(movePane(by: step, &$0)) } ?? .none
  }
  func fit(erased state: inout PanelState, area: Rect) { _ = state.change { fit(&$0, area: area) } }

  func subscriptions(erased state: PanelState, isShown: Bool) -> [Subscription<AppMessage>] {
    let own = state.read { subscriptions($0, isShown: isShown) } ?? []
    return own.map { subscription in subscription.map { [view] in .panel(view, $0) } }
  }

  func draw(erased state: PanelState, into canvas: inout Canvas, area: Rect, theme: Theme) {
    state.read { draw($0, into: &canvas, area: area, theme: theme) }
  }

  func head(erased state: PanelState, theme: Theme) -> StyledText { state.read { head($0, theme: theme) } ?? "" }

  func hints(erased state: PanelState) -> [Hint]? { state.read { hints($0) } ?? nil }

  /// Those of its verbs that are of use now.
  func usable(_ ranked: RankedHints, erased state: PanelState) -> [Hint] {
    guard let actions = ranked.actions as? [Action?], let isOfUse = state.read({ (state: State) in isOfUse(state) })
    else { return ranked.hints }
    var hints: [Hint] = []
    hints.reserveCapacity(actions.count)
    for place in actions.indices {
      if let action = actions[place], !isOfUse(action) { continue }
      hints.append(ranked.hints[place])
    }
    return hints
  }

  func keys(changed changes: KeyChanges, and shared: Keymap<GlobalAction> = GlobalAction.keymap) -> PanelKeys {
    PanelKeys(keymap.changed(by: changes, in: view.rawValue), and: shared)
  }

  private func lift(_ step: PanelStep<Message>) -> PanelStep<AppMessage> {
    step.map { [view] in .panel(view, $0) }
  }

  private func lift(_ effect: Effect<Message>) -> Effect<AppMessage> {
    effect.map { [view] in .panel(view, $0) }
  }
}

/// The verbs of the last line, the most useful first.
struct RankedHints: Sendable {
  let hints: [Hint]
  /// The panel's own actions, one for each hint, nil for what works everywhere; asked whether they are of use with each
  /// frame, so their type is found out once for all of them.
  let actions: any Sendable

  init<Action>(_ keymap: Keymap<Action>, and shared: Keymap<GlobalAction>) {
    let own = keymap.ranked.map { (rank: $0.rank, action: Action?.some($0.action), hint: $0.hint) }
    let all = own + shared.ranked.map { (rank: $0.rank, action: nil, hint: $0.hint) }
    let sorted = all.sorted { $0.rank < $1.rank }
    hints = sorted.map(\.hint)
    actions = sorted.map(\.action)
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
  let ranked: RankedHints
  /// What the palette and `:` can call.
  let commands: [Command]
  let rows: [Row]
  private let name: @Sendable (KeyPress) -> String?

  init<Action>(_ keymap: Keymap<Action>, and shared: Keymap<GlobalAction>)
  where Action: RawRepresentable, Action.RawValue == String {
    section = keymap.section
    ranked = RankedHints(keymap, and: shared)
    commands = keymap.bindings.compactMap { binding in
      binding.command.map { Command(name: binding.action.rawValue, words: $0, key: binding.keys.first ?? "") }
    }
    rows = keymap.bindings.map { Row(name: $0.action.rawValue, keys: $0.keys, words: $0.words) }
    name = { keymap.action(for: $0)?.rawValue }
  }

  func action(for key: KeyPress) -> String? { name(key) }
}
