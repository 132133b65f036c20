import Base
import Domain
import Verbs

extension CommandLineTool {
  static let moneyHandlers: [CommandHandler] = [
    CommandHandler("budget list", listBudgets), CommandHandler("budget set", setBudget),
    CommandHandler("budget rm", removeBudget), CommandHandler("stats", stats),
  ]

  @Sendable private static func listBudgets(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    guard case .budgets(let budgets) = try await context.open().ask(.budgets) else { return .failed }
    if words.wantsJSON {
      try context.output.json(budgets)
    } else if budgets.isEmpty {
      context.output.text("no budget is set; `drover budget set day 5.00` sets one")
    } else {
      var table = TextTable("FOR EACH", "LIMIT", "SPENT TODAY", "FROM", "WORKSPACE")
      for budget in budgets {
        table.add(
          budget.scope.rawValue, "$\(budget.limit)", budget.spent.map(MoneyText.of) ?? "-",
          budget.origin + (budget.until.map { " until \($0)" } ?? ""),
          budget.workspace ?? "-")
      }
      context.output.text(table.text(for: context.output))
    }
    return .done
  }

  @Sendable private static func setBudget(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    guard let amount = Money(words.arguments[1]) else {
      throw DroverError(
        .usage, "\"\(words.arguments[1])\" is no amount", remedy: "an amount in dollars, like 1.50")
    }
    return try await change(words, context, amount)
  }

  @Sendable private static func removeBudget(_ words: Invocation, _ context: CommandContext) async throws -> ExitCode {
    try await change(words, context, nil)
  }

  private static func change(
    _ words: Invocation, _ context: CommandContext, _ amount: Money?
  ) async throws -> ExitCode {
    guard let scope = BudgetScope(rawValue: words.arguments[0]) else {
      throw DroverError(
        .usage, "there is no budget for each \"\(words.arguments[0])\"",
        remedy: "one of: \(BudgetScope.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let workspace = try words.text("workspace").map { try Folders.repository(at: $0, in: context) }
    let budget = BudgetSet(scope: scope, workspace: workspace, amount: amount)
    _ = try await context.open().perform(.setBudget(budget: budget))
    if words.wantsJSON {
      try context.output.json(budget)
    } else {
      let place = workspace.map { " in \($0)" } ?? ""
      context.output.text(
        amount.map { "each \(scope.rawValue)\(place) may cost $\($0)" }
          ?? "each \(scope.rawValue)\(place) has no budget of this home any more")
    }
    return .done
  }
}

/// Money as people read it: what a subscription covered is marked, what nobody knows is said.
enum MoneyText {
  static func of(_ cost: Cost) -> String {
    guard let amount = cost.amount else { return cost.basis == .subscription ? "≈ unknown" : "unknown" }
    switch cost.basis {
    case .reported, .catalogue: return "$\(amount)"
    case .subscription: return "≈$\(amount)"
    case .unknown: return "$\(amount) + unknown"
    }
  }

  static func of(_ spending: Spending) -> String {
    var parts: [String] = []
    if spending.amount > .zero || spending.covered == .zero && !spending.hasUnknown {
      parts.append("$\(spending.amount)")
    }
    if spending.covered > .zero { parts.append("≈$\(spending.covered)") }
    if spending.hasUnknown { parts.append("unknown") }
    return parts.joined(separator: " + ")
  }
}
