import Base
import Domain
import Store

/// Writes the facts of one piece of output in one transaction, and answers at once what a standing permission allows.
struct AgentBooking: Sendable {
  let store: Store
  let task: TaskID?
  let run: RunID
  let service: String
  let workspace: String
  /// Where it works: what a standing permission is relative to.
  let folder: String
  /// What it was asked to use, for reports that name no model.
  let model: String?
  let budgets: BudgetDesk
  /// It may only read where it is: what it asks for is answered with a worktree, and no standing permission holds.
  var isReading = false

  func book(_ facts: [AgentMachine.Fact], ending: AgentEnded? = nil) async throws {
    guard !facts.isEmpty || ending != nil else { return }
    try await store.write { transaction in
      for fact in facts {
        switch fact {
        case .event(let body): try append(body, &transaction)
        case .usage(let report, let offset):
          let booked = UsageBooked(usage: report.usage, cost: budgets.price(report, asked: model), offset: offset)
          try append(.usageBooked(booked), &transaction)
        case .asked(let request, let offset): try ask(request, offset, &transaction)
        }
      }
      if let ending {
        try withdrawAll("the agent has ended", &transaction)
        try append(.agentEnded(ending), &transaction)
      }
    }
  }

  private func ask(_ request: AgentMachine.Request, _ offset: Int64, _ transaction: inout Transaction) throws {
    let id = try transaction.nextAsk()
    var asked = ApprovalAsked(id, request, offset: offset)
    if isReading, asked.kind == .approval {
      asked.givesTree = true
      asked.reason = [asked.reason, "it only reads here; to allow this is to give it a worktree of its own"]
        .compactMap(\.self).joined(separator: "; ")
    }
    let event = try transaction.append(EventDraft(.approvalAsked(asked), task: task, run: run, by: .engine))
    guard case .approval(let approval) = request, !isReading else { return }
    let rules = try transaction.rules()
    let matching = rules.first { $0.allows(approval, service: service, workspace: workspace, folder: folder) }
    guard let rule = matching else { return }
    let answered = ApprovalAnswered(ask: id, answer: .allow, rule: rule.id)
    try transaction.append(
      EventDraft(.approvalAnswered(answered), task: task, run: run, by: .rule(rule.id), cause: event.seq))
  }

  /// Why no more money may be spent; nil while it may.
  func stop(beside estimated: [UsageReport]) async throws -> AgentWatch.Reason? {
    let costs = estimated.map { budgets.price($0, asked: model) }
    guard let stop = try await stop(beside: costs) else { return nil }
    return AgentWatch.Reason(errorClass: .taskFailure, words: "\(stop.reason); \(stop.remedy)", budget: stop.scope)
  }

  private func stop(beside costs: [Cost]) async throws -> BudgetMachine.Stop? {
    if let task { return try await budgets.check(task, beside: costs) }
    guard let turn = try await store.turn(of: run), let session = try await store.session(turn.session) else {
      return nil
    }
    return try await budgets.check(
      session, service: service, model: model, run: turn.attempt?.cost, beside: costs)
  }

  /// What people want of it now.
  func wishes() async throws -> AgentWishes {
    let asks = try await store.asks(of: run)
    guard let task, let record = try await store.task(task) else {
      return AgentWishes(asks: asks, isCancelled: try await store.turn(of: run)?.stopped != nil)
    }
    let attempt = record.attempts.last { $0.run == run }
    return AgentWishes(
      asks: asks, inputs: (attempt?.inputs ?? []).filter { $0.delivered == nil },
      isCancelled: record.cancelled != nil || record.handover != nil)
  }

  private func withdrawAll(_ reason: String, _ transaction: inout Transaction) throws {
    for ask in try transaction.asks(of: run) where ask.state == .open {
      try append(.approvalWithdrawn(ApprovalWithdrawn(ask: ask.id, reason: reason)), &transaction)
    }
  }

  func delivered(_ id: String, at offset: Int64) async throws {
    try await store.write { transaction in
      try append(.inputDelivered(InputDelivered(id: id, offset: offset)), &transaction)
    }
  }

  func withdraw(_ ask: AskID, _ reason: String) async throws {
    try await store.write { transaction in
      try append(.approvalWithdrawn(ApprovalWithdrawn(ask: ask, reason: reason)), &transaction)
    }
  }

  private func append(_ body: EventBody, _ transaction: inout Transaction) throws {
    try transaction.append(EventDraft(body, task: task, run: run, by: .engine))
  }
}

struct AgentWishes: Sendable {
  var asks: [AskView] = []
  /// Words that were not sent yet.
  var inputs: [TaskRecord.Input] = []
  var isCancelled = false
}

extension ApprovalAsked {
  /// How much of a request an event keeps; the hash is of all of it.
  private static let shown = 64 << 10

  init(_ id: AskID, _ request: AgentMachine.Request, offset: Int64) {
    let (kind, tool, whole, title, reason, options): (Kind, String, String, String?, String?, [Choice])
    switch request {
    case .approval(let data):
      (kind, tool, whole, title, reason, options) = (
        .approval, data.tool, data.input, data.title, data.reason, data.options
      )
    case .question(let data):
      (kind, tool, whole, title, reason, options) = (
        .question, "question", data.input.isEmpty ? data.text : data.input, data.text, nil, data.options
      )
    }
    var hash = ContentHash()
    for part in [kind.rawValue, tool, whole, title ?? ""] + options.map(\.name) { hash.add(Array(part.utf8)) }
    let shown = String(decoding: whole.utf8.prefix(Self.shown), as: UTF8.self)
    self.init(
      ask: id, kind: kind, request: request.id, tool: tool, input: shown,
      cutBytes: max(0, whole.utf8.count - Self.shown), title: title, reason: reason, options: options,
      hash: String(hash.text.prefix(16)), offset: offset)
  }
}

extension Author {
  static func rule(_ id: RuleID) -> Author { Author("rule:\(id)") }
}
