import Foundation
import Testing

/// Only one file may move anything by itself, so that the switch for motion cannot be forgotten.
@Suite struct MotionTests {
  @Test func spinnersHaveOneHome() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var homes: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      if text.contains("glyphs.spinner") { homes.insert(file.lastPathComponent) }
    }
    #expect(homes == ["Glyphs.swift", "Progress.swift"])
  }
}
