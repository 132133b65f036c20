import Base
import Domain
import Store

/// What is configured, where the engine decides by it.
extension OrchestrationEngine {
  func settings(of workspace: String) async throws -> WorkspaceSettings {
    try await configured.workspace(workspace, trusted: try await store.trusted(workspace: workspace))
  }

  /// Only workspaces in which something waits are looked up. One whose configuration cannot be used has the person's
  /// own limits, and says what is wrong when its task starts.
  func limits(for live: [QueuedTask]) async -> SchedulerMachine.Limits {
    let machine = await configured.machine()
    var limits = SchedulerMachine.Limits(runs: machine.runs)
    limits.services = machine.runsPerService
    limits.freeMemory = machine.freeMemory
    limits.freeDisk = machine.freeDisk
    for workspace in Set(live.lazy.filter { $0.startAsked != nil }.map(\.workspace)) {
      if let settings = try? await settings(of: workspace) { limits.workspaces[workspace] = settings.runs }
    }
    return limits
  }

  /// Memory and disk come back without a fact that tells of it: one look after a while, and only while something waits.
  func lookForRoomLater(_ isNeeded: Bool) {
    guard isNeeded else {
      roomWatch?.cancel()
      roomWatch = nil
      return
    }
    guard roomWatch == nil else { return }
    // Held here; ended by `endRuns` and by a decision that needs no room any more.
    roomWatch = Task {
      guard (try? await Task.sleep(for: .seconds(15))) != nil else { return }  // cancelled
      await self.lookForRoom()
    }
  }

  private func lookForRoom() async {
    roomWatch = nil
    await schedule()
  }

  /// Limits that were raised let something start.
  func watchConfiguration() async {
    for await _ in await configured.changes() { await schedule() }
  }

  func notices() async -> [String]? {
    var notices = await configured.machine().notices
    if emptied > 0 { notices.append("the trash let go of \(emptied) old worktrees: drover events") }
    return notices.isEmpty ? nil : notices
  }
}

// MARK: - The trash

extension OrchestrationEngine {
  /// At once, and then with the first fact of each new day. Without a timer: a sleeping task of Swift's wakes the whole
  /// process once a second on Linux (libdispatch arms its timerfd anew each second), and an idle screen must not wake.
  func keepTrash() async {
    let now = clock()
    guard now.microseconds - (trashKept?.microseconds ?? .min / 2) >= 86_400_000_000 else { return }
    trashKept = now
    await emptyTrash()
  }

  /// Says it first and does it then: what an engine that was killed in between left is taken up by the next one.
  private func emptyTrash() async {
    guard let trashBin else { return }
    let age = await configured.machine().trashAge
    let before = Timestamp(microseconds: clock().microseconds - age.components.seconds * 1_000_000)
    for tree in await trashBin.old(in: store.home.trash, before: before) {
      guard !Task.isCancelled else { return }
      do {
        let body = EventBody.trashEmptied(
          TrashEmptied(folder: tree.folder, worktree: tree.worktree, discarded: tree.discarded))
        try await store.write { transaction in
          try transaction.append(EventDraft(body, task: tree.task, by: .engine))
          return
        }
        try await trashBin.empty(tree)
        emptied += 1
      } catch {
        continue  // what cannot be emptied stays; it is tried again the next day
      }
    }
  }
}
