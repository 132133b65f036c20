import Glibc
import JSON
import Testing

@testable import Config

func file(_ path: String, _ text: String) -> ConfigFile { ConfigFile(path: path, bytes: Array(text.utf8)) }

func shown(_ value: JSONValue) -> String { JSONWriter.compactText(value) }

@Suite struct ConfigurationTests {
  @Test(
    arguments: [
      ("sk-ant-api03-abcdefghij", true), ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", true),
      ("AKIAIOSFODNN7EXAMPLE", true), ("curl -H 'X: qL8vT3mZp0Rk7sWd2XyB9nHc5FgJ4aUe1iOt'", true),
      ("$ANTHROPIC_API_KEY", false), ("make test", false), ("sk-learn", false),
      ("swift test --filter EverythingThatIsLongEnoughToBeAName42", false),
      ("/home/someone/worktrees/0123456789abcdef0123456789abcdef01234567", false),
      ("task-{number}", false),
    ] as [(String, Bool)])
  func tellsSecrets(text: String, isSecret: Bool) {
    #expect(Secrets.looksSecret(text) == isSecret)
  }

  @Test func refusesSecretsWithoutRepeatingThem() {
    var input = ConfigInput()
    input.person = file("/p.json", "{\"agents\": {\"environment\": {\"OPENAI_API_KEY\": \"hunter2\"}}}")
    let error = #expect(throws: ConfigError.self) { try Configuration.load(input) }
    #expect(error?.description.contains("looks like a secret") == true)
    #expect(error?.description.contains("hunter2") == false)
    input.person = file("/p.json", "{\"agents\": {\"environment\": {\"OPENAI_API_KEY\": \"$MINE\", \"LANG\": \"C\"}}}")
    #expect(throws: Never.self) { try Configuration.load(input) }
    #expect(Settings.resolve("$MINE", in: ["MINE": "x"]) == "x")
    #expect(Settings.resolve("$MINE", in: [:]) == nil)
    #expect(Settings.resolve("C", in: [:]) == "C")
  }

  @Test func aBadFileKeepsTheLastGoodConfiguration() throws {
    var input = ConfigInput()
    input.person = file("/p.json", "{\"ui\": {\"mouse\": false}}")
    let first = try Configuration.load(input)
    #expect(first.reloaded(from: input) == .unchanged)
    input.person = file("/p.json", "{\"ui\": {\"mouse\": fal")
    guard case .kept(let error) = first.reloaded(from: input) else { return #expect(Bool(false)) }
    #expect(error.description.hasPrefix("/p.json:1: column 18"))
    input.person = file("/p.json", "{\"ui\": {\"mouse\": true, \"theme\": \"dark\"}}")
    guard case .changed(let second, let keys) = first.reloaded(from: input) else { return #expect(Bool(false)) }
    #expect(keys == ["ui.theme", "ui.mouse"])
    #expect(second.settings.ui.theme == "dark")
  }

  @Test(
    arguments: [
      (["XDG_CONFIG_HOME": "/x", "HOME": "/h"], "/x/drover/drover.json"),
      (["XDG_CONFIG_HOME": "x", "HOME": "/h"], "/h/.config/drover/drover.json"), (["HOME": ""], nil), ([:], nil),
    ] as [([String: String], String?)])
  func findsThePersonsFile(environment: [String: String], path: String?) {
    #expect(ConfigPaths.person(environment: environment) == path)
  }

  @Test func theTableIsWhole() {
    let names = SettingTable.all.map(\.name)
    #expect(Set(names).count == names.count)
    let sections = SettingTable.sections.map(\.name)
    for key in SettingTable.all {
      #expect(sections.contains(key.section))
      var settings = Settings()
      #expect(key.set(key.builtIn, in: &settings), "\(key.name): the default is not allowed")
      #expect(settings == Settings(), "\(key.name): the default does not come back")
      #expect(key.summary.hasSuffix("."))
    }
    #expect(sections.allSatisfy { section in SettingTable.all.contains { $0.section == section } })
  }

  @Test func everyFieldOfTheSettingsIsInTheTable() {
    let fields = Mirror(reflecting: Settings()).children.flatMap { section in
      Mirror(reflecting: section.value).children.map { "\(section.label ?? "").\($0.label ?? "")" }
    }
    #expect(Set(fields) == Set(SettingTable.all.map(\.name)))
  }

  @Test func theDocumentIsAFileThatSaysTheSame() throws {
    var input = ConfigInput()
    input.person = file("/p.json", "{\"limits\": {\"runs\": 3}, \"ui\": {\"keys\": {\"quit\": \"Q\"}}}")
    let configuration = try Configuration.load(input)
    input.person = ConfigFile(path: "/q.json", bytes: JSONWriter.pretty(configuration.document))
    #expect(try Configuration.load(input).settings == configuration.settings)
  }

  @Test(
    arguments: [
      ("0s", 0), ("90s", 90), ("1h30m", 5400), ("30d", 2_592_000), ("", nil), ("5", nil), ("-1s", nil), ("1w", nil),
      ("99999999999s", nil),
    ] as [(String, Int?)])
  func readsDurations(text: String, seconds: Int?) {
    #expect(DurationSetting.parse(text) == seconds.map { .seconds($0) })
  }

  @Test(
    arguments: [
      ("256MiB", 268_435_456, "256MiB"), ("10GB", 10_000_000_000, "10GB"), ("2048KiB", 2_097_152, "2MiB"),
      ("0B", 0, "0B"), ("1", nil, ""), ("1 MB", nil, ""), ("1mb", nil, ""), ("9999999999TB", nil, ""),
    ] as [(String, Int64?, String)])
  func readsSizes(text: String, bytes: Int64?, written: String) {
    #expect(ByteCount(text)?.bytes == bytes)
    #expect((ByteCount(text)?.description ?? "") == written)
  }
}
