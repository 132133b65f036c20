import Domain
import Platform

/// A small real repository: greetings in several languages, and a check that they are well formed.
enum DemoRepository {
  static let check = "sh ./check"

  private static let files = [
    ("README.md", "# Greeter\n\nSays hello in many languages. One language a line in `greetings.txt`.\n"),
    ("greetings.txt", "English: Hello\nGerman: Hallo\nItalian: Ciao\n"),
    (
      "check",
      """
      # Every line must be a language, a colon and a greeting.
      if grep -vnE '^[A-Z][a-z]+: .+$' greetings.txt; then
        echo "these lines are no greetings"
        exit 1
      fi
      echo "$(wc -l < greetings.txt) greetings are well formed"

      """
    ),
  ]

  static func make(at path: String, environment: [String: String]) async throws {
    for (name, text) in files { try Files.writeAtomically(Array(text.utf8), to: "\(path)/\(name)", lasts: false) }
    for words in [
      ["init", "-q", "-b", "main"], ["config", "user.name", "Demo"], ["config", "user.email", "demo@drover.invalid"],
      ["add", "-A"], ["commit", "-q", "-m", "Greet in three languages"],
    ] {
      let done = try await Child.run(["git"] + words, environment: environment, folder: path)
      guard done.status == .exited(0) else {
        throw DroverError(
          .failed, "failed to make the demo's repository: git \(words[0]): \(done.errorText)",
          remedy: "see whether git works: git --version")
      }
    }
  }
}
