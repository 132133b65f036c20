package import Domain

/// The class of an error: by its structure where there is any, and by its words only as a last resort. Never asked
/// about a turn that succeeded, so a success may talk of quotas.
package enum ErrorRules {
  /// By an HTTP status.
  package static func byStatus(_ status: Int) -> ErrorClass? {
    switch status {
    case 401, 403: .authentication
    case 402, 429: .quota
    case 404: .modelUnknown
    case 408, 504: .network
    case 413: .contextTooLong
    case 500, 502, 503, 529: .overloaded
    default: nil
    }
  }

  /// By a word that a service defines; the same words come from several of them.
  package static func byCode(_ code: String) -> ErrorClass? {
    codes[String(code.lowercased().filter { $0.isLetter })]
  }

  private static let codes: [String: ErrorClass] = [
    "authenticationfailed": .authentication, "authenticationerror": .authentication, "unauthorized": .authentication,
    "permissionerror": .authentication, "invalidapikey": .authentication, "oautherror": .authentication,
    "billingerror": .quota, "ratelimit": .quota, "ratelimiterror": .quota, "ratelimitexceeded": .quota,
    "usagelimitexceeded": .quota, "usagelimitreached": .quota, "insufficientquota": .quota, "quotaexceeded": .quota,
    "resourceexhausted": .quota,
    "overloaded": .overloaded, "overloadederror": .overloaded, "servererror": .overloaded, "apierror": .overloaded,
    "serveroverloaded": .overloaded, "serverisoverloaded": .overloaded, "internalservererror": .overloaded,
    "modelnotfound": .modelUnknown, "notfounderror": .modelUnknown,
    "contextwindowexceeded": .contextTooLong, "contextlengthexceeded": .contextTooLong,
    "prompttoolong": .contextTooLong, "exceedcontextsizeerror": .contextTooLong,
    "connectionfailed": .network, "connectiondropped": .network, "httpconnectionfailed": .network,
    "responsestreamconnectionfailed": .network, "responsestreamdisconnected": .network, "timeout": .network,
    "sandboxerror": .permission, "permissiondenied": .permission,
    "maxturns": .taskFailure, "budgetexhausted": .taskFailure,
  ]

  /// By words; the first rule that holds decides, so the special ones stand before the general ones.
  package static func byText(_ text: String) -> ErrorClass {
    let text = text.lowercased()
    return rules.first { rule in rule.words.contains { text.contains($0) } }?.errorClass ?? .unknown
  }

  private static let rules: [(errorClass: ErrorClass, words: [String])] = [
    (
      .contextTooLong,
      [
        "prompt is too long", "ran out of room", "context window", "context_length", "context length",
        "maximum context",
      ]
    ),
    (
      .quota,
      [
        "usage limit", "quota", "rate limit", "rate_limit", "credit balance", "insufficient_quota", "status: 429",
        "status 429", "(429)", "too many requests", "billing",
      ]
    ),
    (
      .authentication,
      [
        "status 401", "status: 401", "unauthorized", "not logged in", "invalid api key", "invalid x-api-key", "log in",
        "authentication", "status 403", "missing environment variable", "api key",
      ]
    ),
    (
      .modelUnknown,
      [
        "selected model (", "model_not_found", "status 404", "status: 404", "model not found", "unknown model",
        "model is not supported",
      ]
    ),
    (
      .overloaded,
      [
        "at capacity", "overloaded", "high demand", "status 529", "status 503", "status: 503", "status 500",
        "status: 500", "internal server error", "service unavailable", "server_error",
      ]
    ),
    (
      .network,
      [
        "stream disconnected", "stream closed", "connection", "econnre", "etimedout", "network", "timeout", "timed out",
        "error sending request", "transport error", "could not resolve", "dns", "malformed response",
      ]
    ),
    (.permission, ["permission denied", "not permitted", "approval policy", "read-only file system"]),
  ]
}
