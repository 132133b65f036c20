/// What can be wrong with a home's database. The message is one sentence; the remedy says what a person can do.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: Hashable, Sendable {
    /// Another process holds the home.
    case held(pid: Int?)
    /// The disk is full, the file is read-only, the folder cannot be written.
    case cannotWrite
    /// A page is damaged, or the file is no database.
    case damaged
    /// Facts that were acknowledged are not in the log any more.
    case lost
    /// Written by a later version of Drover.
    case newer
    /// The home lies on a network file system.
    case network
    /// Asked after the end.
    case closed
    /// A statement of ours was wrong.
    case fault
  }

  package var code: Code
  package var message: String
  package var remedy: String

  package init(_ code: Code, _ message: String, remedy: String = "") {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  package var description: String { message }
}
