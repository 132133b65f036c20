import Base
import Domain

/// What is asked of a person when money is used up, in words that say what each answer does. Pure.
struct BudgetQuestion: Sendable {
  let task: TaskID
  let ask: BudgetAsk
  /// What happened.
  let reason: String

  /// As much again as was allowed before, on top of what is spent.
  init(_ task: TaskID, _ scope: BudgetScope, _ used: BudgetMachine.Used, reason: String, dayEnds: Timestamp) {
    let upTo = scope == .run ? used.limit : max(used.spent, used.limit) + used.limit
    self.task = task
    self.reason = reason
    ask = BudgetAsk(
      scope: scope, spent: used.spent, limit: used.limit, upTo: upTo,
      until: scope == .day || scope == .workspace ? dayEnds : nil)
  }

  /// What leave would do.
  private var offer: String {
    switch ask.scope {
    case .run: "go on with a run that may cost $\(ask.upTo) as well"
    case .task: "let \(task) cost up to $\(ask.upTo) in all"
    case .day: "let today's runs cost up to $\(ask.upTo) in all"
    case .workspace: "let today's runs in this workspace cost up to $\(ask.upTo) in all"
    }
  }

  private var elsewhere: String {
    switch ask.scope {
    case .run: "`drover budget set run AMOUNT` changes what each may cost"
    case .task: "`drover task edit \(task) --budget AMOUNT` allows another amount"
    case .day, .workspace:
      "`drover budget set \(ask.scope.rawValue) AMOUNT` raises it for good; at midnight UTC it goes on by itself"
    }
  }

  /// For the card, which must show the way out.
  func waiting(_ id: AskID, at now: Timestamp) -> Waiting {
    Waiting(
      for: ask.until == nil ? .approval : .quota, since: now, until: ask.until,
      reason: "\(reason); `drover inbox answer \(id) allow` to \(offer), `deny` to end it", needs: .budget, ask: id)
  }

  func asked(_ id: AskID) -> ApprovalAsked {
    let input = "\(reason); allow: \(offer); deny: end it"
    var hash = ContentHash()
    hash.add(Array("\(task) \(input)".utf8))
    return ApprovalAsked(
      ask: id, kind: .approval, request: "budget", tool: "budget", input: input, title: "\(reason): \(offer)?",
      reason: elsewhere, hash: String(hash.text.prefix(16)), offset: 0, budget: ask)
  }
}
