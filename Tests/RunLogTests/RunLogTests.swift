import CRunLog
import Glibc
import Platform
import Testing

@testable import RunLog

private let golden = String(#filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }) + "/Golden/RunLog"

/// A copy of a golden folder, or an empty one, that is gone after the test.
func withLog<Value>(_ name: String? = nil, _ body: (String) async throws -> Value) async throws -> Value {
  let folder = "/tmp/drover-log-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  try Files.makeFolder(folder)
  defer {
    for name in Files.names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
  if let name {
    for file in Files.names(in: "\(golden)/\(name)") {
      try Files.writeAtomically(try Files.read("\(golden)/\(name)/\(file)"), to: "\(folder)/\(file)")
    }
  }
  return try await body(folder)
}

/// The writer on an open folder.
func write(_ folder: String, limit: UInt64 = 1 << 30, _ body: (inout drover_log) -> Void) {
  let descriptor = open(folder, O_RDONLY | O_DIRECTORY)
  var log = drover_log()
  #expect(drover_log_open(&log, descriptor, limit) == 0)
  body(&log)
  #expect(drover_log_sync(&log) == 0)
  drover_log_close(&log)
  close(descriptor)
}

@Suite struct RunLogTests {
  static let text = "first line\na warning\ngrüße\nsecond segment\nthe end\n"
  static let start: Int64 = 1_700_000_000_000_000_000

  @Test func readsTheGoldenLog() throws {
    let reader = RunLogReader(folder: "\(golden)/good")
    #expect(reader.extent() == RunLogReader.Extent(end: 52))
    #expect(String(decoding: try reader.window(from: 0, limit: 100).bytes, as: UTF8.self) == Self.text)
    #expect(try reader.window(from: 20, limit: 12).bytes == Array(Array(Self.text.utf8)[20..<32]))
    #expect(try reader.tail(limit: 8) == .init(offset: 44, bytes: Array("the end\n".utf8)))
    #expect(try reader.window(from: 52, limit: 10).bytes.isEmpty)
    let records = try reader.records(in: 0..<52)
    #expect(records.map(\.offset) == [0, 11, 21, 29, 44])
    #expect(records.map(\.stream) == [.output, .errors, .output, .output, .output])
    #expect(records.map { $0.time - Self.start } == [0, 1_000_000, 2_000_000, 10_000_000, 11_000_000])
    #expect(try reader.records(in: 12..<30).map(\.offset) == [11, 21, 29])
    #expect(try reader.search(Array("e\ns".utf8)) == [27])
    #expect(try reader.search(Array("nd".utf8)) == [33, 49])
    #expect(try reader.search(Array("i".utf8), from: 5, limit: 2) == [7, 17])
    #expect(try reader.search(Array("absent".utf8)).isEmpty)
  }

  @Test func theWriterMakesTheGoldenBytes() async throws {
    try await withLog { (folder: String) async throws in
      write(folder) { log in
        for (index, (line, stream)) in [("first line\n", 1), ("a warning\n", 2), ("grüße\n", 1)].enumerated() {
          let bytes = Array(line.utf8)
          let time = UInt64(Self.start) + UInt64(index) * 1_000_000
          #expect(drover_log_append(&log, Int32(stream), time, bytes, UInt32(bytes.count)) == 0)
        }
      }
      for name in ["0000000000000000.log", "0000000000000000.idx"] {
        let (made, wanted) = (try Files.read("\(folder)/\(name)"), try Files.read("\(golden)/good/\(name)"))
        #expect(made == wanted, "\(name)")
      }
    }
  }

  @Test func aTornTailIsRepairedFromTheSegment() async throws {
    let records = try RunLogReader(folder: "\(golden)/torn").records(in: 0..<100)
    #expect(records.last == LogRecord(offset: 52, length: 10, stream: .output, time: 0, isRecovered: true))
    try await withLog("torn") { (folder: String) async throws in
      write(folder) { _ in }
      for name in Files.names(in: "\(golden)/repaired") {
        var made = try Files.read("\(folder)/\(name)")
        var wanted = try Files.read("\(golden)/repaired/\(name)")
        if name == "000000000000001d.idx" {  // the recovered record's time is the file's, and so is its checksum
          for range in [124..<128, 104..<112] { (made[range], wanted[range]) = ([], []) }
        }
        #expect(made == wanted, "\(name)")
      }
    }
  }

  /// Cut at every byte of the last segment's files: no byte of output is lost, and writing goes on.
  @Test func everyTornTailIsRepaired() async throws {
    let log = try Files.read("\(golden)/good/000000000000001d.log")
    let index = try Files.read("\(golden)/good/000000000000001d.idx")
    for cut in 0..<(log.count + index.count) {
      try await withLog("good") { (folder: String) async throws in
        let bytes = Array(log.prefix(cut)), described = Array(index.prefix(max(0, cut - log.count)))
        try Files.writeAtomically(bytes, to: "\(folder)/000000000000001d.log")
        try Files.writeAtomically(described, to: "\(folder)/000000000000001d.idx")
        write(folder) { #expect(drover_log_append(&$0, 1, 5, [33] as [UInt8], 1) == 0) }
        let reader = RunLogReader(folder: folder)
        #expect(try reader.tail(limit: 1000).bytes == Array(Self.text.utf8.prefix(29)) + bytes + [33])
        let records = try reader.records(in: 29..<100)
        #expect(records.map(\.length).reduce(0, +) == bytes.count + 1)
        #expect(records.last?.isRecovered == false)
      }
    }
  }

  @Test func theBoundCutsWhatCameSoonestAfterTheFirstSegment() async throws {
    try await withLog { (folder: String) async throws in
      let chunk = [UInt8](repeating: 120, count: 60_000)
      write(folder, limit: 16 * 65536) { log in
        for time in 1...40 { #expect(drover_log_append(&log, 1, UInt64(time), chunk, 60_000) == 0) }
      }
      let reader = RunLogReader(folder: folder)
      let extent = reader.extent()
      #expect(extent.end == 40 * 60_000)
      #expect(extent.cuts == [60_000..<(extent.cuts.first?.upperBound ?? 0)])
      let kept = reader.segments().map { $0.end - $0.base }.reduce(0, +)
      #expect(kept <= 16 * 65536 && kept > 14 * 60_000)
      let gone = try reader.window(from: 70_000, limit: 10)
      #expect(gone.offset == extent.cuts[0].upperBound)
      #expect(try reader.window(from: 59_995, limit: 10).bytes.count == 5)
      #expect(try reader.search([120, 120], from: 59_999, limit: 1) == [extent.cuts[0].upperBound])
    }
  }

  @Test func followsUntilTheRunHasEnded() async throws {
    try await withLog { (folder: String) async throws in
      write(folder) { _ = drover_log_append(&$0, 1, 1, [1, 2] as [UInt8], 2) }
      let follower = try await LogFollower(folder: folder, from: 1)
      let first = try await follower.next()
      #expect(first == .init(offset: 1, bytes: [2]))
      async let more = follower.next()
      write(folder) { _ = drover_log_append(&$0, 1, 2, [3] as [UInt8], 1) }
      #expect(try await more == .init(offset: 2, bytes: [3]))
      try Files.writeAtomically([], to: "\(folder)/exit")
      #expect(try await follower.next() == nil)
      await follower.stop()
    }
  }

  @Test func searchesFasterThanAPersonWaits() async throws {
    try await withLog { (folder: String) async throws in
      let line = Array("some ordinary line of output, as agents print them all day long 0123456789\n".utf8)
      let chunk = Array(repeatElement(line, count: 13_000).joined())
      write(folder) { log in
        for time in 1...100 { _ = drover_log_append(&log, 1, UInt64(time), chunk, UInt32(chunk.count)) }
        _ = drover_log_append(&log, 1, 101, Array("needle\n".utf8), 7)
      }
      let reader = RunLogReader(folder: folder)
      let start = ContinuousClock.now
      #expect(try reader.search(Array("needle".utf8)) == [100 * chunk.count])
      let took = ContinuousClock.now - start
      print("search: \(100 * chunk.count / 1_000_000) MB in \(took)")
      #expect(took < .seconds(2))
    }
  }
}
