import Base
import Glibc
import Platform

/// The agent of the demo: it follows a script, but what it does to the worktree is real.
enum DemoAgent {
  enum Scene: String, CaseIterable {
    case french, spanish, klingon, readme, announce
    /// Asks before it runs a command: an agent that speaks a protocol.
    case prices
  }

  /// Plays a scene in the folder that the process stands in. False when there is no such scene.
  static func play(_ name: String, _ environment: [String: String], say: (String) -> Void) async throws -> Bool {
    guard let scene = Scene(rawValue: name) else { return false }
    switch scene {
    case .french: try await greet("French: Bonjour", say)
    case .spanish: try await greet("Spanish: Hola", say)
    case .klingon: try await greet("nuqneH", say)
    case .prices:
      try await DemoAsker.play(environment)
      return true
    case .readme: try await readme(say)
    case .announce: try write("NEWS.md", "# News\n\nThe greeter greets in more languages.\n")
    }
    say("Done.")
    return true
  }

  private static func greet(_ line: String, _ say: (String) -> Void) async throws {
    say("I read greetings.txt to see how a greeting is written.")
    try await pause(0.3)
    say("I add \"\(line)\" as its last line.")
    try append("greetings.txt", line + "\n")
    try await pause(0.3)
  }

  /// What its mode allows without a question.
  static func writePrices() throws {
    try write("prices.txt", "one greeting    0.10\nten greetings   0.80\na year of them 12.00\n")
    try append("README.md", "\nWhat a greeting costs stands in `prices.txt`.\n")
  }

  /// Takes as long as somebody looks at it: ten minutes.
  private static func readme(_ say: (String) -> Void) async throws {
    let thoughts = [
      "I read the README to see what a newcomer does not find in it.", "It does not say how to add a language.",
      "I look at the check, to describe what a line must look like.", "I write a sentence about it.",
      "I read it again, aloud.", "One word is too many. I take it out.", "Now the sentence after it sounds lonely.",
    ]
    try append("README.md", "\n## Add a language\n\n")
    for number in 0..<300 {
      say(thoughts[number % thoughts.count])
      if number % 20 == 3 { try append("README.md", "Add a line to `greetings.txt`, then run `sh ./check`.\n") }
      try await pause(2)
    }
  }

  private static func pause(_ seconds: Double) async throws { try await Task.sleep(for: .seconds(seconds)) }

  private static func append(_ name: String, _ text: String) throws {
    try write(name, String(decoding: Files.small(name) ?? [], as: UTF8.self) + text)
  }

  private static func write(_ name: String, _ text: String) throws {
    try Files.writeAtomically(Array(text.utf8), to: name, mode: 0o644, lasts: false)
  }
}
