import Glibc
import TestSupport
import Testing

/// Whole sessions on a pseudo terminal: what is sent, when, and how little of it.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SessionTests {
  private func start(
    _ arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws -> PtySession {
    let session = try PtySession(
      [PtySession.built("screen-lab")] + arguments, environment: environment, columns: columns, rows: rows)
    #expect(session.wait(for: "screen-lab \(columns)x\(rows)"))
    if !arguments.contains(where: { $0.hasPrefix("--rate") }) { session.settle() }
    return session
  }

  @Test func sendsNothingWhileNothingChanges() throws {
    let session = try start()
    session.forgetOutput()
    let before = session.wakeups
    session.settle(milliseconds: 200)
    #expect(!session.wait(milliseconds: 2000) { !$0.output.isEmpty })
    #expect(session.wakeups - before <= 2)
  }

  @Test func theFirstFrameWaitsForNoAnswer() throws {
    let session = try start()
    let text = session.text
    #expect(text.contains("background") == false)
    let questions = "\u{1b}]11;?\u{1b}\\\u{1b}[?2026$p\u{1b}[?u\u{1b}[c"
    #expect(text.contains(questions))
    #expect(text.ranges(of: "\u{1b}[2J").count == 1)
    #expect(!text.contains("\u{1b}[?2026h"))
  }

  @Test func usesWhatTheTerminalSaysItKnows() throws {
    let session = try start()
    session.forgetOutput()
    session.send("\u{1b}]11;rgb:ffff/ffff/e0e0\u{1b}\\\u{1b}[?2026;2$y\u{1b}[?0u\u{1b}[?62c")
    #expect(session.wait(for: "light"))
    #expect(session.text.contains("\u{1b}[>1u"))
    #expect(!session.text.contains("\u{1b}[>4;1m"))
    session.forgetOutput()
    session.send("j")
    session.settle()
    #expect(session.text.hasPrefix("\u{1b}[?2026h") && session.text.hasSuffix("\u{1b}[?2026l"))
    // A late answer is no key either.
    session.forgetOutput()
    session.send("\u{1b}]11;rgb:0000/0000/0000\u{7}\u{1b}[?62;1;22c")
    #expect(session.wait(for: "dark") || session.text.contains("dar"))
    #expect(!session.text.contains("key"))
  }

  @Test func aLoneEscapeActsFastAndClosesOneLayer() throws {
    let session = try start()
    session.send("\u{1b}[?62c")
    session.send("pp")
    session.settle()
    session.forgetOutput()
    let clock = ContinuousClock()
    let start = clock.now
    session.send("\u{1b}")
    #expect(session.wait(for: "1"))
    #expect(start.duration(to: clock.now) < .milliseconds(150))
    session.settle()
    session.send("\u{1b}")
    session.settle()
    session.send("\u{1b}")
    session.settle()
    #expect(session.ending(milliseconds: 50) == nil)
  }

  @Test func aPasteIsOneMessageAndFiresNothing() throws {
    let session = try start()
    session.forgetOutput()
    let clock = ContinuousClock()
    let begin = clock.now
    session.send("\u{1b}[200~" + String(repeating: "q\r", count: 5000) + "\u{1b}[201~")
    #expect(session.wait(for: "pasted 10000 bytes"))
    #expect(begin.duration(to: clock.now) < .milliseconds(500))
    session.forgetOutput()
    session.send("\u{1b}[200~" + String(repeating: "0123456789", count: 10_000) + "\u{1b}[201~q\r\u{1b}[201~")
    #expect(session.wait(for: "2 bytes"))
    #expect(session.ending(milliseconds: 50) == nil)
  }

  @Test func aTerminalThatTakesNothingGetsOnlyTheNewestFrame() throws {
    let session = try start(["--rate=2000", "--pane"], columns: 200, rows: 50)
    // Nothing is read for a while: the program goes on, the terminal's buffer is full.
    let memory = session.residentKilobytes
    #expect(session.waitUnread(milliseconds: 1500))
    #expect(session.residentKilobytes - memory < 5 * 1024)
    session.forgetOutput()
    session.send("q")
    #expect(session.ending() == .exited(0))
    // At most what the kernel held and one frame.
    #expect(session.output.count < 200_000)
    #expect(session.isRestored)
  }

  @Test func aStormOfSizesEndsInTheLastOne() throws {
    let session = try start()
    for step in 0..<60 {
      session.resize(columns: 1 + (step &* 37) % 200, rows: 1 + (step &* 17) % 60)
      session.settle(milliseconds: 5)
    }
    session.resize(columns: 90, rows: 20)
    #expect(session.wait(for: "screen-lab 90x20"))
    session.settle()
    session.forgetOutput()
    session.signal(SIGWINCH)
    #expect(session.wait(for: "screen-lab 90x20"))
    #expect(session.text.contains("\u{1b}[2J"))
  }

  @Test func theSideChannelStaysBetweenFramesAndIsHarmless() throws {
    let session = try start(environment: ["TMUX": "/tmp/x,1,0"])
    session.forgetOutput()
    session.send("yNT")
    session.settle()
    let text = session.text
    #expect(text.contains("\u{1b}]52;c;Y29waWVkIHRleHQ=\u{1b}\\"))
    #expect(text.contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;Y29waWVkIHRleHQ=\u{1b}\u{1b}\\\u{1b}\\"))
    #expect(text.contains("]9;screen-lab: a note"))
    #expect(text.contains("\u{1b}]2;changed"))
    #expect(!text.contains("]0;evil"))
  }

  @Test func noColorMeansNone() throws {
    let session = try start(environment: ["NO_COLOR": "1", "COLORTERM": "truecolor"])
    session.send("jj")
    session.settle()
    #expect(session.text.firstMatch(of: /\u{1b}\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[0-9;]*m/) == nil)
    #expect(session.text.contains("\u{1b}[7m") || session.text.contains(";7m"))
  }

  @Test func stopsAndComesBack() throws {
    let session = try PtySession(
      ["/bin/bash", "--norc", "-i"], environment: ["PS1": "prompt> ", "LAB": PtySession.built("screen-lab")])
    #expect(session.wait(for: "prompt> "))
    session.send("$LAB\n")
    #expect(session.wait(for: "screen-lab 80x24"))
    session.settle()
    session.forgetOutput()
    session.send("\u{1a}")
    #expect(session.wait(for: "prompt> "))
    #expect(session.text.contains("\u{1b}[?1049l"))
    session.forgetOutput()
    session.send("fg\n")
    #expect(session.wait(for: "screen-lab 80x24"))
    #expect(session.text.contains("\u{1b}[?1049h") && session.text.contains("\u{1b}[?2004h"))
    session.settle()
    session.send("q")
    #expect(session.wait(for: "prompt> "))
  }
}
