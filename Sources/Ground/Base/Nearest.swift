/// The name that somebody who mistyped most likely meant.
package enum Nearest {
  /// Nil when none is close; whether letters are large or small does not count.
  package static func name(to typed: String, among names: [String]) -> String? {
    let folded = typed.lowercased()
    let best = names.map { (name: $0, distance: distance(folded, $0.lowercased())) }.min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, typed.count / 3) else { return nil }
    return best.name
  }

  /// Edits (insert, delete, replace, swap of neighbours) from one word to another.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left), right = Array(right)
    var before = [Int](repeating: 0, count: right.count + 1)
    var above = Array(0...right.count)
    for (row, one) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(above[column] + (one == other ? 0 : 1), above[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, one == right[column - 1], left[row - 1] == other {
          cost = min(cost, before[column - 1] + 1)
        }
        current.append(cost)
      }
      before = above
      above = current
    }
    return above[right.count]
  }
}
