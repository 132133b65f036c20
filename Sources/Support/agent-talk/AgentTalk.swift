import CLIAgents
import Domain
import Glibc
import JSON
import Platform

/// Talks with a real agent through its conversation, without an engine, and prints each step as a line of JSON: for the
/// proofs of the protocols. Afterwards the log is heard again by a second conversation, which must take the same steps.
///
///     agent-talk AGENT MODE FOLDER PROMPT [WORD VALUE]...
///
/// Words: `model NAME`, `resume ID`, `fork ID`; `allow -`, `deny REASON`, `reply TEXT` answer what is asked; `say TEXT`
/// and `interrupt -` happen when the first tool is called, `kill N` at the Nth; `next TEXT` is said at the first rest; `agents FOLDER`
/// holds agents of one's own.
@main
enum AgentTalk {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      let wishes = try Wishes(Array(CommandLine.arguments.dropFirst()))
      let talk = Talk(wishes)
      try await talk.run()
    } catch {
      let words = (error as? DroverError).map { "\($0.code.rawValue): \($0.message)" } ?? "\(error)"
      print(JSONWriter.compactText(["refused": .string(words)]))
      exit(1)
    }
  }
}

/// What the caller wants to happen.
struct Wishes: Sendable {
  var start: AgentStart
  var words: [String: String] = [:]
  var environment: [String: String] = [:]

  init(_ arguments: [String]) throws {
    guard arguments.count >= 4, arguments.count.isMultiple(of: 2), let mode = Permission(rawValue: arguments[1]) else {
      throw DroverError(.usage, "agent-talk AGENT ask|edits|auto|plan FOLDER PROMPT [WORD VALUE]...")
    }
    for place in stride(from: 4, to: arguments.count, by: 2) { words[arguments[place]] = arguments[place + 1] }
    for name in ["PATH", "HOME", "TERM", "LANG"] { environment[name] = getenv(name).map { String(cString: $0) } }
    for entry in (words["environment"] ?? "").split(separator: "\n") {
      let pair = entry.split(separator: "=", maxSplits: 1).map(String.init)
      environment[pair[0]] = pair.count > 1 ? pair[1] : ""
    }
    let session: AgentStart.Session =
      words["resume"].map { .resume($0) } ?? words["fork"].map { .fork($0) } ?? .new
    start = AgentStart(
      agent: arguments[0], prompt: arguments[3], permission: mode, model: words["model"], session: session,
      folder: arguments[2], environment: environment)
  }
}
