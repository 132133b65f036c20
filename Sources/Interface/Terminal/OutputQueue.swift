/// What waits to be written. A frame is one piece and one write; what goes beside frames stands between them. Pure.
struct OutputQueue {
  private(set) var bytes: [UInt8] = []
  private var start = 0
  private var holdsFrame = false

  var isEmpty: Bool { start == bytes.count }
  var waiting: ArraySlice<UInt8> { bytes[start...] }
  /// While a frame is on its way there is none behind it: the newest one is drawn when it is out.
  var hasFrame: Bool { holdsFrame }

  mutating func add(_ more: some Collection<UInt8>) { bytes += more }

  /// In synchronized output if the terminal said that it knows it.
  mutating func addFrame(_ frame: [UInt8], synchronized: Bool) {
    holdsFrame = true
    guard !frame.isEmpty else { return }
    bytes += synchronized ? Array("\u{1b}[?2026h".utf8) + frame + Array("\u{1b}[?2026l".utf8) : frame
  }

  /// Takes note of what was written; true if the frame in it is out now.
  mutating func wrote(_ count: Int) -> Bool {
    start += count
    guard isEmpty else { return false }
    start = 0
    if bytes.capacity > 1 << 17 { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
    defer { holdsFrame = false }
    return holdsFrame
  }

  mutating func drop() {
    bytes = []
    start = 0
    holdsFrame = false
  }
}
