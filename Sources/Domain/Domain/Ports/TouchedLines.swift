/// Which lines of a file a task changed, counted in the file as it was at the task's base.
package struct TouchedLines: Hashable, Sendable {
  /// First and last line of each place; a file that is new, gone or binary is touched as a whole.
  package var ranges: [ClosedRange<Int>]

  package init(ranges: [ClosedRange<Int>]) { self.ranges = ranges }

  package static let all = TouchedLines(ranges: [0...Int.max])

  /// Also next to each other: git merges no two changes without a line between them.
  package func meets(_ other: TouchedLines) -> Bool {
    ranges.contains { one in
      other.ranges.contains { one.lowerBound <= $0.upperBound &+ 1 && $0.lowerBound <= one.upperBound &+ 1 }
        || other.ranges.contains { $0.upperBound == .max || one.upperBound == .max }
    }
  }
}
