internal import Glibc
internal import Platform

extension LocalRun {
  /// A process of the run that a signal has stopped, and what does not go on without it.
  package struct Stopped: Equatable, Sendable {
    package enum Part: Sendable { case warden, guardian, keeper, program }

    package let part: Part
    package let pid: Int32
  }

  /// Who holds the run up by being stopped. The guardian counts once the keeper is gone, the warden once both are.
  package func stopped() async -> Stopped? {
    let now = await RunFolder(folder).status() ?? status
    return await Blocking.files.perform {
      let holders: [(Stopped.Part, ProcessMark?)] = [
        (.keeper, now.keeper), (.guardian, now.guardian), (.warden, now.warden),
      ]
      for (part, mark) in holders {
        guard let entry = Self.living(mark) else { continue }
        if entry.isStopped { return Stopped(part: part, pid: entry.pid) }
        break
      }
      return Self.living(now.child).flatMap { $0.isStopped ? Stopped(part: .program, pid: $0.pid) : nil }
    }
  }

  /// Lets those of its keepers go on that were stopped.
  func wake() async {
    let now = await RunFolder(folder).status() ?? status
    await Blocking.files.perform {
      for entry in [now.warden, now.guardian, now.keeper].compactMap(Self.living) where entry.isStopped {
        ProcessTable.signal(SIGCONT, to: entry)
      }
    }
  }

  private static func living(_ mark: ProcessMark?) -> ProcessEntry? {
    guard let mark, let entry = ProcessTable.entry(mark.pid), entry.startTime == mark.startTime, !entry.isDead else {
      return nil
    }
    return entry
  }
}
