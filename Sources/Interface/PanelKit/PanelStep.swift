package import Domain
package import Loop
package import Widgets

/// What comes of a message or a key: something for the runtime, and something for the whole interface.
package struct PanelStep<Message: Sendable>: Sendable {
  package var effect: Effect<Message>
  package var requests: [PanelRequest<Message>]

  package init(_ effect: Effect<Message> = .none, _ requests: PanelRequest<Message>...) {
    self.effect = effect
    self.requests = requests
  }

  package init(_ requests: PanelRequest<Message>...) {
    effect = .none
    self.requests = requests
  }

  package init(effect: Effect<Message>, requests: [PanelRequest<Message>]) {
    self.effect = effect
    self.requests = requests
  }

  package static var none: PanelStep { PanelStep() }
}

/// What a panel wants of the whole interface; panels never speak to each other.
package enum PanelRequest<Message: Sendable>: Sendable {
  /// One sentence in the last line.
  case say(String)
  /// To the clipboard; `words` say what it was.
  case copy(String, words: String)
  /// A line at the foot, for a search or a filter.
  case line(FootLine<Message>)
  /// A question; each button's key leads to an effect, any other only closes it.
  case dialog(Dialog, answers: [String: Effect<Message>])
  /// More words for the dialog of the same title, while that is open.
  case amend(Dialog)
  case writeTask(editing: TaskView?)
  case showCard(TaskView)
  /// Another view, and what it should show there.
  case go(ViewID, Subject?)
  /// A line with a slash word that is not the panel's own.
  case word(String)
  /// Lends the terminal to another program, and says how it ended when it failed.
  case exec(ForegroundCommand)
  case quit
}

/// What a view can be asked to show.
package enum Subject: Hashable, Sendable {
  case task(TaskID)
  case run(TaskID, RunID)
  case session(SessionID)
  case service(String)
}

/// A line that is being typed at the foot of the screen; every change is told, and so is the end.
package struct FootLine<Message: Sendable>: Sendable {
  package var sign: String
  package var text: String
  package var placeholder: String
  package var changed: @Sendable (String) -> Message
  package var accepted: @Sendable (String) -> Message
  package var cancelled: Message

  package init(
    sign: String, text: String = "", placeholder: String, changed: @escaping @Sendable (String) -> Message,
    accepted: @escaping @Sendable (String) -> Message, cancelled: Message
  ) {
    self.sign = sign
    self.text = text
    self.placeholder = placeholder
    self.changed = changed
    self.accepted = accepted
    self.cancelled = cancelled
  }
}

// MARK: - Composition

extension PanelStep {
  /// The step of a part, in the words of the whole.
  package func map<Other>(_ transform: @escaping @Sendable (Message) -> Other) -> PanelStep<Other> {
    PanelStep<Other>(effect: effect.map(transform), requests: requests.map { $0.map(transform) })
  }
}

extension PanelRequest {
  fileprivate func map<Other>(_ transform: @escaping @Sendable (Message) -> Other) -> PanelRequest<Other> {
    switch self {
    case .say(let words): .say(words)
    case .copy(let text, let words): .copy(text, words: words)
    case .line(let line):
      .line(
        FootLine<Other>(
          sign: line.sign, text: line.text, placeholder: line.placeholder,
          changed: { transform(line.changed($0)) }, accepted: { transform(line.accepted($0)) },
          cancelled: transform(line.cancelled)))
    case .dialog(let dialog, let answers): .dialog(dialog, answers: answers.mapValues { $0.map(transform) })
    case .amend(let dialog): .amend(dialog)
    case .writeTask(let task): .writeTask(editing: task)
    case .showCard(let task): .showCard(task)
    case .go(let view, let subject): .go(view, subject)
    case .word(let line): .word(line)
    case .exec(let command): .exec(command)
    case .quit: .quit
    }
  }
}
