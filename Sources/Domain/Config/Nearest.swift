/// The known name that is closest to a mistyped one; nil when none is close.
func nearest(to typed: String, among names: [String]) -> String? {
  let best = names.map { (name: $0, distance: distance(typed, $0)) }.min { $0.distance < $1.distance }
  guard let best, best.distance <= max(2, typed.count / 4) else { return nil }
  return best.name
}

/// How many letters must be put in, taken out or replaced; case does not count.
private func distance(_ left: String, _ right: String) -> Int {
  let left = Array(left.lowercased().utf8)
  let right = Array(right.lowercased().utf8)
  var above = Array(0...right.count)
  for (row, letter) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      let replaced = above[column] + (letter == other ? 0 : 1)
      current.append(min(replaced, above[column + 1] + 1, current[column] + 1))
    }
    above = current
  }
  return above[right.count]
}
