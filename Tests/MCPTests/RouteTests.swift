import Base
import Domain
import JSON
import Testing

@testable import MCP

@Suite struct RouteTests {
  private static func service(
    _ name: String, isFound: Bool = true, isDown: Bool = false, permissions: [Permission] = [.plan]
  ) -> ServiceView {
    let facts = AgentFacts(name: name, program: isFound ? "/bin/\(name)" : nil, permissions: permissions)
    var view = ServiceView(facts, nil, at: Timestamp(microseconds: 0))
    if isDown { view.health = ServiceHealth(.down, "quota: used up") }
    return view
  }

  private static let healthy = [service("claude"), service("codex")]
  private static let table: [([ServiceView], [String], String?, String)] = [
    (healthy, [], "claude", "the first healthy one in order"),
    (healthy, ["codex"], "codex", "the first healthy one of those preferred"),
    ([service("claude", isDown: true), service("codex")], [], "codex", "not claude: down, quota: used up"),
    ([service("claude", isDown: true), service("codex")], ["claude"], "codex", "not claude: down"),
    ([service("claude", isFound: false), service("codex")], [], "codex", "the first healthy one in order"),
    ([service("claude", isFound: false), service("codex")], ["claude"], "codex", "not claude: missing"),
    ([service("aider", permissions: [.edits])], [], nil, "cannot be kept from writing"),
    ([], [], nil, "no healthy agent"), (healthy, ["gpt"], nil, "there is no service gpt"),
  ]

  @Test(arguments: table)
  func theFirstFitOneAnswersAndWhatWasPassedOverIsSaid(
    _ services: [ServiceView], _ preferred: [String], _ name: String?, _ words: String
  ) throws {
    do {
      let route = try ServiceRoute.choose(services, preferred: preferred)
      #expect(route.service == name && route.reason.contains(words), "\(route)")
    } catch {
      #expect(name == nil && error.message.contains(words), "\(error)")
    }
  }

  @Test(
    arguments: [
      (["prompt": "p", "preferences": ["services": "claude"]], "services must be a list of texts"),
      (["prompt": "p", "preferences": ["speed": 1]], "there is no argument speed; there are: services, model"),
      (["prompt": "p", "preferences": "claude"], "preferences must be an object"), ([:], "prompt is missing"),
    ] as [(JSONValue, String)])
  func wrongPreferencesAreNamed(_ arguments: JSONValue, _ problem: String) throws {
    let tool = try #require(ToolTable.tool("route_task"))
    #expect(tool.fields.problem(with: arguments)?.hasPrefix(problem) == true)
    #expect(tool.fields.problem(with: ["prompt": "p", "preferences": ["model": "m"]]) == nil)
    #expect(tool.description["inputSchema"]?["properties"]?["preferences"]?["type"] == "object")
  }
}
