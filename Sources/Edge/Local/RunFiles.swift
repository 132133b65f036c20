/// A process as the keeper wrote it down.
package struct ProcessMark: Equatable, Sendable {
  package let pid: Int32
  package let startTime: UInt64

  init?(_ text: String?) {
    let parts = (text ?? "").split(separator: " ")
    guard parts.count == 2, let pid = Int32(parts[0]), let start = UInt64(parts[1]), pid > 0 else { return nil }
    self.pid = pid
    startTime = start
  }
}

/// The `status` file of a run that was started.
package struct RunStatus: Equatable, Sendable {
  package let run: String
  package let marker: String
  package let fence: UInt64
  /// Above guardian and keeper; nil from keepers that had none.
  package let warden: ProcessMark?
  package let guardian: ProcessMark?
  /// nil once the guardian has taken over.
  package let keeper: ProcessMark?
  package let child: ProcessMark?
  /// The control group that is the run's alone; nil where there is none.
  package let group: String?
  package let boot: String
  package let host: String
  /// Nanoseconds since 1970.
  package let started: Int64

  /// nil for what is no status of version 1.
  init?(_ bytes: [UInt8]) {
    let fields = RunFields(bytes)
    guard fields["version"] == "1", let fence = fields["fence"].flatMap({ UInt64($0) }) else { return nil }
    run = fields["run"] ?? ""
    marker = fields["marker"] ?? ""
    self.fence = fence
    warden = ProcessMark(fields["warden"])
    guardian = ProcessMark(fields["guardian"])
    keeper = ProcessMark(fields["keeper"])
    child = ProcessMark(fields["child"])
    group = fields["group"].flatMap { $0.isEmpty ? nil : $0 }
    boot = fields["boot"] ?? ""
    host = fields["host"] ?? ""
    started = fields["started"].flatMap { Int64($0) } ?? 0
  }
}

/// How a run ended.
package struct RunExit: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case exited(code: Int32)
    case signalled(number: Int32)
    case notStarted(why: String)
    /// The keepers were killed, or the machine restarted: nobody saw the end.
    case lost
  }

  package enum Reason: String, Sendable {
    case none
    case terminated
    case timeLimit
    case noEngine
  }

  package let kind: Kind
  /// Why it was ended, when we ended it.
  package let reason: Reason
  /// Processes that the child left and that were killed.
  package let stragglers: Int
  /// The keeper was killed and the guardian went on: the log may have a gap.
  package let wasTakenOver: Bool
  package let logEnd: Int?
  /// Nanoseconds since 1970.
  package let ended: Int64?

  package static let lost = RunExit(
    kind: .lost, reason: .none, stragglers: 0, wasTakenOver: false, logEnd: nil, ended: nil)

  init(kind: Kind, reason: Reason, stragglers: Int, wasTakenOver: Bool, logEnd: Int?, ended: Int64?) {
    self.kind = kind
    self.reason = reason
    self.stragglers = stragglers
    self.wasTakenOver = wasTakenOver
    self.logEnd = logEnd
    self.ended = ended
  }

  init?(_ bytes: [UInt8]) {
    let fields = RunFields(bytes)
    guard fields["version"] == "1", let kind = Self.kind(fields) else { return nil }
    self.init(
      kind: kind, reason: Reason(rawValue: fields["reason"] ?? "") ?? .none,
      stragglers: fields["stragglers"].flatMap { Int($0) } ?? 0, wasTakenOver: fields["takeover"] == "1",
      logEnd: fields["logEnd"].flatMap { Int($0) }, ended: fields["ended"].flatMap { Int64($0) })
  }

  private static func kind(_ fields: RunFields) -> Kind? {
    let value = fields["value"].flatMap { Int32($0) } ?? 0
    switch fields["kind"] {
    case "exited": return .exited(code: value)
    case "signalled": return .signalled(number: value)
    case "failed": return .notStarted(why: fields["reason"] ?? "")
    case "lost": return .lost
    default: return nil
    }
  }
}

/// Lines `name=value`; unknown names do no harm.
struct RunFields {
  private let values: [String: String]

  init(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0A).compactMap { line -> (String, String)? in
      guard let equals = line.firstIndex(of: 0x3D) else { return nil }
      return (String(decoding: line[..<equals], as: UTF8.self), String(decoding: line[(equals + 1)...], as: UTF8.self))
    }
    values = Dictionary(lines, uniquingKeysWith: { first, _ in first })
  }

  subscript(name: String) -> String? { values[name] }
}
