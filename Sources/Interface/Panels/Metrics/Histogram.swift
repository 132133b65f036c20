/// How durations are spread, in a fixed number of buckets that each are a sixth wider than the one before: any number of
/// runs fits, and a percentile is right to within that sixth.
package struct Histogram: Hashable, Sendable {
  private static let ratio = 1.0 + 1.0 / 6
  private static let count = 112  // from 0.1 seconds to a month
  private static let least = 0.1

  private var buckets: [UInt32] = []
  package private(set) var total = 0

  package init() {}

  package mutating func add(_ seconds: Double) {
    if buckets.isEmpty { buckets = [UInt32](repeating: 0, count: Self.count) }
    buckets[Self.bucket(seconds)] += 1
    total += 1
  }

  package mutating func add(_ other: Histogram) {
    guard !other.buckets.isEmpty else { return }
    guard !buckets.isEmpty else { return self = other }
    for index in buckets.indices { buckets[index] += other.buckets[index] }
    total += other.total
  }

  /// The duration that this share of all stayed below; nil without any.
  package func percentile(_ share: Double) -> Duration? {
    guard total > 0 else { return nil }
    let wanted = Int((Double(total) * share).rounded(.up))
    var seen = 0
    var bound = Self.least
    for count in buckets {
      seen += Int(count)
      if seen >= max(1, wanted) { return .seconds(bound) }
      bound *= Self.ratio
    }
    return .seconds(bound)
  }

  private static func bucket(_ seconds: Double) -> Int {
    var bound = least
    var index = 0
    while seconds > bound, index < count - 1 {
      bound *= ratio
      index += 1
    }
    return index
  }
}
