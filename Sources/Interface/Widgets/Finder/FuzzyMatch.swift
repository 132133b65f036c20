/// Scores one item against one term: where it stands counts more than how often.
///
/// Fuzzy terms take the shortest stretch that ends first: forward to the end, backward to the latest start.
struct FuzzyMatch {
  let item: UnsafeBufferPointer<UInt8>
  let ignoresCase: Bool

  /// Nil where the term does not match; `positions` collects what to highlight where it is wanted.
  func score(_ term: FuzzyPattern.Term, positions: inout [Int]?) -> Int? {
    switch term.kind {
    case .fuzzy: return fuzzy(term.bytes, &positions)
    case .exact: return bestExact(term.bytes, &positions)
    case .prefix: return starts(term.bytes, at: 0) ? run(0, term.bytes.count, &positions) : nil
    case .suffix:
      let start = item.count - term.bytes.count
      return starts(term.bytes, at: start) ? run(start, term.bytes.count, &positions) : nil
    case .equal:
      guard item.count == term.bytes.count, starts(term.bytes, at: 0) else { return nil }
      return run(0, term.bytes.count, &positions)
    }
  }

  @inline(__always) private func fold(_ byte: UInt8) -> UInt8 {
    ignoresCase && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
  }

  private func fuzzy(_ term: [UInt8], _ positions: inout [Int]?) -> Int? {
    var wanted = 0
    var end = -1
    for index in 0..<item.count where fold(item[index]) == term[wanted] {
      wanted += 1
      if wanted == term.count {
        end = index
        break
      }
    }
    guard end >= 0 else { return nil }
    var start = end
    while true {
      if fold(item[start]) == term[wanted - 1] {
        wanted -= 1
        if wanted == 0 { break }
      }
      start -= 1
    }
    return walk(term, from: start, to: end, &positions)
  }

  /// Sums the bonuses along the stretch and takes off for gaps.
  private func walk(_ term: [UInt8], from start: Int, to end: Int, _ positions: inout [Int]?) -> Int {
    var (score, wanted, streak, streakBonus) = (0, 0, 0, 0)
    for index in start...end {
      guard wanted < term.count, fold(item[index]) == term[wanted] else {
        score -= streak > 0 ? 3 : 1
        streak = 0
        continue
      }
      positions?.append(index)
      let bonus = boundary(index)
      if streak == 0 || bonus >= 8 { streakBonus = bonus }
      score += 16 + max(bonus, streak > 0 ? max(4, streakBonus) : 0) + (wanted == 0 ? bonus : 0)
      streak += 1
      wanted += 1
    }
    return max(1, score)
  }

  private func bestExact(_ term: [UInt8], _ positions: inout [Int]?) -> Int? {
    guard item.count >= term.count else { return nil }
    var best: (score: Int, start: Int)?
    for start in 0...item.count - term.count where fold(item[start]) == term[0] && starts(term, at: start) {
      var none: [Int]?
      let score = run(start, term.count, &none)
      if score > best?.score ?? 0 { best = (score, start) }
    }
    return best.map { run($0.start, term.count, &positions) }
  }

  private func starts(_ term: [UInt8], at start: Int) -> Bool {
    guard start >= 0, start + term.count <= item.count else { return false }
    for index in 0..<term.count where fold(item[start + index]) != term[index] { return false }
    return true
  }

  private func run(_ start: Int, _ count: Int, _ positions: inout [Int]?) -> Int {
    if positions != nil { positions?.append(contentsOf: start..<start + count) }
    let bonus = boundary(start)
    return count * 16 + bonus * 2 + (count - 1) * max(4, bonus)
  }

  /// How much a place is the beginning of something.
  @inline(__always) private func boundary(_ index: Int) -> Int {
    guard index > 0 else { return 10 }
    let (before, here) = (item[index - 1], item[index])
    switch before {
    case 0x20, 0x09: return 10
    case 0x2f, 0x3a, 0x3b, 0x2c, 0x7c: return 9
    case 0x2d, 0x2e, 0x5f: return 8
    default: break
    }
    let isLower = (0x61...0x7a).contains(before)
    if isLower, (0x41...0x5a).contains(here) { return 7 }
    if !(0x30...0x39).contains(before), (0x30...0x39).contains(here) { return 7 }
    return 0
  }
}
