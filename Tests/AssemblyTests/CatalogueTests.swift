import Base
import Domain
import Resources
import Testing

@testable import Assembly

@Suite struct CatalogueTests {
  @Test func theTextsOfTheProgramAreWhole() throws {
    let catalogue = try Catalogue.models()
    #expect(catalogue.models.count > 20)
    let names = catalogue.models.flatMap { [$0.name] + ($0.aliases ?? []) }
    #expect(Set(names).count == names.count)
    for model in catalogue.models {
      #expect(!model.source.isEmpty && model.read.hasPrefix("20"), "\(model.name) says where it was read")
      if let price = model.price { #expect(price.output > price.input && price.input > .zero) }
    }
  }

  @Test(
    arguments: [
      ("claude-opus-5-5", "claude-opus-5-5"), ("opus", "claude-opus-5-5"), ("claude-opus-5-5[1m]", "claude-opus-5-5"),
      ("claude-haiku-4-5-20251001", "claude-haiku-4-5"), ("openai/gpt-6.1-sol", "gpt-6.1-sol"),
      ("gpt-5-codex-2026-01-02", "gpt-5-codex"), ("gemma-local", nil), ("<synthetic>", nil),
    ] as [(String, String?)])
  func aModelIsKnownAsAgentsReportIt(reported: String, name: String?) throws {
    #expect(try Catalogue.models().model(named: reported)?.name == name)
  }

  @Test(
    arguments: [
      ("claude-opus-5-5", Usage(input: 1_000_000, output: 100_000, cacheRead: 2_000_000, cacheWrite: 10_000), "6.45"),
      ("gpt-6.1-sol", Usage(input: 1000, output: 10, cacheRead: 100_000), "0.0121"),
      // Above the length from which another price holds, and one whose other price is not known.
      ("gpt-6.1-sol", Usage(input: 300_000, output: 1000), "1.215"),
      ("gpt-6-sol", Usage(input: 300_000, output: 1), nil),
      // Nobody says what the cache costs: unknown, not free.
      ("gpt-5.5", Usage(input: 1000, output: 1, cacheRead: 1), nil),
      ("gpt-5.5", Usage(input: 1000, output: 1), "0.00503"),
      ("gpt-6.2-astra", Usage(input: 1, output: 1), nil), ("gemma-local", Usage(input: 1, output: 1), nil),
    ] as [(String, Usage, String?)])
  func tokensArePricedOrUnknown(model: String, usage: Usage, amount: String?) throws {
    let cost = try Catalogue.models().cost(of: UsageReport(usage: usage, model: model), asked: nil)
    #expect(cost == amount.map { Cost(amount: Money($0), basis: .catalogue) } ?? .unknown)
  }

  @Test func theAgentsOwnWordComesFirst() throws {
    let report = UsageReport(
      usage: Usage(input: 1), cost: Cost(amount: Money("0.5"), basis: .reported), model: "claude-opus-5-5")
    #expect(try Catalogue.models().cost(of: report, asked: nil) == report.cost)
  }

  @Test(
    arguments: [
      ("claude", nil, true), ("codex", nil, false), ("codex", "gpt-6.1-sol", true), ("codex", "gpt-5.6-sol", false),
      ("aider", "openai/gpt-5-codex", true),
    ] as [(String, String?, Bool)])
  func onlyAKnownPriceStartsUnderABudget(service: String, model: String?, isKnown: Bool) throws {
    #expect(try Catalogue.models().isPriceKnown(service: service, model: model) == isKnown)
  }
}
