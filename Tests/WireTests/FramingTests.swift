import TestSupport
import Testing

@testable import Wire

@Suite struct FramingTests {
  static let lines: [(String, [LineFraming.Line], LineFraming.Line?)] = [
    ("one\ntwo\r\n\nthree", [line("one"), line("two"), line("")], line("three")),
    ("\r\n", [line("")], nil),
    ("0123456789\n", [line("0123456789")], nil),
    ("0123456789\r\n", [line("0123456789")], nil),
    ("0123456789ab\nnext\n", [line("0123456789", isCut: true), line("next")], nil),
    ("", [], nil),
  ]

  private static func line(_ text: String, isCut: Bool = false) -> LineFraming.Line {
    LineFraming.Line(Array(text.utf8), isCut: isCut)
  }

  @Test(arguments: lines) func cutsLines(text: String, lines: [LineFraming.Line], rest: LineFraming.Line?) {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var framing = LineFraming(limit: 10)
      #expect(framing.feed(bytes[..<cut]) + framing.feed(bytes[cut...]) == lines, "cut at \(cut)")
      #expect(framing.finish() == rest)
    }
  }

  @Test func readsFramesByTheirLength() throws {
    let frames = [LengthFraming.Frame(kind: 7, content: [1, 2, 3]), LengthFraming.Frame(kind: 0, content: [])]
    #expect(frames[0].encoded == [3, 0, 0, 0, 7, 1, 2, 3])
    let bytes = frames.flatMap(\.encoded)
    for cut in 0...bytes.count {
      var framing = LengthFraming(limit: 3)
      #expect(try framing.feed(bytes[..<cut]) + framing.feed(bytes[cut...]) == frames)
      #expect(!framing.isInsideFrame)
    }
    var framing = LengthFraming(limit: 3)
    #expect(throws: LengthFraming.TooLong(length: 4)) { try framing.feed([4, 0, 0, 0, 1]) }
  }

  static let streams: [(String, [ServerSentEvents.Event])] = [
    ("data: a\n\n", [event("a")]),
    ("\u{feff}data:a\r\ndata: b\r\rdata\n\n", [event("a\nb"), event("")]),
    ("event: ping\nid: 7\ndata: {}\n\ndata: x\n\n", [event("{}", name: "ping", id: "7"), event("x", id: "7")]),
    (": comment\n\nevent: lost\n\nretry: 250\ndata: a\n\n", [event("a")]),
    ("data: 012345678901234567890\n\ndata: b\n\n", [event("b")]),
    ("data: half", []),
  ]

  private static func event(_ data: String, name: String = "message", id: String? = nil) -> ServerSentEvents.Event {
    ServerSentEvents.Event(name: name, data: Array(data.utf8), id: id)
  }

  @Test(arguments: streams) func readsEventStreams(text: String, events: [ServerSentEvents.Event]) {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var stream = ServerSentEvents(limit: 20)
      #expect(stream.feed(bytes[..<cut]) + stream.feed(bytes[cut...]) == events, "cut at \(cut)")
      #expect(stream.retry == (text.contains("retry") ? .milliseconds(250) : nil))
      #expect(stream.dropped == (text.contains("0123") ? 1 : 0))
    }
  }

  @Test func standsNoise() throws {
    var fuzz = WireFuzz(seed: 20_261_121)
    try fuzz.run(cases: 3000)
  }
}
