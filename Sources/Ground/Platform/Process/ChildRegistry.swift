internal import Synchronization

/// The children that live and have an owner: everything else that is a child of ours was adopted from a dead one.
enum ChildRegistry {
  private static let living = Mutex<[Int32: String]>([:])
  private static let counter = Atomic<Int>(0)

  /// A value for `DROVER_CHILD` that no other child of this machine has while this process lives.
  static func newMarker(ownPid: Int32) -> String {
    "\(ownPid).\(counter.add(1, ordering: .relaxed).newValue)"
  }

  static func add(_ pid: Int32, marker: String) {
    living.withLock { $0[pid] = marker }
  }

  static func remove(_ pid: Int32) {
    living.withLock { $0[pid] = nil }
  }

  static var all: [Int32: String] { living.withLock { $0 } }
}
