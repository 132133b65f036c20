/// Durations as people read and write them.
extension Duration {
  /// Seconds as a number, as the `--json` output writes durations.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }

  /// At most two units: `0.4s`, `12s`, `3m05s`, `2h10m`, `5d3h`.
  package var short: String {
    let seconds = components.seconds
    if seconds < 0 { return "0s" }
    if seconds < 10 {
      let tenths = components.attoseconds / 100_000_000_000_000_000
      return tenths == 0 ? "\(seconds)s" : "\(seconds).\(tenths)s"
    }
    if seconds < 60 { return "\(seconds)s" }
    if seconds < 3600 { return "\(seconds / 60)m\((seconds % 60).zeroPadded(2))s" }
    if seconds < 86_400 { return "\(seconds / 3600)h\((seconds / 60 % 60).zeroPadded(2))m" }
    return "\(seconds / 86_400)d\(seconds / 3600 % 24)h"
  }
}
