/// What goes wrong on the way through the door, in the words of the contract. Crosses sockets as it is.
package struct DroverError: Error, Hashable, Sendable, Codable {
  package enum Code: String, Hashable, Sendable, Codable {
    /// Wrong words or bad configuration; exit 2.
    case usage
    /// No such thing; exit 3.
    case notFound
    /// Would lose work, break a rule or a budget, is not trusted; exit 4.
    case refused
    /// No service, no engine, time is up; exit 5.
    case unavailable
    /// The work itself failed; exit 1.
    case failed
    /// Somebody ended it; exit 130.
    case cancelled
  }

  package var code: Code
  /// One sentence, lower case, without a final stop.
  package var message: String
  /// What the person can do about it; empty when there is nothing to say.
  package var remedy: String

  package init(_ code: Code, _ message: String, remedy: String = "") {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}

extension DroverError {
  /// What went wrong and what can be done about it on one line, as a screen says it.
  package var sentence: String { remedy.isEmpty ? message : "\(message); \(remedy)" }

  /// Any error in the words of the contract; one that is not ours is our fault.
  package init(any error: any Error) {
    self =
      error as? DroverError ?? DroverError(.failed, "\(error)", remedy: "please report this as a fault of Drover")
  }
}
