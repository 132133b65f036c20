import Glibc
import TestSupport
import Testing

/// Real processes on pseudo terminals: whatever ends the program, the terminal is as it was.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RestoringTests {
  static let ways: [(String, Int32?, PtySession.Ending)] = [
    ("q", nil, .exited(0)), ("\u{3}", nil, .exited(0)),
    ("", SIGTERM, .exited(143)), ("", SIGINT, .exited(130)), ("", SIGHUP, .exited(129)),
    ("", SIGABRT, .signalled(SIGABRT)), ("", SIGSEGV, .signalled(SIGSEGV)), ("", SIGQUIT, .signalled(SIGQUIT)),
    ("X", nil, .signalled(SIGILL)), ("A", nil, .signalled(SIGABRT)), ("wq", nil, .exited(0)), ("Eq", nil, .exited(0)),
  ]

  @Test(arguments: ways) func givesTheTerminalBack(keys: String, signal: Int32?, ending: PtySession.Ending) throws {
    let session = try PtySession([PtySession.built("screen-lab")])
    #expect(session.wait(for: "screen-lab 80x24"))
    #expect(session.isRaw)
    session.send(keys)
    if let signal { session.signal(signal) }
    #expect(session.ending() == ending)
    #expect(session.isRestored)
    let text = session.text
    let undone = [
      "?1049l", "?25h", "?2004l", "?1000l", "?1002l", "?1003l", "?1006l", "?1004l", "<u", ">4;0m", "?2026l", "?7h",
    ]
    for sequence in undone { #expect(text.contains("\u{1b}[" + sequence), "\(sequence)") }
    let after = text.ranges(of: "\u{1b}[?1049l").last.map { text[$0.upperBound...] } ?? ""
    #expect(after.contains("Fatal error") == (keys == "X"))
    #expect(after.contains("a word from below") == (keys == "Eq"))
    #expect(text.ranges(of: "a word from below").count == (keys == "Eq" ? 1 : 0))
  }

  @Test func endsWithinASecondWhenTheTerminalGoesAway() throws {
    let session = try PtySession([PtySession.built("screen-lab"), "--rate=100"])
    #expect(session.wait(for: "screen-lab 80x24"))
    session.hangUp()
    #expect(session.ending(milliseconds: 1000) == .exited(129))
  }

  @Test func refusesToStartWithoutATerminal() throws {
    let session = try PtySession(["/bin/sh", "-c", "\(PtySession.built("screen-lab")) < /dev/null; echo status $?"])
    #expect(session.wait(for: "status 2"))
    #expect(session.text.split(separator: "\r\n").count == 2)
    #expect(!session.text.contains("\u{1b}"))
  }

  @Test func aThirdRequestIsObeyedByAProgramThatDoesNotAnswer() throws {
    let session = try PtySession([PtySession.built("screen-lab")])
    #expect(session.wait(for: "screen-lab 80x24"))
    session.settle()
    session.send("L")
    session.settle()
    for _ in 0..<3 {
      session.signal(SIGTERM)
      session.settle(milliseconds: 50)
    }
    #expect(session.ending() == .signalled(SIGTERM))
    #expect(session.isRestored)
  }

  @Test func lendsTheTerminalAndTakesItBack() throws {
    let session = try PtySession(
      [PtySession.built("screen-lab")], environment: ["TERMINFO": "/usr/share/terminfo", "LINES": "9"])
    #expect(session.wait(for: "screen-lab 80x24"))
    session.forgetOutput()
    session.send("e")
    #expect(session.wait(for: "TERMINFO=/usr/share/terminfo"))
    #expect(session.isRestored)
    #expect(!session.text.contains("LINES="))
    session.forgetOutput()
    session.send("\n")
    #expect(session.wait(for: "exited(0)"))
    #expect(session.isRaw)
    #expect(session.text.contains("\u{1b}[?1049h"))
    #expect(session.text.contains("\u{1b}[?2004h"))
    session.send("q")
    #expect(session.ending() == .exited(0))
    #expect(session.isRestored)
  }
}
