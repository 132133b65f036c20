import Domain
import Testing

@testable import Attach

@Suite struct LineMachineTests {
  @Test func aSilentLineIsAskedShownAndGivenUp() {
    var machine = LineMachine(keepsAlive: true, at: .zero)
    #expect(machine.begin(at: .zero) == .ping(wake: .seconds(4)))
    #expect(machine.tick(at: .seconds(4), heard: .seconds(1)) == .ping(wake: .seconds(8)))
    #expect(machine.tick(at: .seconds(8), heard: .seconds(1)) == .ping(wake: .seconds(9)))
    #expect(machine.shown(at: .seconds(8), heard: .seconds(1), kept: 0) == .silent(seconds: 7))
    #expect(machine.tick(at: .seconds(9), heard: .seconds(1)) == .wake(.seconds(10)))
    #expect(machine.tick(at: .seconds(11), heard: .seconds(1)) == .dial(mayStart: true))
    #expect(machine.dialed(at: .seconds(12)) == .ping(wake: .seconds(16)))
    #expect(machine.shown(at: .seconds(12), heard: .seconds(12), kept: 0) == .up)
  }

  @Test func whatIsHeardKeepsItUp() {
    var machine = LineMachine(keepsAlive: true, at: .zero)
    for second in stride(from: 4, through: 400, by: 4) {
      let now = Duration.seconds(second)
      #expect(machine.tick(at: now, heard: now) == .ping(wake: now + .seconds(4)))
    }
  }

  @Test func attemptsComeSlowerAndSayWhy() {
    var machine = LineMachine(keepsAlive: true, at: .zero)
    #expect(machine.lost(AttachClient.gone, at: .zero) == .dial(mayStart: true))
    var now = Duration.zero
    for pause: Duration in [.milliseconds(200), .seconds(1), .seconds(2), .seconds(3), .seconds(5), .seconds(5)] {
      _ = machine.dialFailed(DroverError(.unavailable, "no route"), at: now)
      #expect(machine.tick(at: now + pause - .milliseconds(1), heard: .zero) != .dial(mayStart: true))
      now += pause
      #expect(machine.tick(at: now, heard: .zero) == .dial(mayStart: true))
    }
    _ = machine.dialFailed(DroverError(.unavailable, "no route"), at: now)
    let shown = machine.shown(at: now, heard: .zero, kept: 2)
    #expect(shown.words == "reconnecting, 5 s; 2 commands are kept (for 16 s: no route)")
  }

  @Test func aStoppedEngineIsWaitedForAndNotStarted() {
    var machine = LineMachine(keepsAlive: false, at: .zero)
    #expect(machine.lost(AttachClient.stopped, at: .zero) == .dial(mayStart: false))
    _ = machine.dialFailed(AttachClient.gone, at: .seconds(1))
    #expect(machine.tick(at: .seconds(2), heard: .zero) == .dial(mayStart: false))
    #expect(machine.dialFailed(AttachClient.gone, at: .seconds(15)) == .end(AttachClient.stopped))
    #expect(machine.tick(at: .seconds(20), heard: .zero) == .none)
  }

  @Test(arguments: [DroverError.Code.refused, .usage]) func whatWaitingCannotHealEndsIt(_ code: DroverError.Code) {
    var machine = LineMachine(keepsAlive: true, at: .zero)
    _ = machine.lost(AttachClient.gone, at: .zero)
    let error = DroverError(code, "do not fit")
    #expect(machine.dialFailed(error, at: .zero) == .end(error))
    #expect(machine.shown(at: .seconds(1), heard: .zero, kept: 0) == .ended(error))
  }
}
