import Base
import Domain

/// Services as people read them in a shell.
enum ServiceText {
  static func list(_ services: [ServiceView], for output: Output) -> String {
    var table = TextTable("NAME", "HEALTH", "VERSION", "LOGIN", "LATENCY", "DONE", "FAILED", "RUNNING", "WHY")
    for service in services {
      table.add(
        service.name, service.health.state.words, service.version ?? "-", login(service),
        service.latency.map(seconds) ?? "-", String(service.successes), String(service.failures),
        service.running.isEmpty ? "-" : service.running.map(\.description).joined(separator: " "), why(service.health))
    }
    return table.text(for: output)
  }

  static func models(_ services: [ServiceView], for output: Output) -> String {
    var table = TextTable("SERVICE", "MODEL", "CHOSEN")
    for service in services {
      for model in service.models { table.add(service.name, model, model == service.model ? "yes" : "") }
    }
    return table.text(for: output)
  }

  static func page(_ service: ServiceView) -> String {
    var lines = ["\(service.name)", ""]
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { lines.append(name.padded(to: 12) + value) }
    }
    add("health", "\(service.health.state.words): \(why(service.health))")
    add("since", service.health.since?.description)
    add("enabled", service.isEnabled ? "yes" : "no")
    add("program", service.program ?? "not found")
    add("version", service.version)
    add("login", login(service))
    add("unproven", service.isUnproven ? "yes: understood by its documentation, not by a real transcript" : nil)
    add("permissions", service.permissions.map(\.rawValue).joined(separator: ", "))
    add("sessions", service.resumes ? "can be continued" : "each run begins anew")
    add("models", service.models.joined(separator: ", "))
    add("model", service.model)
    add("latency", service.latency.map(seconds))
    add("turns", "\(service.successes) went well, \(service.failures) failed")
    for quota in service.quotas { add("quota", line(quota)) }
    add("running", service.running.map(\.description).joined(separator: ", "))
    add("last used", service.lastUsed?.description)
    add("test", service.test.map { "\(line($0)), at \($0.at)" })
    if service.name == "claude", service.permissions.contains(.auto) {
      add("as root", "auto sets IS_SANDBOX=1: claude refuses to run unasked as root without it")
    }
    return lines.joined(separator: "\n")
  }

  static func line(_ test: ServiceRecord.Test) -> String {
    let time = seconds(test.seconds)
    return test.passed ? "answered after \(time): \(flat(test.message))" : "failed after \(time): \(flat(test.message))"
  }

  private static func line(_ quota: ServiceRecord.Quota) -> String {
    let used = quota.used.map { " \(Int(($0 * 100).rounded())) % used" } ?? ""
    return "\(quota.window): \(quota.status.rawValue)\(used)\(quota.resetsAt.map { ", until \($0)" } ?? "")"
  }

  private static func why(_ health: ServiceHealth) -> String {
    flat(health.reason) + (health.until.map { ", until \($0)" } ?? "")
  }

  private static func login(_ service: ServiceView) -> String {
    guard service.isFound else { return "-" }
    return service.isLoggedIn.map { $0 ? "yes" : "no" } ?? "unknown"
  }

  private static func seconds(_ time: Double) -> String { "\((time * 10).rounded() / 10) s" }

  private static func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
