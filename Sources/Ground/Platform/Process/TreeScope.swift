/// Which processes belong to a child, from one look at the table. Pure.
///
/// Descendants and the session are certain; the marker finds who moved away by setsid or a double fork; where we are
/// a subreaper, an unmarked process that was given to us belongs to the child when no other living one can have made it.
package struct TreeScope: Sendable {
  package let root: Int32
  package let marker: String
  /// Ourselves: where orphans come when we are a subreaper, else nil.
  package let adopter: Int32?
  /// What was seen earlier: parents die, identities stay.
  package var known: Set<ProcessEntry.Identity> = []

  package init(root: Int32, marker: String, adopter: Int32?) {
    self.root = root
    self.marker = marker
    self.adopter = adopter
  }

  /// The living and the zombies that are ours to reap. `markerOf` is asked only where the table does not tell.
  package mutating func members(
    of table: ProcessTable, others: [Int32: String], markerOf: (Int32) -> String?
  ) -> Set<Int32> {
    var found = Set(table.entries.values.filter { belongs($0, others, markerOf) }.map(\.pid))
    for pid in found { found.formUnion(table.descendants(of: pid)) }
    for pid in others.keys where pid != root { found.remove(pid) }
    known.formUnion(found.compactMap { table.entries[$0]?.identity })
    return found
  }

  private func belongs(_ entry: ProcessEntry, _ others: [Int32: String], _ markerOf: (Int32) -> String?) -> Bool {
    if entry.pid == root || entry.session == root || known.contains(entry.identity) { return true }
    if others[entry.pid] != nil || entry.pid == adopter { return false }
    if let carried = markerOf(entry.pid) { return carried == marker }
    return entry.parent == adopter && others.keys.allSatisfy { $0 == root }
  }
}

extension ProcessEntry {
  package struct Identity: Hashable, Sendable {
    package let pid: Int32
    package let startTime: UInt64

    package init(pid: Int32, startTime: UInt64) {
      self.pid = pid
      self.startTime = startTime
    }
  }

  package var identity: Identity { Identity(pid: pid, startTime: startTime) }
}
