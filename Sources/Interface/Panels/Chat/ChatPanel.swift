import Canvas
package import Domain
package import Keymap
package import Loop
package import PanelKit
import Widgets
import Wire

/// What happened in the chat.
package enum ChatMessage: Sendable {
  case loaded([SessionView])
  case turns(SessionID, [TurnView])
  case said(SessionID, TurnID, [AgentEvent])
  /// Something became known about a conversation; `ended` where an answer is complete.
  case changed(SessionID, ended: Bool)
  case began(SessionView)
  case files([String])
  case typed(String)
  case searched(String)
  case done(String)
  /// Who answers or with what, now that it is known to be there.
  case chosen(SessionEdit)
  /// The engine did not take these words.
  case unsent(String, DroverError)
  case failed(DroverError)
}

/// Conversations with agents. What they say is read from the logs of their runs, as it comes and when it is looked at.
package struct ChatPanel: Panel {
  package let view = ViewID.chat
  package var keymap: Keymap<ChatAction> { ChatAction.keymap }
  let reader: ChatReader
  let workspace: String

  /// `files` are the names in a workspace that `@` completes.
  package init(
    client: any EngineClient, workspace: String, environment: [String: String] = [:],
    decoder: @escaping @Sendable (String) -> any AgentDecoder,
    files: @escaping @Sendable (String) async throws -> [String]
  ) {
    self.workspace = workspace
    reader = ChatReader(
      client: client, workspace: workspace, environment: environment, decoder: decoder, files: files)
  }

  package func start() -> (ChatState, Effect<ChatMessage>) { (ChatState(), reader.sessions()) }

  /// Also while another view is in front: answers go on, and the row of tabs says what was not read yet.
  package func subscriptions(_ state: ChatState, isShown: Bool) -> [Subscription<ChatMessage>] { [reader.changes] }

  /// One that is not there any more leaves the choice as it was.
  package func show(_ subject: Subject, _ state: inout ChatState) -> Effect<ChatMessage> {
    guard case .session(let id) = subject else { return .none }
    state.select(id)
    state.focus = .field
    return open(&state)
  }

  package func waiting(_ state: ChatState) -> Int { state.unread.count }

  package func update(_ state: inout ChatState, _ message: ChatMessage) -> PanelStep<ChatMessage> {
    switch message {
    case .loaded(let sessions): return PanelStep(load(sessions, &state))
    case .turns(let id, let turns): return PanelStep(load(turns, of: id, &state))
    case .said(let id, let turn, let events):
      state.conversations[id]?.add(events, to: turn)
      if id == state.current, !state.found.isEmpty { state.find(state.found) }
      return .none
    case .changed(let id, let ended):
      if ended, id != state.current { state.unread.insert(id) }
      let isLoaded = state.conversations[id] != nil
      return PanelStep(.batch(reader.sessions(), isLoaded ? reader.turns(id) : .none))
    case .began(let session):
      state.sessions.removeAll { $0.id == session.id }
      state.sessions.insert(session, at: 0)
      state.select(session.id)
      state.focus = .field
      let pending = state.pending.map { reader.send($0, to: session.id) } ?? .none
      state.pending = nil
      return PanelStep(.batch(pending, open(&state)))
    case .files(let names):
      state.files = FuzzyIndex(names)
      complete(&state)
      return .none
    case .typed(let text):
      state.find(text)
      return .none
    case .searched(let text): return search(text, &state)
    case .chosen(let edit): return chosen(edit, &state)
    case .done(let words): return PanelStep(.say(words))
    case .unsent(let text, let error):
      if state.field.isEmpty { state.field.setText(text) }
      return PanelStep(.say(error.sentence))
    case .failed(let error):
      state.isLoading = false
      if let pending = state.pending, state.field.isEmpty { state.field.setText(pending) }
      state.pending = nil
      return PanelStep(.say(error.sentence))
    }
  }

  private func load(_ sessions: [SessionView], _ state: inout ChatState) -> Effect<ChatMessage> {
    state.isLoading = false
    state.sessions = sessions
    let there = Set(sessions.map(\.id))
    state.conversations = state.conversations.filter { there.contains($0.key) }
    if let current = state.current, !there.contains(current) { state.select(nil) }
    // What was typed before there was any conversation begins one of its own.
    if state.current == nil, state.field.isEmpty { state.select(sessions.first?.id) }
    state.list.fit(count: sessions.count, rows: state.list.rows)
    if let row = sessions.firstIndex(where: { $0.id == state.current }), state.focus != .sessions {
      state.list.select(row)
    }
    return open(&state)
  }

  /// Reads the conversation in front the first time that it is looked at.
  func open(_ state: inout ChatState) -> Effect<ChatMessage> {
    guard let id = state.current, state.conversations[id] == nil else { return .none }
    state.conversations[id] = Conversation()
    return reader.turns(id)
  }

  private func load(_ turns: [TurnView], of id: SessionID, _ state: inout ChatState) -> Effect<ChatMessage> {
    guard state.conversations[id] != nil else { return .none }
    state.conversations[id]?.load(turns)
    let unread = state.conversations[id]?.turns.filter { !$0.isRead && $0.view.run != nil } ?? []
    for turn in unread { state.conversations[id]?.markRead(turn.view.id) }
    let ended = unread.map(\.view).filter { $0.state != .running }
    let running = unread.map(\.view).filter { $0.state == .running }
    return .batch(
      [ended.isEmpty ? .none : reader.answers(ended.reversed(), in: id)]
        + running.map { reader.answers([$0], in: id) })
  }
}
