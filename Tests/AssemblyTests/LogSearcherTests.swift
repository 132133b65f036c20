import Domain
import Glibc
import RunLog
import Testing

@testable import Assembly

@Suite struct LogSearcherTests {
  @Test func plainOutputIsSearchedByItsBytesAndStretchByStretch() throws {
    let log = try SegmentLog((0..<100_000).map { $0 % 1000 == 7 ? "Needle \($0)\n" : "straw \($0)\n" }.joined())
    defer { log.remove() }
    var search = LogSearch(run: RunID(number: 1), service: "command", what: .text("needle"), span: 100_000)
    var (offsets, asked) = ([Int64](), 0)
    while true {
      var searcher = LogSearcher(log.reader, search)
      let hits = try searcher.run()
      offsets += hits.offsets
      asked += 1
      guard let next = hits.next else { break }
      search.from = next
    }
    #expect(offsets.count == 100 && asked > 1 && offsets == offsets.sorted() && Set(offsets).count == 100)
    #expect(offsets.allSatisfy { log.text(at: $0).hasPrefix("Needle ") })
  }

  @Test(arguments: [
    ("say \"hi\" now", 1), ("nothing of it", 0), ("session_id", 0), ("häppy", 1), ("Say", 0),
  ])
  func anAgentsOutputIsSearchedByItsWords(text: String, count: Int) throws {
    let line =
      #"{"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"say \"hi\" now, h\u00e4ppy"}]},"#
      + #""session_id":"x"}"# + "\n"
    let log = try SegmentLog(line)
    defer { log.remove() }
    var searcher = LogSearcher(
      log.reader, LogSearch(run: RunID(number: 1), service: "claude", what: .text(text), span: 1 << 20))
    #expect(try searcher.run().count == count)
  }

  @Test func errorsAreWhatTheAgentCallsOne() throws {
    let result = #"{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","#
    let log = try SegmentLog(
      result + #""content":"no error here","is_error":false}]}}"# + "\n" + result
        + #""content":"boom","is_error":true}]}}"# + "\n")
    defer { log.remove() }
    var searcher = LogSearcher(
      log.reader, LogSearch(run: RunID(number: 1), service: "claude", what: .errors, span: 1 << 20))
    let hits = try searcher.run()
    #expect(hits.count == 1 && log.text(at: hits.offsets.first ?? 0).contains("boom"))
  }
}

/// A log of one segment, as a keeper leaves it.
private struct SegmentLog {
  private let folder: String
  private let bytes: [UInt8]
  var reader: RunLogReader { RunLogReader(folder: folder) }

  init(_ text: String) throws {
    bytes = Array(text.utf8)
    var template = Array("/tmp/drover-search-XXXXXX".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    let file = try #require(fopen("\(folder)/0000000000000000.log", "w"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  func text(at offset: Int64) -> String { String(decoding: bytes[Int(offset)...].prefix(4000), as: UTF8.self) }

  func remove() {
    unlink("\(folder)/0000000000000000.log")
    rmdir(folder)
  }
}
