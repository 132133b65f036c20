import Canvas
import DiffView
package import Domain
package import Keymap
package import Loop
package import PanelKit
import Widgets

/// What happened in a review.
package enum ReviewMessage: Sendable {
  case detailLoaded(TaskDetail)
  case changesLoaded(ReviewState.Tab, ChangeList)
  /// The part of a diff that has come so far, or all of it.
  case patchLoaded(ReviewState.Tab, WorkDiff, isComplete: Bool, isCut: Bool)
  case outputLoaded(RunID, [UInt8])
  case workChanged
  case workChangedAway
  /// Files in the worktree may be others now.
  case touched
  case failed(DroverError)
  /// The diff itself cannot be had.
  case refused(DroverError)
  case said(String)
  /// The engine has the marks, or says why not.
  case stageKept(TaskID, DroverError?)
  /// What is staged was changed, here or elsewhere.
  case staged([HunkID]?)
  /// The words that are searched; with the end of typing the cursor goes to the first hit.
  case searched(String, isAccepted: Bool)
  /// The agent has got the comments.
  case sent(TaskID)
}

/// A task's work, file by file and line by line.
package struct ReviewPanel: Panel {
  package let view = ViewID.review
  package var keymap: Keymap<ReviewAction> { ReviewAction.keymap }
  let client: any EngineClient
  /// More of a diff is not kept in memory; files beyond it are loaded one by one.
  static let mostBytes = 24 << 20
  /// What is shown before the rest has come.
  static let firstBytes = 128 << 10

  package init(client: any EngineClient) { self.client = client }

  /// Shows a task's work; coming back to the same one keeps where one stood.
  package func open(_ task: TaskID, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    if state.task != task {
      let (size, layout) = (state.size, state.chosenLayout)
      state = ReviewState()
      (state.task, state.size, state.chosenLayout) = (task, size, layout)
    }
    return reload(&state)
  }

  func reload(_ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard let task = state.task else { return .none }
    state.problem = nil
    return .batch(loadDetail(task), load(&state))
  }

  /// Asks for what the tab shows.
  func load(_ state: inout ReviewState, paths: [String] = []) -> Effect<ReviewMessage> {
    guard let task = state.task else { return .none }
    switch state.tab {
    case .all:
      // Other files of a long diff are of the moment that is shown.
      let picture = paths.isEmpty || state.uncommitted == nil ? nil : state.shownCommit
      return loadDiff(DiffRequest(task: task, paths: paths, standing: .running, picture: picture), &state)
    case .attempt(let run): return loadDiff(DiffRequest(task: task, run: run, paths: paths), &state)
    case .verify(let run): return loadOutput(run)
    case .facts: return .none
    }
  }

  private func loadDetail(_ task: TaskID) -> Effect<ReviewMessage> {
    .run(id: "review.detail", cancelInFlight: true) { [client] send in
      await send(
        await Self.answer {
          guard case .detail(let detail) = try await client.ask(.detail(task: task)) else { throw Self.strange }
          return .detailLoaded(detail)
        })
    }
  }

  private func loadDiff(_ request: DiffRequest, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    state.isLoading = true
    state.loadedPaths = request.paths
    let tab = state.tab
    return .run(id: "review.diff", cancelInFlight: true) { [client] send in
      do {
        var request = request
        if request.paths.isEmpty {
          guard case .changes(let list) = try await client.ask(.changes(request)) else { throw Self.strange }
          if list.uncommitted != nil { request.picture = list.to }
          await send(.changesLoaded(tab, list))
        }
        try await Self.read(try await client.blob(.patch(request)), tab, send)
      } catch {
        await send(.refused(DroverError(any: error)))
      }
    }
  }

  /// The beginning is shown as soon as it is there. Parsing is done here, beside the loop.
  private static func read(
    _ pages: AsyncThrowingStream<[UInt8], any Error>, _ tab: ReviewState.Tab, _ send: Send<ReviewMessage>
  ) async throws {
    var bytes: [UInt8] = []
    var isShown = false
    for try await page in pages {
      bytes += page
      if bytes.count >= mostBytes { break }
      guard !isShown, bytes.count >= firstBytes else { continue }
      isShown = true
      await send(.patchLoaded(tab, WorkDiff(bytes, isWhole: false), isComplete: false, isCut: false))
    }
    guard !Task.isCancelled else { return }
    let isCut = bytes.count >= mostBytes
    await send(.patchLoaded(tab, WorkDiff(bytes, isWhole: !isCut), isComplete: true, isCut: isCut))
  }

  private func loadOutput(_ run: RunID) -> Effect<ReviewMessage> {
    .run(id: "review.diff", cancelInFlight: true) { [client] send in
      await send(
        await Self.answer {
          var request = LogRequest(run: run, offset: -262_144)
          request.part = "verify"
          var bytes: [UInt8] = []
          for await chunk in try await client.log(request) { bytes += chunk.bytes }
          return .outputLoaded(run, bytes)
        })
    }
  }

  package func start() -> (ReviewState, Effect<ReviewMessage>) { (ReviewState(), .none) }

  package func subscriptions(_ state: ReviewState, isShown: Bool) -> [Subscription<ReviewMessage>] {
    changes(state, isShown: isShown) + (isShown ? touches(state) : [])
  }

  /// While an attempt is under way: told by the engine when files change, so nothing is looked at in vain.
  private func touches(_ state: ReviewState) -> [Subscription<ReviewMessage>] {
    guard let task = state.task, state.tab == .all, state.detail?.task.state == .running else { return [] }
    return [
      Subscription(id: Identity("review.touched.\(task)")) { [client] send in
        // An engine that cannot tell leaves what R reads again.
        guard let pages = try? await client.blob(.touched(task: task)) else { return }
        do { for try await _ in pages { await send(.touched) } } catch { return }
      }
    ]
  }

  /// Tells when somebody, here or elsewhere, changed what is shown; while another view is in front it is only noted, and
  /// looked at when one comes back.
  private func changes(_ state: ReviewState, isShown: Bool) -> [Subscription<ReviewMessage>] {
    guard let task = state.task else { return [] }
    let isStale = state.isStale
    return [
      Subscription(id: Identity("review.\(isShown ? "events" : "away").\(task)")) { [client] send in
        do {
          if isShown, isStale { await send(.workChanged) }
          var nothing = TaskFilter()
          nothing.limit = 0
          guard case .tasks(let page) = try await client.ask(.tasks(nothing)) else { return }
          for await event in try await client.events(since: page.seq) where event.task == task {
            if case .reviewKept(let notes) = event.body {
              await send(.staged(notes.staged))
              continue
            }
            await send(isShown ? .workChanged : .workChangedAway)
          }
        } catch {
          await send(.failed(DroverError(any: error)))
        }
      }
    ]
  }

  static func answer(_ body: () async throws -> ReviewMessage) async -> ReviewMessage {
    do { return try await body() } catch { return .failed(DroverError(any: error)) }
  }

  static let strange = DroverError(
    .failed, "the engine answered something else than was asked", remedy: "use the same version of drover everywhere")
}

// MARK: - Messages

extension ReviewPanel {
  package func update(_ state: inout ReviewState, _ message: ReviewMessage) -> PanelStep<ReviewMessage> {
    switch message {
    case .detailLoaded(let detail): return PanelStep(loaded(detail, &state))
    case .changesLoaded(let tab, let list):
      guard tab == state.tab else { return .none }
      (state.changes, state.shownCommit) = (list.files, list.to)
      state.uncommitted = list.uncommitted.map(Set.init)
      plant(&state)
    case .patchLoaded(let tab, let diff, let isComplete, let isCut):
      guard tab == state.tab else { return .none }
      // One file of a long difference is not all that there is to count.
      if tab == .all { state.hunks = state.loadedPaths.isEmpty ? diff.hunks : HunkIndex() }
      let kept = loaded(diff.document, isComplete, isCut, &state)
      guard isComplete, state.isTouched else { return PanelStep(kept) }
      state.isTouched = false
      return PanelStep(.batch(kept, load(&state)))
    case .touched:
      // One look at a time; what changes meanwhile is looked at after it.
      guard state.tab == .all, !state.isLoading else {
        state.isTouched = state.tab == .all
        return .none
      }
      return PanelStep(load(&state))
    case .outputLoaded(let run, let bytes):
      guard state.tab == .verify(run) else { return .none }
      var decoder = ColourDecoder()
      state.output = LinesInMemory(decoder.lines(bytes))
      state.outputView.follow()
    case .workChanged:
      state.isStale = false
      return PanelStep(reload(&state))
    case .workChangedAway: state.isStale = true
    case .refused(let error):
      state.isLoading = false
      state.problem = error
      (state.changes, state.document, state.hunks) = ([], DiffDocument([]), HunkIndex())
      plant(&state)
      state.layOut()
    case .sent(let task):
      guard state.task == task else { return .none }
      state.notes.comments = []
      state.layOut()
      return PanelStep(keep(state), .say("the agent of \(task) goes on with it"))
    case .searched(let words, let isAccepted): return searched(words, isAccepted, &state)
    case .stageKept(let task, let problem): return kept(task, problem, &state)
    case .staged(let ids): state.take(staged: ids)
    case .failed(let error): return PanelStep(.say(error.sentence))
    case .said(let words): return PanelStep(.say(words))
    }
    return .none
  }

  private func searched(
    _ words: String, _ isAccepted: Bool, _ state: inout ReviewState
  ) -> PanelStep<ReviewMessage> {
    // While one types, what is very long is left until the words are whole.
    guard isAccepted || state.document.lines.count < 100_000 else { return .none }
    state.find(words)
    guard isAccepted, state.search != nil else { return .none }
    state.pane = .diff
    state.jumpHit(1)
    return PanelStep(.say("\(state.hits.count) lines match"))
  }

  private func loaded(_ detail: TaskDetail, _ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard detail.task.id == state.task else { return .none }
    state.detail = detail
    state.notes = detail.notes
    state.take(staged: detail.notes.staged)
    state.layOut()
    guard !state.tabs.contains(state.tab) else { return state.isLoading ? .none : followComments(&state) }
    state.tab = .all
    return load(&state)
  }

  private func loaded(
    _ document: DiffDocument, _ isComplete: Bool, _ isCut: Bool, _ state: inout ReviewState
  ) -> Effect<ReviewMessage> {
    state.isCut = isCut
    state.isLoading = !isComplete
    state.take(document)
    if let search = state.search { state.find(search.needle) }
    if let path = state.loadedPaths.first { state.jump(toFile: path) }
    guard isComplete else { return .none }
    if let row = state.recalledRow {
      state.recalledRow = nil
      state.jump(to: row)
    }
    return followComments(&state)
  }

  /// Only where the whole work is shown: what one attempt added has other lines.
  private func followComments(_ state: inout ReviewState) -> Effect<ReviewMessage> {
    guard state.tab == .all, state.followLines() else { return .none }
    state.layOut()
    return keep(state)
  }

  /// Grows the tree anew and keeps the selection by path.
  func plant(_ state: inout ReviewState) {
    let selected = state.tree.rows.indices.contains(state.files.selected) ? state.tree.rows[state.files.selected] : nil
    state.tree = FileTree(state.changes, folded: state.foldedFolders)
    state.files.fit(count: state.tree.rows.count, rows: state.files.rows)
    if let selected,
      let row = state.tree.rows.firstIndex(where: { $0.name == selected.name && $0.depth == selected.depth })
    {
      state.files.select(row)
    } else if let first = state.tree.rows.firstIndex(where: { if case .file = $0.kind { true } else { false } }) {
      state.files.select(first)
    }
  }

  /// Marks and comments are facts in the log: they survive this process, and other screens see them.
  func keep(_ state: ReviewState) -> Effect<ReviewMessage> {
    guard let task = state.task else { return .none }
    let notes = state.notes
    return .run(id: "review.keep") { [client] send in
      do { _ = try await client.perform(.keepReview(task: task, notes: notes)) } catch {
        await send(.failed(DroverError(any: error)))
      }
    }
  }
}
