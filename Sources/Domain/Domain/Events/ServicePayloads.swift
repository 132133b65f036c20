package import Base

/// A person takes a service out of the choice, or back in, or says which model it uses where nobody names one.
package struct ServiceSwitched: Hashable, Sendable, Codable {
  package var service: String
  package var enabled: Bool
  /// Nil leaves the choice alone; empty gives it back to the agent.
  package var model: String?

  package init(service: String, enabled: Bool, model: String? = nil) {
    self.service = service
    self.enabled = enabled
    self.model = model
  }
}

/// One tiny turn, made because a person wanted to know.
package struct ServiceTested: Hashable, Sendable, Codable {
  package var service: String
  package var passed: Bool
  /// From the start to the first word, or to the failure.
  package var seconds: Double
  /// What it answered, or what went wrong.
  package var message: String
  package var errorClass: ErrorClass?
  package var resetsAt: Timestamp?
  package var model: String?
  package var version: String?
  package var usage: Usage?
  package var cost: Cost?

  private enum CodingKeys: String, CodingKey {
    case service, passed, seconds, message, errorClass = "class", resetsAt, model, version, usage, cost
  }

  package init(
    service: String, passed: Bool, seconds: Double, message: String, errorClass: ErrorClass? = nil,
    resetsAt: Timestamp? = nil, model: String? = nil, version: String? = nil, usage: Usage? = nil, cost: Cost? = nil
  ) {
    self.service = service
    self.passed = passed
    self.seconds = seconds
    self.message = message
    self.errorClass = errorClass
    self.resetsAt = resetsAt
    self.model = model
    self.version = version
    self.usage = usage
    self.cost = cost
  }
}
