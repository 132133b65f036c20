import AttachProtocol
import Domain
import Platform
import Testing

@testable import Attach

@Suite struct BridgeTests {
  @Test func theMarkIsFoundBehindWhatAShellPrints() {
    let mark = BridgeMark(version: "0.1.0")
    let noise = Array("Welcome!\nDROVER-BRIDGE is not here\n\u{1b}[1mDROVER-BRIDGE x y\nno newline".utf8)
    let bytes = noise + mark.line + [1, 2, 3]
    for cut in 0..<(bytes.count - 3) { #expect(BridgeMark.search(Array(bytes[..<cut])) == .open) }
    #expect(BridgeMark.search(bytes) == .found(mark, rest: [1, 2, 3]))
    #expect(BridgeMark.search([UInt8](repeating: 0x44, count: 65_536)) == .open)
    #expect(BridgeMark.search([UInt8](repeating: 0x44, count: 65_537)) == .missing)
    #expect(BridgeMark.search([UInt8](repeating: 0x78, count: 65_537) + mark.line) == .missing)
  }

  @Test(arguments: [
    ("plain/path_1.x", "plain/path_1.x"), ("", "''"), ("two words", "'two words'"), ("it's", "'it'\\''s'"),
    ("$(rm -rf /)", "'$(rm -rf /)'"), ("a\nb", "'a\nb'"), ("-x", "-x"),
  ])
  func wordsForAnotherShellStayOneWord(_ word: String, _ quoted: String) {
    #expect(RemoteShell.quoted(word) == quoted)
  }

  @Test func aBridgeCarriesBothWaysAndEndsWithEitherSide() async throws {
    let (near, client) = try await Connection.pair()
    let (engine, far) = try await Connection.pair()
    let bridge = Bridge(client: client.link, version: "1")
    try await bridge.begin()
    let joined = Task { await bridge.join(engine.link) }
    try await near.write(Array("question".utf8))
    #expect(await far.link.next() == Array("question".utf8))
    try await far.write(Array("answer".utf8))
    var seen: [UInt8] = []
    while !seen.starts(with: BridgeMark(version: "1").line + Array("answer".utf8)), let more = await near.link.next() {
      seen += more
    }
    await far.close()
    await joined.value
    #expect(await near.link.next() == nil)
    await near.close()
  }

  @Test func aClientThatIsSilentForTooLongHasGone() async throws {
    let (near, client) = try await Connection.pair()
    let (engine, far) = try await Connection.pair()
    await Bridge(client: client.link, version: "1").join(engine.link, silence: .milliseconds(20))
    #expect(await far.link.next() == nil)
    await near.close()
    await far.close()
  }
}
