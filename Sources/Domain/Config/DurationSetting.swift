/// Durations as configuration writes them: `90s`, `10m`, `1h30m`, `30d`. Exact, unlike the text for the screen.
package enum DurationSetting {
  private static let units: [(name: Character, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

  package static func parse(_ text: String) -> Duration? {
    var seconds: Int64 = 0
    var rest = text[...]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      guard let number = Int64(digits), number < 1_000_000_000,
        let unit = units.first(where: { $0.name == rest.first })
      else { return nil }
      seconds += number * unit.seconds
      rest = rest.dropFirst()
    }
    return .seconds(seconds)
  }

  package static func text(_ duration: Duration) -> String {
    var seconds = duration.components.seconds
    var text = ""
    for unit in units where seconds >= unit.seconds {
      text += "\(seconds / unit.seconds)\(unit.name)"
      seconds %= unit.seconds
    }
    return text.isEmpty ? "0s" : text
  }
}
