package import Base
import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit
import Widgets
import Wire

/// What happened in the inbox.
package enum InboxMessage: Sendable {
  case loaded([AskView])
  case loadedHistory([AskView])
  /// Something was asked, answered or withdrawn.
  case changed
  case filtered(String)
  case answered([AskID], String, always: Bool)
  /// The standing permissions that are gone.
  case undone([String])
  case refused([AskID], DroverError)
  case worded([AskID], String)
  /// An answer of a kind is being written; it is kept until it is sent.
  case typed(String, [AskID], String)
  case replied(AskID, String)
  case ignored
  case failed(DroverError)
}

/// Everything that waits for a person, of all tasks and conversations. It never answers by itself: each answer is a key
/// that somebody pressed on what he was shown, and names that by its hash.
package struct InboxPanel: Panel {
  package let view = ViewID.inbox
  package var keymap: Keymap<InboxAction> { InboxAction.keymap }
  let client: any EngineClient
  let now: @Sendable () -> Timestamp
  private static let limit = 1000

  /// `now` is asked when ages are drawn from what arrived; it is no timer.
  package init(client: any EngineClient, now: @escaping @Sendable () -> Timestamp) {
    self.client = client
    self.now = now
  }

  package func start() -> (InboxState, Effect<InboxMessage>) { (InboxState(), load()) }

  private func load() -> Effect<InboxMessage> {
    .run(id: "inbox.load") { [client] send in
      await Self.answer(send) {
        guard case .inbox(let asks) = try await client.ask(.inbox(all: false, limit: Self.limit)) else { return nil }
        return .loaded(asks)
      }
    }
  }

  func loadHistory() -> Effect<InboxMessage> {
    .run(id: "inbox.history", cancelInFlight: true) { [client] send in
      await Self.answer(send) {
        guard case .inbox(let asks) = try await client.ask(.inbox(all: true, limit: 200)) else { return nil }
        return .loadedHistory(asks.filter { $0.state != .open })
      }
    }
  }

  /// Also while another view is in front: cards and the row of tabs say that something waits.
  package func subscriptions(_ state: InboxState, isShown: Bool) -> [Subscription<InboxMessage>] {
    [
      Subscription(id: "inbox.events") { [client] send in
        do {
          var nothing = TaskFilter()
          nothing.limit = 0  // only the sequence number that the log stands at is wanted
          guard case .tasks(let page) = try await client.ask(.tasks(nothing)) else { return }
          for await event in try await client.events(since: page.seq) where event.body.isAboutInbox {
            await send(.changed)
          }
        } catch {
          await send(.failed(DroverError(any: error)))
        }
      }
    ]
  }

  package func update(_ state: inout InboxState, _ message: InboxMessage) -> PanelStep<InboxMessage> {
    switch message {
    case .loaded(let asks):
      state.isRefreshing = false
      state.load(asks)
      return PanelStep(refresh(&state))
    case .loadedHistory(let asks):
      state.history = asks
      state.refilter()
      return .none
    case .changed:
      state.isStale = true
      return PanelStep(refresh(&state))
    case .filtered(let text):
      state.filter = text
      state.refilter()
      return .none
    case .undone(let rules): return PanelStep(.say(Self.words(undone: rules)))
    case .answered(let asks, let words, let always):
      if always { state.undo = state.undo.suffix(19) + [asks] }
      for ask in asks { (state.typed["deny.\(ask)"], state.typed["reply.\(ask)"]) = (nil, nil) }
      state.marked = []
      state.answering.subtract(asks)
      state.isStale = true
      return PanelStep(effect: refresh(&state), requests: [.say(words)])
    case .refused(let asks, let error):
      state.answering.subtract(asks)
      state.isStale = true
      return PanelStep(effect: refresh(&state), requests: [.say(error.sentence)])
    case .worded(let asks, let reason):
      let targets = state.asks.filter { asks.contains($0.id) }
      let words = reason.isEmpty ? "the person said no" : reason
      return PanelStep(give(.deny(reason: words), to: targets, &state))
    case .replied(let id, let text):
      guard !text.isEmpty, let ask = state.asks.first(where: { $0.id == id }) else { return .none }
      return PanelStep(give(.reply(ask.choice(text) ?? text), to: [ask], &state))
    case .typed(let kind, let asks, let text):
      for ask in asks { state.typed["\(kind).\(ask)"] = text.isEmpty ? nil : text }
      return .none
    case .ignored: return .none
    case .failed(let error):
      state.isLoading = false
      state.isRefreshing = false
      return PanelStep(.say(error.sentence))
    }
  }

  private func refresh(_ state: inout InboxState) -> Effect<InboxMessage> {
    guard state.isStale, !state.isRefreshing else { return .none }
    state.isStale = false
    state.isRefreshing = true
    return .batch(load(), state.showsHistory ? loadHistory() : .none)
  }

  /// Each answer is bound to what was shown. The first refusal ends a batch, and says so.
  func give(
    _ answer: AgentAnswer, always: Bool = false, to asks: [AskView], _ state: inout InboxState
  ) -> Effect<InboxMessage> {
    guard !asks.isEmpty else { return .none }
    let ids = asks.map(\.id)
    state.answering.formUnion(ids)
    return .run { [client] send in
      do {
        for ask in asks {
          _ = try await client.perform(.answer(ask: ask.id, answer: answer, always: always, seen: ask.hash))
        }
        await send(.answered(ids, Self.words(answer, always: always, asks), always: always))
      } catch {
        await send(.refused(ids, DroverError(any: error)))
      }
    }
  }

  private static func words(_ answer: AgentAnswer, always: Bool, _ asks: [AskView]) -> String {
    let what = asks.count == 1 ? "\(asks[0].id) \(asks[0].what)" : "\(asks.count) requests"
    return switch answer {
    case .allow: "\(always ? "always allowed here" : "allowed"): \(what)\(always ? "; u takes it back" : "")"
    case .deny: "denied: \(what)"
    case .reply: "answered: \(what)"
    }
  }

  private static func answer(
    _ send: Send<InboxMessage>, _ body: () async throws -> InboxMessage?
  ) async {
    do {
      if let message = try await body() { await send(message) }
    } catch {
      await send(.failed(DroverError(any: error)))
    }
  }
}

extension AskView {
  /// The id of the choice that somebody named by its number, id or name.
  func choice(_ text: String) -> String? {
    if let number = Int(text), options.indices.contains(number - 1) { return options[number - 1].id }
    return options.first { $0.id == text || $0.name.lowercased() == text.lowercased() }?.id
  }
}

extension EventBody {
  fileprivate var isAboutInbox: Bool {
    switch self {
    case .approvalAsked, .approvalAnswered, .approvalWithdrawn, .inputDelivered: true
    default: false  // most events are about something else
    }
  }
}
