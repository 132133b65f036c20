import CLIAgents
import Domain
import Glibc
import Platform
import Testing

/// Real small programs in a folder of their own.
struct CatalogTests {
  /// A home with agents that are shell scripts, and a login shell that knows one more folder.
  private struct House {
    let root: String
    var environment: [String: String] {
      ["PATH": "\(root)/bin:/usr/bin:/bin", "HOME": root, "SHELL": "\(root)/shell", "CLAUDECODE": "1"]
    }

    init() throws {
      root = "/tmp/drover-catalog-\(getpid())-\(UInt32.random(in: 0 ... .max))"
      for folder in ["bin", "login", "agents", ".claude"] { try Files.makeFolder("\(root)/\(folder)") }
      try program("bin/claude", "echo called >>\"$HOME/asked\"; echo '2.1.3 (Claude Code)'")
      try program("login/codex", "echo codex-cli 0.163.0")
      try program("shell", "echo welcome; PATH=\(root)/login:/usr/bin:/bin; export PATH; eval \"$3\"")
    }

    func program(_ path: String, _ text: String) throws {
      try Files.writeAtomically(Array("#!/bin/sh\n\(text)\n".utf8), to: "\(root)/\(path)", mode: 0o755, lasts: false)
    }

    func file(_ path: String, _ text: String) throws {
      try Files.writeAtomically(Array(text.utf8), to: "\(root)/\(path)", lasts: false)
    }

    func catalog(isRoot: Bool = false, order: [String] = []) -> CLIAgentsCatalog {
      CLIAgentsCatalog(environment: environment, folder: "\(root)/agents", isRoot: isRoot) {
        CLIAgentsCatalog.Wishes(order: order, disabled: ["codex"], variables: ["MINE": "1"])
      }
    }

    func start(_ agent: String, _ permission: Permission, model: String? = nil) -> AgentStart {
      AgentStart(
        agent: agent, prompt: "p", permission: permission, model: model, folder: root, environment: environment)
    }

    func remove() async throws { _ = try await Child.run(["/bin/rm", "-rf", root], environment: ["PATH": "/bin"]) }
  }

  private func inHouse(_ body: (House) async throws -> Void) async throws {
    let house = try House()
    do { try await body(house) } catch {
      try await house.remove()
      throw error
    }
    try await house.remove()
  }

  @Test
  func `agents are found by the PATH, then by the login shell's, and say their version once`() async throws {
    try await inHouse { house in
      try house.file(".claude/.credentials.json", "{\"x\":1}")
      let catalog = house.catalog(order: ["codex", "claude"])
      let known = await catalog.known()
      #expect(known.prefix(2).map(\.name) == ["codex", "claude"])
      #expect(known[0].program == "\(house.root)/login/codex" && known[0].version == "0.163.0")
      #expect(known[0].isLoggedIn == false && known[0].isDisabled == true && known[1].isDisabled == nil)
      #expect(known[1].version == "2.1.3" && known[1].isLoggedIn == true)
      #expect(known.first { $0.name == "gemini" }?.program == nil)
      #expect(!known.contains { $0.name == "acp" })
      _ = await catalog.known()
      #expect(Files.small("\(house.root)/asked") == Array("called\n".utf8))
      let plan = try await catalog.plan(house.start("codex", .edits))
      #expect(plan.arguments.first == "\(house.root)/login/codex")
      #expect(plan.environment["PATH"] == "\(house.root)/bin:/usr/bin:/bin:\(house.root)/login")
      #expect(plan.takesInput && plan.environment["MINE"] == "1")
    }
  }

  @Test(arguments: [(true, Permission.auto, "1" as String?), (true, .edits, nil), (false, .auto, nil)])
  func `only auto as root says that it is in a sandbox`(isRoot: Bool, mode: Permission, expected: String?)
    async throws
  {
    try await inHouse { house in
      let plan = try await house.catalog(isRoot: isRoot).plan(house.start("claude", mode, model: "opus"))
      #expect(plan.environment["IS_SANDBOX"] == expected)
      #expect(plan.environment["CLAUDECODE"] == nil)
      #expect(plan.arguments.suffix(2) == ["--model", "opus"])
    }
  }

  private static let refused: [(String, Permission, DroverError.Code)] = [
    ("nobody", .edits, .notFound), ("gemini", .edits, .unavailable), ("aider", .ask, .refused),
  ]

  @Test(arguments: refused)
  func `what cannot be kept is refused`(agent: String, mode: Permission, code: DroverError.Code) async throws {
    try await inHouse { house in
      let error = await #expect(throws: DroverError.self) {
        try await house.catalog().plan(house.start(agent, mode))
      }
      #expect(error?.code == code)
      #expect(error?.remedy.isEmpty == false)
    }
  }

  @Test
  func `a file of one's own is an agent, and a bad one is named`() async throws {
    try await inHouse { house in
      try house.program("bin/mine-cli", "echo 0.1")
      try house.file(
        "agents/mine.json",
        #"{"name":"mine","program":"mine-cli","dialect":"command","input":"argument","launch":{"auto":["{prompt}"]}}"#)
      try house.file("agents/wrong.json", "{\n\"nam\": 1 }")
      let catalog = house.catalog()
      #expect(await catalog.problems().map(\.description).first?.contains("wrong.json:2: nam is no key") == true)
      let plan = try await catalog.plan(house.start("mine", .auto))
      #expect(plan.arguments == ["\(house.root)/bin/mine-cli", "p"] && !plan.takesInput)
      let error = await #expect(throws: DroverError.self) { try await catalog.plan(house.start("wrong", .auto)) }
      #expect(error?.message.contains("wrong.json:2") == true)
    }
  }
}
