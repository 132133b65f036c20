package import Canvas
package import Keymap
package import Loop
package import Widgets
package import Wire

/// One screen of the interface: a state, what can happen to it, and how it looks. All of it is pure; the engine is asked
/// inside of effects.
package protocol Panel: Sendable {
  associatedtype State: Sendable
  associatedtype Message: Sendable
  associatedtype Action: RawRepresentable, Hashable, Sendable where Action.RawValue == String

  var view: ViewID { get }
  /// The table that dispatches, and that help, footer, palette and `:` are made from.
  var keymap: Keymap<Action> { get }

  /// Called once, when the view is shown for the first time.
  func start() -> (State, Effect<Message>)
  func update(_ state: inout State, _ message: Message) -> PanelStep<Message>
  func act(_ action: Action, _ state: inout State) -> PanelStep<Message>
  func draw(_ state: State, into canvas: inout Canvas, area: Rect, theme: Theme)

  /// What it listens to. A view that is not shown costs nothing unless it wants to know what happens meanwhile.
  func subscriptions(_ state: State, isShown: Bool) -> [Subscription<Message>]
  /// True where it listens from the beginning, because other views show what it knows.
  var isAlwaysOn: Bool { get }
  /// How many things in it wait for a person; stands beside its name in the row of tabs.
  func waiting(_ state: State) -> Int
  /// A word of the command line that is meant for this view; nil when it is none of its own.
  func command(_ word: SlashWord, _ rest: String, _ state: inout State) -> PanelStep<Message>?
  /// Colours that rows which are laid out once are made with; called when they may have changed.
  func dress(_ state: inout State, theme: Theme)
  /// Tells lists how many rows they have; called after every change and every resize.
  func fit(_ state: inout State, area: Rect)
  /// A key before the keymap sees it: for text fields. Nil leaves it to the keymap.
  func press(_ key: KeyPress, _ state: inout State) -> PanelStep<Message>?
  func paste(_ text: String, _ state: inout State) -> PanelStep<Message>
  func mouse(_ event: MouseEvent, _ state: inout State, area: Rect) -> PanelStep<Message>
  /// Closes one layer of its own (selection, filter, zoom); false when none is open.
  func back(_ state: inout State) -> Bool
  func movePane(by step: Int, _ state: inout State) -> Effect<Message>
  func zoom(_ state: inout State)
  /// Asked from another view, or by an id on the command line.
  func show(_ subject: Subject, _ state: inout State) -> Effect<Message>
  /// Where one stands, in words that outlive the screen: a selection, a filter, folds, what was typed and not sent.
  func memory(_ state: State) -> [String: String]
  /// The other way round, for a state that has just begun.
  func recall(_ memory: [String: String], _ state: inout State) -> Effect<Message>
  /// What keys do now where that is not what the keymap says, as while a text is written; nil leaves the last line to
  /// the keymap.
  func hints(_ state: State) -> [Hint]?
  /// Whether the last line should name a verb now: one that could only be refused takes the room of those that help.
  func isOfUse(_ state: State) -> (Action) -> Bool
  /// What stands in the first line beside the name of the workspace.
  func head(_ state: State, theme: Theme) -> StyledText
}

extension Panel {
  package func subscriptions(_ state: State, isShown: Bool) -> [Subscription<Message>] { [] }
  package var isAlwaysOn: Bool { false }
  package func waiting(_ state: State) -> Int { 0 }
  package func command(_ word: SlashWord, _ rest: String, _ state: inout State) -> PanelStep<Message>? { nil }
  package func dress(_ state: inout State, theme: Theme) {}
  package func fit(_ state: inout State, area: Rect) {}
  package func press(_ key: KeyPress, _ state: inout State) -> PanelStep<Message>? { nil }
  package func paste(_ text: String, _ state: inout State) -> PanelStep<Message> { .none }
  package func mouse(_ event: MouseEvent, _ state: inout State, area: Rect) -> PanelStep<Message> { .none }
  package func back(_ state: inout State) -> Bool { false }
  package func movePane(by step: Int, _ state: inout State) -> Effect<Message> { .none }
  package func zoom(_ state: inout State) {}
  package func show(_ subject: Subject, _ state: inout State) -> Effect<Message> { .none }
  package func memory(_ state: State) -> [String: String] { [:] }
  package func recall(_ memory: [String: String], _ state: inout State) -> Effect<Message> { .none }
  package func hints(_ state: State) -> [Hint]? { nil }
  package func isOfUse(_ state: State) -> (Action) -> Bool { { _ in true } }
  package func head(_ state: State, theme: Theme) -> StyledText { "" }
}
