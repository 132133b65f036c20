import AttachProtocol
import Base
import Domain
import Glibc
import JSON
import Testing

@Suite struct GoldenTests {
  static let messages: [AttachMessage] = [
    .hello(AttachHello(version: "0.1.0", author: .commandLine)),
    .hello(AttachHello(version: "0.1.0", author: .engine, life: "3.4711")),
    .perform(id: 1, command: .closeTask(task: TaskID(number: 12)), once: nil),
    .perform(id: 2, command: .mergeTask(task: TaskID(number: 12), into: "main", strategy: .squash), once: "k3x"),
    .ask(id: 3, query: .task(id: "T12")),
    .events(id: 4, since: 17),
    .log(id: 5, request: LogRequest(run: RunID(number: 40), offset: -4096, follow: true)),
    .blob(id: 6, request: .diff(task: TaskID(number: 12), run: nil)),
    .blob(id: 7, request: .patch(DiffRequest(task: TaskID(number: 12), run: RunID(number: 40), paths: ["a.txt"]))),
    .ask(id: 8, query: .changes(DiffRequest(task: TaskID(number: 12)))),
    .ask(id: 8, query: .changes(DiffRequest(task: TaskID(number: 12), standing: .running, picture: "4b825dc6"))),
    .blob(id: 9, request: .touched(task: TaskID(number: 12))),
    .perform(
      id: 9,
      command: .keepReview(
        task: TaskID(number: 12),
        notes: ReviewNotes(
          viewed: ["a.txt": "4b825dc6"],
          comments: [ReviewComment(path: "a.txt", line: 3, isOld: false, quote: "x", text: "why?")])), once: nil),
    .perform(
      id: 10,
      command: .stageHunks(
        task: TaskID(number: 12), stage: [HunkID("0c7007c4c608")], unstage: [HunkID("0c7007c4c608.2")]), once: nil),
    .perform(id: 11, command: .trimTask(task: TaskID(number: 12), undo: false), once: "k4x"),
    .cancel(id: 4),
    .ping(id: 0),
    .reply(id: 1, reply: .done),
    .answer(id: 3, answer: .counts(["todo": 2])),
    .failed(id: 2, error: DroverError(.refused, "no", remedy: "do so")),
    .began(id: 5),
    .ended(id: 5),
    .pong(id: 0),
    .ask(id: 8, query: .searchLog(LogSearch(run: RunID(number: 40), service: "claude", what: .text("hi")))),
    .answer(
      id: 8, answer: .logHits(LogHits(offsets: [17], count: 2, next: 99, end: 120))),
    .ask(id: 9, query: .logTimes(run: RunID(number: 40), from: 0, to: 99)),
    .answer(id: 9, answer: .logTimes([LogTime(offset: 0, time: Timestamp(microseconds: 0))])),
  ]

  /// `DROVER_GOLDEN=write` writes the file anew, which is a new version of the protocol.
  @Test func everyMessageIsReadAndWrittenToTheSameBytes() throws {
    let path =
      #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Golden/Attach/messages.jsonl"
    let lines = try Self.messages.map { String(decoding: try JSONCoder.encode($0), as: UTF8.self) }
    if getenv("DROVER_GOLDEN") != nil, let file = fopen(path, "w") {
      fputs(lines.joined(separator: "\n") + "\n", file)
      fclose(file)
    }
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let text = String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
    let golden = text.split(separator: "\n").map(String.init)
    #expect(golden == lines)
    for (line, message) in zip(golden, Self.messages) {
      #expect(try JSONCoder.decode(AttachMessage.self, from: Array(line.utf8)) == message)
    }
  }
}
