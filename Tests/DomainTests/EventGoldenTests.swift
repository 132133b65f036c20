import Base
import Domain
import Foundation
import JSON
import Testing

/// The words of the log and of the door, held against files that an older and a newer Drover must read as well.
@Suite struct EventGoldenTests {
  private static let top = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8)
  }

  private static func events() throws -> [(line: String, event: Event)] {
    try text("Tests/Golden/Events/events.jsonl").split(separator: "\n").map {
      (String($0), try JSONCoder.decode(Event.self, from: Array($0.utf8)))
    }
  }

  @Test func everyEventIsReadAndWrittenToTheSameBytes() throws {
    for (line, event) in try Self.events() {
      #expect(String(decoding: try JSONCoder.encode(event), as: UTF8.self) == line)
    }
  }

  @Test func everyTypeOfEventHasALineAndAPlaceInTheDescription() throws {
    let source = try Self.text("Sources/Domain/Domain/Events/EventBody.swift").prefix { $0 != "}" }
    let cases = source.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      return words.first == "case" ? words[1].split(separator: "(").first.map(String.init) : nil
    }
    #expect(cases.count > 15)
    let described = try Self.text("Sources/Formats/Events.md")
    let golden = Set(try Self.events().map(\.event.body.type))
    for name in cases where name != "unknown" {
      #expect(golden.contains(name), "no golden line for \(name)")
      #expect(described.contains("`\(name)`"), "no description of \(name)")
    }
  }

  /// What an older version wrote has fewer fields: a field that came later is missing, which reads as null.
  @Test func aMissingOptionalReadsAsNull() throws {
    for (_, event) in try Self.events() {
      guard case .object(let whole) = try JSONCoder.value(event) else { continue }
      let lean = JSONValue.object(Self.withoutNulls(whole))
      #expect(try JSONCoder.decode(Event.self, from: lean) == event, "\(event.body.type)")
    }
  }

  private static func withoutNulls(_ object: JSONObject) -> JSONObject {
    JSONObject(
      object.members.filter { !$0.value.isNull }.map { member in
        guard case .object(let inner) = member.value else { return member }
        return JSONObject.Member(key: member.key, value: .object(withoutNulls(inner)))
      })
  }

  @Test func anEventOfALaterVersionIsKeptAndNeverFolded() throws {
    let events = try Self.events().map(\.event)
    let later = try #require(events.last)
    #expect(later.body == .unknown(type: "madeByALaterVersion"))
    var record = try #require(events.compactMap(TaskRecord.begun).first)
    let before = record
    record.apply(later)
    #expect(record == before)
  }

  @Test(arguments: ["task", "status", "workspace"])
  func whatTheDoorHandsOutIsWhatTheContractWrites(name: String) throws {
    let value = try Self.sample(name)
    let file = Self.top.appendingPathComponent("Tests/Golden/Events/\(name).json")
    let shown = String(decoding: JSONWriter.pretty(value), as: UTF8.self) + "\n"
    if ProcessInfo.processInfo.environment["DROVER_GOLDEN"] == "write" {
      try shown.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(shown == (try String(contentsOf: file, encoding: .utf8)))
    let keys = value.objectValue?.keys ?? []
    for key in Self.contract[name] ?? [] { #expect(keys.contains(key), "the contract wants \(key)") }
  }

  private static let contract = [
    "task": [
      "id", "title", "prompt", "state", "waiting", "reason", "badges", "service", "model", "permission", "workspace",
      "base", "branch", "created", "started", "finished", "usage", "cost", "trashed",
    ],
    "status": ["running", "pid", "version", "generation", "started", "tasks"], "workspace": ["id", "name", "path"],
  ]

  private static func sample(_ name: String) throws -> JSONValue {
    let time = Timestamp(microseconds: 1_795_233_906_789_000)
    switch name {
    case "task":
      let life = try events().map(\.event).filter { $0.task != nil && $0.body.type != "taskMerged" }
      var record = try #require(life.compactMap(TaskRecord.begun).first)
      for event in life where !["taskCancelled", "taskClosed", "taskWaiting", "trimAsked"].contains(event.body.type) {
        record.apply(event)
      }
      return try JSONCoder.value(TaskView(record))
    case "status":
      let counts = Dictionary(uniqueKeysWithValues: TaskState.allCases.map { ($0.rawValue, 1) })
      return try JSONCoder.value(
        EngineStatus(running: true, pid: 4711, version: "0.1.0", generation: 1, started: time, tasks: counts))
    default:
      return try JSONCoder.value(
        WorkspaceView(id: WorkspaceID(number: 1), name: "web", path: "/home/a/web", added: time, trusted: nil))
    }
  }
}
