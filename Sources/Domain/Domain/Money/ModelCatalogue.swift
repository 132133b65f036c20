import Base

/// What is known of models and what they cost. Made from the program's texts; what stands in none is unknown, never free.
package struct ModelCatalogue: Hashable, Sendable, Codable {
  package struct Service: Hashable, Sendable, Codable {
    package var name: String
    package var vendor: String?
    /// Whether its reports say themselves what they cost.
    package var reportsMoney: Bool
  }

  /// US dollars for a million tokens. A kind without a price costs something that is not known.
  package struct Price: Hashable, Sendable, Codable {
    package var input: Money
    package var output: Money
    package var cacheRead: Money?
    package var cacheWrite: Money?
  }

  /// What holds for prompts of more than `above` tokens; without a price it is not known.
  package struct Long: Hashable, Sendable, Codable {
    package var above: Int
    package var price: Price?
  }

  package struct Model: Hashable, Sendable, Codable {
    package var name: String
    package var vendor: String
    package var aliases: [String]?
    /// In tokens.
    package var context: Int?
    package var price: Price?
    package var long: Long?
    /// The day on which it was read, and where.
    package var read: String
    package var source: String
  }

  package var services: [Service]
  package var models: [Model]

  package init(services: [Service] = [], models: [Model] = []) {
    self.services = services
    self.models = models
  }
}

extension ModelCatalogue {
  /// By its name or an alias, also with a provider before it, a date or a context size behind it, as agents report it.
  package func model(named name: String) -> Model? {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let plain = last.split(separator: "[").first.map(String.init) ?? last
    return [name, plain, Self.withoutDate(plain)].lazy.compactMap { name in
      models.first { $0.name == name || $0.aliases?.contains(name) == true }
    }.first
  }

  /// `gpt-5-codex-2026-01-02` and `claude-haiku-4-5-20251001` are the models without the day.
  private static func withoutDate(_ name: String) -> String {
    var parts = name.split(separator: "-")
    if parts.count > 1, let last = parts.last, last.count == 8, last.allSatisfy(\.isNumber) { parts.removeLast() }
    if parts.count > 3, parts.suffix(3).map(\.count) == [4, 2, 2],
      parts.suffix(3).allSatisfy({ $0.allSatisfy(\.isNumber) })
    {
      parts.removeLast(3)
    }
    return parts.joined(separator: "-")
  }

  /// Whether what a service does with a model can be held against a budget.
  package func isPriceKnown(service: String, model: String?) -> Bool {
    if services.first(where: { $0.name == service })?.reportsMoney == true { return true }
    return model.flatMap { self.model(named: $0)?.price } != nil
  }

  /// The agent's own word where it has one, else tokens times price.
  package func cost(of report: UsageReport, asked model: String?) -> Cost {
    guard report.cost.amount == nil else { return report.cost }
    guard let name = report.model ?? model, let found = self.model(named: name) else { return .unknown }
    let prompt = report.usage.input + report.usage.cacheRead + report.usage.cacheWrite
    let price = found.long.map { prompt > $0.above ? $0.price : found.price } ?? found.price
    guard let amount = price?.amount(of: report.usage) else { return .unknown }
    return Cost(amount: amount, basis: .catalogue)
  }
}

extension ModelCatalogue.Price {
  /// Nil when a kind of token occurs whose price is not known. Reasoning is part of the output.
  func amount(of usage: Usage) -> Money? {
    let kinds = [
      (usage.input, Optional(input)), (usage.output, Optional(output)), (usage.cacheRead, cacheRead),
      (usage.cacheWrite, cacheWrite),
    ]
    var sum = Money.zero
    for (tokens, price) in kinds where tokens > 0 {
      guard let price else { return nil }
      sum = sum + price.times(tokens)
    }
    return sum
  }
}

extension Money {
  /// A price for a million, times so many; rounded down to a billionth.
  func times(_ tokens: Int) -> Money {
    let (millions, rest) = (Int64(tokens / 1_000_000), Int64(tokens % 1_000_000))
    let (whole, overflows) = billionths.multipliedReportingOverflow(by: millions)
    guard !overflows else { return Money(billionths: .max) }
    return Money(billionths: whole) + Money(billionths: billionths * rest / 1_000_000)
  }
}
