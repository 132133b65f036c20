import Base
import Config
import Domain
import Foundation
import Testing

@testable import Assembly

/// With real files and inotify: what a person saves holds a moment later.
@Suite struct LiveSettingsTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drover-live-\(UUID())")

  private func write(_ text: String) throws {
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("drover"), withIntermediateDirectories: true)
    try text.write(to: folder.appendingPathComponent("drover/drover.json"), atomically: true, encoding: .utf8)
  }

  private func live() throws -> LiveSettings {
    try LiveSettings(environment: ["XDG_CONFIG_HOME": folder.path, "HOME": folder.path])
  }

  @Test(.timeLimit(.minutes(1))) func aChangedFileHoldsAndABadOneKeepsWhatHeld() async throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let live = try live()
    var reloads = live.reloads.listen(bound: 16).makeAsyncIterator()
    let following = Task { await live.follow() }
    defer { following.cancel() }
    // Saved again until it is noticed: nobody tells when the watch stands.
    let saving = Task {
      while !Task.isCancelled {
        try write(#"{"limits": {"runs": 3}}"#)
        try await Task.sleep(for: .milliseconds(100))
      }
    }
    guard case .changed(_, let keys) = await reloads.next() else { return #expect(Bool(false), "no change") }
    saving.cancel()
    _ = try? await saving.value
    #expect(keys == ["limits.runs"])
    #expect(await live.machine().runs == 3)

    try write(#"{"limits": {"runs": "many"}}"#)
    guard case .kept(let error) = await reloads.next() else { return #expect(Bool(false), "not kept") }
    #expect(error.problems[0].key == "limits.runs")
    #expect(await live.machine().runs == 3)
    #expect(await live.machine().notices.count == 1)

    try write("{}")
    guard case .changed(_, keys: ["limits.runs"]) = await reloads.next() else {
      return #expect(Bool(false), "not mended")
    }
    #expect(await live.machine().runs == .max)
    #expect(await live.machine().notices.isEmpty)
  }

  @Test func aRepositorysWordCountsOnlyWhenItWasTrusted() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(#"{"limits": {"runsPerWorkspace": 4}, "tasks": {"verify": "mine"}}"#)
    let repository = folder.appendingPathComponent("repo")
    try FileManager.default.createDirectory(
      at: repository.appendingPathComponent(".drover"), withIntermediateDirectories: true)
    try #"{"limits": {"runsPerWorkspace": 2}, "tasks": {"verify": "theirs"}}"#.write(
      to: repository.appendingPathComponent(".drover/drover.json"), atomically: true, encoding: .utf8)
    let live = try live()
    let stranger = try await live.workspace(repository.path, trusted: nil)
    #expect(stranger.runs == 4 && stranger.verify == "mine")
    let wrong = try await live.workspace(repository.path, trusted: "0123")
    #expect(wrong.verify == "mine")
  }

  @Test func aBadFileAtTheStartIsRefused() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write("{ bad")
    #expect(throws: DroverError.self) { try live() }
  }
}
