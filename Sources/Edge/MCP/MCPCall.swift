package import JSON
package import Wire

/// One call of a tool, as the client made it.
package struct MCPCall: Hashable, Sendable {
  /// How the person at the client can be asked.
  package enum Person: Hashable, Sendable {
    case unreachable
    /// By a request of ours while the call is open.
    case reachable
    /// By an answer that makes the client call again; what it then brings along.
    case asked(JSONValue?)
  }

  package let id: RPCIdentifier
  package let name: String
  package let arguments: JSONValue
  package let progressToken: JSONValue?
  package let person: Person
}

package enum ToolOutcome: Hashable, Sendable {
  case done(JSONValue)
  /// For the model to read: what was wrong and what to do.
  case refused(String)
  /// The client is to ask its person this, and to call again.
  case asksPerson(key: String, request: JSONValue)
}
