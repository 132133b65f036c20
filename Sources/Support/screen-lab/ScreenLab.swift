import Glibc
import Loop
import Terminal
import TestSupport

/// A program without a product: cards and a log made up on the spot, on the real terminal and the real loop, so that
/// what the terminal layer promises can be measured and tested before there are real views.
@main struct ScreenLab {
  static func main() async {
    let environment = Environment.all()
    let settings = LabSettings(CommandLine.arguments.dropFirst())
    if let cases = settings.fuzzCases { fuzz(cases) }
    let options = TerminalOptions(environment: environment, colorDepth: settings.colorDepth, isASCII: settings.isASCII)
    let frames = FrameScheduler.framesPerSecond(configured: settings.framesPerSecond, environment: environment)
    do {
      let terminal = try Terminal(options)
      let runtime = Runtime(
        LabProgram(settings: settings), on: terminal, clock: LoopClock(ContinuousClock()), framesPerSecond: frames)
      exit(status(try await runtime.run()))
    } catch let error as TerminalError {
      fail(error.message, status: 2)
    } catch {
      fail("failed to run: \(error)", status: 1)
    }
  }

  private static func fuzz(_ cases: Int) -> Never {
    var fuzz = WireFuzz(seed: UInt64(truncatingIfNeeded: time(nil)))
    do { try fuzz.run(cases: cases) } catch { fail("\(error)", status: 1) }
    print("\(cases) cases passed")
    exit(0)
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    let line = Array("screen-lab: \(message)\n".utf8)
    _ = write(2, line, line.count)
    exit(status)
  }

  private static func status(_ outcome: Outcome) -> Int32 {
    switch outcome {
    case .quit, .steppedAside: 0
    case .ended(.hangUp): 129
    case .ended(.signal(let number)): 128 + number
    }
  }
}

enum Environment {
  static func all() -> [String: String] {
    var result: [String: String] = [:]
    var next = environ
    while let text = next.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
      next += 1
    }
    return result
  }
}
