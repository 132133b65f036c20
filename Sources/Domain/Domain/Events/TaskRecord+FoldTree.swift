/// The fold of what happens to a task's worktree.
extension TaskRecord {
  private mutating func mark(_ badge: Badge) {
    badges = Set(badges).union([badge]).sorted { $0.rawValue < $1.rawValue }
  }

  mutating func applyTree(_ event: Event) {
    switch event.body {
    case .setupFinished(let data):
      isReady = data.passed ? true : nil
      change(event.run) { $0.setup = data }
    case .repositoryInspected(let data):
      change(event.run) { $0.inspected = data }
    case .snapshotMade(let data):
      change(event.run) { $0.snapshot = data }
    case .worktreeReset(let data):
      resetAsked = nil
      lastReset = data.ref
    case .teardownFinished(let data):
      teardown = data
      if !data.passed { mark(.teardownFailed) }
    case .baseMerged(let data):
      change(event.run) { $0.merged = data }
    case .mergeRefused:
      mark(.conflict)
    case .branchPushed(let data):
      pushed = data
    case .clashNoted(let data):
      clashes = (clashes ?? []).filter { $0.with != data.with } + (data.files.isEmpty ? [] : [data])
      clashes = clashes?.isEmpty == true ? nil : clashes?.sorted { $0.with < $1.with }
      badges.removeAll { $0 == .sameFiles || $0 == .sameLines }
      if clashes != nil { mark(clashes?.contains(where: \.isHot) == true ? .sameLines : .sameFiles) }
    default:
      break  // every other event is folded where it belongs
    }
  }
}
