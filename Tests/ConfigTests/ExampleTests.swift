import Glibc
import JSON
import Testing

@testable import Config

/// Holds `config/drover.json` against the table. To write it anew: `DROVER_WRITE_EXAMPLE=1 scripts/test`.
@Suite struct ExampleTests {
  private let path = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/config/drover.json"

  @Test func theAnnotatedExampleIsWhatTheProgramSays() throws {
    let text = ConfigExample.text()
    if getenv("DROVER_WRITE_EXAMPLE") != nil { try write(text) }
    #expect(String(decoding: try read(), as: UTF8.self) == text)
  }

  @Test func theExampleSetsTheDefaults() throws {
    var input = ConfigInput()
    input.person = file(path, ConfigExample.text())
    #expect(try Configuration.load(input).settings == Settings())
    input.person = file(path, ConfigExample.text(commentedOut: true))
    #expect(try Configuration.load(input) == .builtIn)
    #expect(ConfigExample.text().split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  private func read() throws -> [UInt8] {
    let stream = try #require(fopen(path, "r"))
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    return Array(bytes[..<fread(&bytes, 1, bytes.count, stream)])
  }

  private func write(_ text: String) throws {
    let stream = try #require(fopen(path, "w"))
    fputs(text, stream)
    fclose(stream)
  }
}
