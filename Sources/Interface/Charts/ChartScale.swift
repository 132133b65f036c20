/// A scale that stays: from zero to a round number, so that a plot does not jump with each new value.
package struct ChartScale: Hashable, Sendable {
  package let top: Double

  /// A fixed top.
  package init(top: Double) { self.top = top > 0 ? top : 1 }

  /// The least round number (1, 2 or 5 with zeros) that holds all values.
  package init(holding values: some Sequence<Double>) {
    let highest = values.filter(\.isFinite).max() ?? 0
    var step = 1.0
    while step < highest { step *= 10 }
    while step / 10 >= highest, step > 1e-9, highest > 0 { step /= 10 }
    let rounds = [0.1, 0.2, 0.5, 1].map { $0 * step }
    top = highest > 0 ? rounds.first { $0 >= highest } ?? step : 1
  }

  /// For what is counted: its half is whole too, so that every mark is something that can be.
  package init(counting values: some Sequence<Double>) {
    let round = ChartScale(holding: values).top
    top = round <= 2 ? 2 : round == 5 ? 6 : round
  }

  /// From 0 to 1; what is no number is zero.
  package func fraction(_ value: Double) -> Double {
    value.isFinite ? max(0, min(1, value / top)) : 0
  }

  /// A few digits and a letter: `0`, `0.5`, `12`, `1.5k`, `20M`. Never wider than five columns.
  package static func label(_ value: Double) -> String {
    if value < 0 { return "-" + label(-value) }
    for (size, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= size {
      return short(value / size) + letter
    }
    return short(value)
  }

  private static func short(_ value: Double) -> String {
    guard value.isFinite, value < 100_000 else { return value.isNaN ? "-" : ">99" }
    if value >= 10 || value == value.rounded() { return String(Int(value.rounded())) }
    let places = value < 0.1 ? 1_000.0 : value < 1 ? 100 : 10
    let scaled = Int((value * places).rounded())
    var text = String(scaled % Int(places))
    while text.utf8.count < String(Int(places)).utf8.count - 1 { text = "0" + text }
    while text.hasSuffix("0"), !text.isEmpty { text.removeLast() }
    let whole = String(scaled / Int(places))
    return text.isEmpty ? whole : whole + "." + text
  }
}
