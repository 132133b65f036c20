import Domain
import Testing

@testable import Config

@Suite struct LayerTests {
  @Test func theHigherLayerWinsAndEachValueKnowsItsOrigin() throws {
    var input = ConfigInput()
    input.system = file("/etc/drover/drover.json", "{\"tasks\": {\"repairs\": 3, \"verify\": \"a\", \"base\": \"x\"}}")
    input.person = file("/p.json", "{\n  // mine\n  \"tasks\": {\n    \"verify\": \"b\", \"setup\": \"s\",\n  },\n}")
    input.trustedRepository = file("/r.json", "{\"tasks\": {\"verify\": \"c\", \"repairs\": 2, \"tags\": [\"r\"]}}")
    input.environment = ["DROVER__TASKS__SETUP": "env", "PATH": "/bin", "DROVER_HOME": "/h"]
    input.flags = [ConfigFlag(flag: "base", key: "tasks.base", value: "main")]
    let configuration = try Configuration.load(input)
    let tasks = configuration.settings.tasks
    #expect(tasks.verify == "c" && tasks.repairs == 2 && tasks.setup == "env" && tasks.base == "main")
    #expect(tasks.tags == ["r"] && tasks.keepBranch == false)
    let origins = ["verify", "repairs", "setup", "base", "copy"].map { "\(configuration.origin(of: "tasks.\($0)"))" }
    #expect(origins == ["/r.json:1", "/r.json:1", "$DROVER__TASKS__SETUP", "--base", "built in"])
  }

  @Test func namesTheLineOfAValue() throws {
    var input = ConfigInput()
    input.person = file("/p.json", "{\n  // mine\n  \"tasks\": {\n    \"verify\": \"b\",\n  },\n}")
    #expect(try Configuration.load(input).origin(of: "tasks.verify") == .file(path: "/p.json", line: 4))
  }

  @Test(
    arguments: [
      (
        "{\"limits\": {\"rnus\": 3}}", "/p.json:1: limits.rnus is no known key",
        "did you mean limits.runs? allowed: limits.r"
      ),
      ("{\"limit\": {}}", "/p.json:1: limit is no known section", "did you mean limits? allowed: ui, tasks"),
      ("{\n\"ui\": {\n\"theme\": \"drak\"}}", "/p.json:3: ui.theme cannot be \"drak\"", "must be one of: auto, dark,"),
      ("{\"ui\": {\"mouse\": 1}}", "/p.json:1: ui.mouse cannot be 1", "must be true or false"),
      ("{\"ui\": {\"mouse\": null}}", "/p.json:1: ui.mouse cannot be null", "must be true or false"),
      (
        "{\"ui\": {\"framesPerSecond\": 61}}", "/p.json:1: ui.framesPerSecond cannot be 61",
        "must be a whole number from 1 to 60"
      ),
      ("{\"engine\": {\"idle\": \"10\"}}", "/p.json:1: engine.idle cannot be \"10\"", "must be a duration like"),
      ("{\"limits\": {\"log\": \"3 GB\"}}", "/p.json:1: limits.log cannot be \"3 GB\"", "must be a size like"),
      ("{\"money\": {\"perDay\": -1}}", "/p.json:1: money.perDay cannot be -1", "must be an amount in US dollars"),
      (
        "{\"tasks\": {\"branch\": \"x-{nr}\"}}", "/p.json:1: tasks.branch cannot be \"x-{nr}\"",
        "must be a text with {number} in it"
      ),
      (
        "{\"tasks\": {\"branch\": \"x\"}}", "/p.json:1: tasks.branch cannot be \"x\"",
        "must be a text with {number} in it"
      ),
      ("{\"tasks\": {\"copy\": [1]}}", "/p.json:1: tasks.copy cannot be [1]", "must be a list of texts"),
      (
        "{\"limits\": {\"runsPerService\": {\"a\": 0}}}", "/p.json:1: limits.runsPerService cannot be {\"a\":0}",
        "must be an object of whole"
      ),
      ("{\"ui\": []}", "/p.json:1: ui must be an object, is an array", "write: \"ui\": { … }"),
      ("[]", "/p.json:1: the file must be an object", "begin with {"),
      ("{\n\"ui\": {,}}", "/p.json:2: column 8: expected a key in quotation marks, found ','", "the file is JSON"),
      ("{\"ui\": {}, \"ui\": {}}", "/p.json:1: column 12: the key 'ui' occurs twice", "the file is JSON"),
      ("", "/p.json:1: column 1: expected a value, found the end of the text", "the file is JSON"),
    ] as [(String, String, String)])
  func saysWhatIsWrongWhereAndWhatIsAllowed(text: String, message: String, remedy: String) {
    var input = ConfigInput()
    input.person = file("/p.json", text)
    let error = #expect(throws: ConfigError.self) { try Configuration.load(input) }
    #expect(error?.description == message)
    #expect(error?.remedy.hasPrefix(remedy) == true)
  }

  @Test func collectsEveryProblem() {
    var input = ConfigInput()
    input.person = file("/p.json", "{\"ui\": {\"a\": 1, \"mouse\": 2}, \"b\": {}}")
    input.environment = ["DROVER__UI__MOUSE": "perhaps"]
    let error = #expect(throws: ConfigError.self) { try Configuration.load(input) }
    #expect(error?.problems.map(\.key) == ["ui.a", "ui.mouse", "b", "ui.mouse"])
  }

  @Test(
    arguments: [
      ("{\"tasks\": {\"permission\": \"auto\"}}", "tasks.permission cannot be set by a repository"),
      ("{\"ui\": {\"notifyCommand\": [\"x\"]}}", "ui.notifyCommand cannot be set by a repository"),
      ("{\"agents\": {\"environment\": {\"A\": \"b\"}}}", "agents.environment cannot be set by a repository"),
      ("{\"attach\": {\"bridge\": \"/x\"}}", "attach.bridge cannot be set by a repository"),
      ("{\"mcp\": {\"allowMerge\": true}}", "mcp.allowMerge cannot be set by a repository"),
      ("{\"money\": {\"perRun\": \"2.01\"}}", "money.perRun can only be lowered by a repository: yours is \"2.00\""),
      ("{\"money\": {\"perRun\": null}}", "money.perRun can only be lowered by a repository: yours is \"2.00\""),
      ("{\"limits\": {\"log\": \"1GiB\"}}", "limits.log can only be lowered by a repository: yours is \"256MiB\""),
      ("{\"tasks\": {\"repairs\": 2}}", "tasks.repairs can only be lowered by a repository: yours is 1"),
    ] as [(String, String)])
  func aRepositoryMayNotSayEverything(text: String, message: String) {
    var input = ConfigInput()
    input.person = file("/p.json", "{\"money\": {\"perRun\": \"2\"}}")
    input.trustedRepository = file("/r.json", text)
    let error = #expect(throws: ConfigError.self) { try Configuration.load(input) }
    #expect(error?.description == "/r.json:1: \(message)")
  }

  @Test func aRepositoryMayLower() throws {
    var input = ConfigInput()
    input.person = file("/p.json", "{\"money\": {\"perRun\": \"2\"}}")
    input.trustedRepository = file(
      "/r.json",
      "{\"money\": {\"perRun\": \"2.0\", \"perTask\": \"9\"}, \"limits\": {\"time\": \"1h30m\", \"log\": \"1MB\"}}")
    let settings = try Configuration.load(input).settings
    #expect(settings.limits.time == .seconds(5400) && settings.limits.log.bytes == 1_000_000)
    #expect(settings.money.perTask?.description == "9.00")
  }

  @Test(
    arguments: [
      ("DROVER__UI__MOUSE", "false", "ui.mouse", "false"),
      ("DROVER__LIMITS__RUNS_PER_WORKSPACE", "4", "limits.runsPerWorkspace", "4"),
      ("DROVER__LIMITS__RUNSPERWORKSPACE", "null", "limits.runsPerWorkspace", "null"),
      ("DROVER__AGENTS__ORDER", "codex,claude", "agents.order", "[\"codex\",\"claude\"]"),
      ("DROVER__TASKS__COPY", "[\"a,b\"]", "tasks.copy", "[\"a,b\"]"),
      ("DROVER__LIMITS__RUNS_PER_SERVICE", "{\"claude\": 2}", "limits.runsPerService", "{\"claude\":2}"),
      ("DROVER__UI__FRAMES_PER_SECOND_OVER_SSH", "5", "ui.framesPerSecondOverSSH", "5"),
      ("DROVER__MONEY__PER_DAY", "1.5", "money.perDay", "\"1.50\""),
    ] as [(String, String, String, String)])
  func readsTheEnvironment(variable: String, text: String, key: String, value: String) throws {
    var input = ConfigInput()
    input.environment = [variable: text]
    let configuration = try Configuration.load(input)
    let row = try #require(configuration.rows.first { $0.key == key })
    #expect(shown(row.value) == value)
    #expect(row.origin == .environment(variable: variable))
  }

  @Test func refusesVariablesThatNobodyKnows() {
    var input = ConfigInput()
    input.environment = ["DROVER__UI__MUSE": "1"]
    let error = #expect(throws: ConfigError.self) { try Configuration.load(input) }
    #expect(error?.description == "$DROVER__UI__MUSE: DROVER__UI__MUSE is no known variable")
    #expect(error?.remedy.hasPrefix("did you mean DROVER__UI__MOUSE?") == true)
  }
}
