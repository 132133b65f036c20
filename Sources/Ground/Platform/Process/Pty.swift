internal import CPlatform

/// A pseudo-terminal of which we hold the master.
package final class Pty: Sendable {
  package let master: Descriptor
  /// The side that the child opens.
  package let path: String

  package init(columns: Int, rows: Int) throws {
    var raw: Int32 = -1
    var name = [CChar](repeating: 0, count: 64)
    try checked(drover_pty(&raw, &name, name.count), "make a terminal")
    master = Descriptor(raw)
    path = name.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    try resize(columns: columns, rows: rows)
  }

  /// The programs in it get SIGWINCH.
  package func resize(columns: Int, rows: Int) throws {
    try checked(drover_terminal_resize(master.raw, Int32(columns), Int32(rows)), "resize a terminal")
  }

  package var size: (columns: Int, rows: Int)? {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard drover_terminal_size(master.raw, &columns, &rows) == 0 else { return nil }
    return (Int(columns), Int(rows))
  }
}
