import Base
import Config
import Domain
import Glibc
import Verbs

extension CommandLineTool {
  @Sendable static func stats(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    let group = words.text("by").flatMap(StatsRequest.Group.init(rawValue:)) ?? .service
    let request = StatsRequest(since: try words.text("since").map(moment), by: group)
    guard case .stats(let rows) = try await context.open().ask(.stats(request)) else { return .failed }
    if words.wantsJSON {
      try context.output.json(rows)
    } else if rows.isEmpty {
      context.output.text("nothing ran in that time")
    } else {
      var table = TextTable(group.rawValue.uppercased(), "RUNS", "GOOD", "IN", "CACHED", "OUT", "COST", "P50", "P95")
      for row in rows {
        table.add(
          row.key, String(row.runs), row.success.map { "\(Int(($0 * 100).rounded()))%" } ?? "-",
          count(row.usage.input + row.usage.cacheWrite), count(row.usage.cacheRead), count(row.usage.output),
          MoneyText.of(row.spent), seconds(row.p50), seconds(row.p95))
      }
      context.output.text(table.text(for: context.output))
    }
    return .done
  }

  private static func count(_ tokens: Int) -> String {
    tokens >= 10_000_000 ? "\(tokens / 1_000_000)M" : tokens >= 10_000 ? "\(tokens / 1000)k" : String(tokens)
  }

  private static func seconds(_ value: Double?) -> String {
    value.map { Duration.seconds($0).short } ?? "-"
  }

  /// A day, a moment, or a time back from now.
  private static func moment(_ text: String) throws(DroverError) -> Timestamp {
    if let time = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") { return time }
    guard let back = DurationSetting.parse(text) else {
      throw DroverError(
        .usage, "--since cannot be \"\(text)\"", remedy: "a time back like 7d or 12h, or a day like 2026-11-01")
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(microseconds: (Int64(now.tv_sec) - back.components.seconds) * 1_000_000)
  }
}
