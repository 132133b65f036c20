import CLIAgents
import Domain
import Testing

struct ManifestTests {
  private static let kept: [(String, [Permission])] = [
    ("claude", [.ask, .edits, .auto, .plan]), ("codex", [.ask, .edits, .auto, .plan]),
    ("gemini", [.ask, .edits, .auto, .plan]), ("qwen", [.ask, .edits, .auto, .plan]),
    ("opencode", [.ask, .edits, .auto, .plan]), ("aider", [.edits, .auto, .plan]),
    ("acp", [.ask, .edits, .auto, .plan]),
  ]

  @Test(arguments: kept)
  func `a mode is kept or refused`(name: String, modes: [Permission]) throws {
    let manifest = try #require(AgentManifest.builtIn.first { $0.name == name })
    for mode in Permission.allCases {
      let words = manifest.arguments(for: AgentLaunchRequest(prompt: "-x", permission: mode))
      #expect((words != nil) == modes.contains(mode))
      #expect(words?.contains { $0.hasPrefix("{") } != true)
    }
    #expect(Adapters.decoder(for: manifest.dialect) != nil)
    #expect(Set(Self.kept.map(\.0)) == Set(Adapters.names))
    let distinct = modes.map { [manifest.launch[$0].map { $0.joined() }, manifest.environment[$0]?.description] }
    #expect(!manifest.modeNames.isEmpty || Set(distinct).count == modes.count)
  }

  @Test
  func `model, session and prompt stand where the program wants them`() {
    let request = AgentLaunchRequest(prompt: "do", permission: .plan, model: "opus", session: .fork("abc"))
    let words = AgentManifest.claude.arguments(for: request)
    #expect(
      words?.suffix(7) == ["--permission-mode", "plan", "--model", "opus", "--resume", "abc", "--fork-session"])
    let aider = AgentLaunchRequest(prompt: "--help {model}", permission: .edits)
    #expect(AgentManifest.aider.arguments(for: aider)?[1...2] == ["--message", "--help {model}"])
    let again = AgentLaunchRequest(prompt: "x", permission: .edits, session: .resume("abc"))
    #expect(AgentManifest.aider.arguments(for: again) == nil)
    #expect(AgentManifest.codex.arguments(for: again)?.last == "app-server")
  }

  @Test
  func `a file of one's own becomes an agent`() throws {
    let text = """
      { // my agent
        "name": "mine", "program": "mine-cli", "dialect": "acp", "input": "acp",
        "launch": { "ask": ["serve", "{model}"], "auto": ["serve", "--all"] },
        "environment": { "auto": { "MINE_YOLO": "1" } },
        "model": ["-m", "{model}"], "scrub": ["MINE"],
      }
      """
    let manifest = try AgentManifest.read(Array(text.utf8), path: "mine.json")
    let request = AgentLaunchRequest(prompt: "x", permission: .ask, model: "big")
    #expect(manifest.arguments(for: request) == ["mine-cli", "serve", "-m", "big"])
    #expect(manifest.arguments(for: AgentLaunchRequest(prompt: "x", permission: .edits)) == nil)
    #expect(manifest.environment[.auto] == ["MINE_YOLO": "1"])
    #expect(manifest.isUnproven)
  }

  private static let wrong: [(String, String)] = [
    ("{\n \"nam\": 1 }", "mine.json:2: nam is no key"),
    ("{\n\n}", "mine.json:1: name is missing"),
    ("{ \"name\": \"a\",\n\"dialect\": \"klaud\" }", "mine.json:2: dialect must be one of claude,"),
    ("{ \"name\": \"a\", \"dialect\": \"acp\",\n \"input\": 3 }", "mine.json:2: input must be a text"),
    (
      "{ \"name\": \"a\", \"dialect\": \"acp\", \"input\": \"acp\", \"program\": \"p\",\n \"launch\": {\n \"yolo\": [] } }",
      "mine.json:3: launch.yolo is no permission mode"
    ),
    (
      "{ \"name\": \"a\", \"dialect\": \"acp\", \"input\": \"acp\", \"program\": \"p\",\n \"launch\": { \"ask\": [\n1] } }",
      "mine.json:3: launch.ask must hold words only"
    ),
    ("{ \"name\": ", "mine.json:1: "), ("[]", "mine.json:1: the file must be an object"),
  ]

  @Test(arguments: wrong)
  func `a mistake is named with file, line and key`(text: String, beginning: String) {
    let error = #expect(throws: ManifestError.self) { try AgentManifest.read(Array(text.utf8), path: "mine.json") }
    #expect(error?.description.hasPrefix(beginning) == true, "\(error?.description ?? "")")
  }
}
