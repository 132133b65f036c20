/// Why the run host of this machine could not do what was asked.
package struct LocalError: Error, Equatable, CustomStringConvertible {
  package struct Code: Equatable, Sendable {
    private enum Kind { case notStarted, held, gone, hungUp, fenced, busy, notUnderstood, unreadable }
    private let kind: Kind
    package static let notStarted = Code(kind: .notStarted)
    /// Another pair of keepers holds the run's folder.
    package static let held = Code(kind: .held)
    /// The run has ended, or takes no input any more.
    package static let gone = Code(kind: .gone)
    /// The keeper that was asked went away before it answered: another one may have taken its place.
    static let hungUp = Code(kind: .hungUp)
    /// A newer engine has taken the run over.
    package static let fenced = Code(kind: .fenced)
    /// Another input is under way, or no answer came in time.
    package static let busy = Code(kind: .busy)
    package static let notUnderstood = Code(kind: .notUnderstood)
    package static let unreadable = Code(kind: .unreadable)
  }

  package let code: Code
  package let message: String
  package var description: String { message }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
