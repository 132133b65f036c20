import Canvas
import Loop
import TestSupport
import Testing

@testable import App

/// A terminal says what its background is after the first picture: nothing that was laid out before may keep its colours.
@Suite struct ContrastTests {
  private static let views = ["board", "inbox", "chat", "logs"]

  @Test(arguments: Theme.Appearance.allCases, [ColorDepth.truecolor, .palette, .sixteen])
  func everyViewIsReadableOnEveryBackground(_ appearance: Theme.Appearance, _ depth: ColorDepth) {
    for name in [Theme.Name.auto, .highContrast, .colourBlind] {
      for view in Self.views {
        var session = Session(columns: 120, rows: 40, depth: depth)
        session.send(.background(isDark: appearance != .dark))
        open(view, &session)
        session.model.theme = session.model.theme.with(name: name)
        session.send(.background(isDark: appearance == .dark))
        let canvas = session.program.view(session.model, Size(columns: 120, rows: 40))
        let faults = Contrast.faults(canvas, on: appearance == .dark ? 0x000000 : 0xffffff, appearance)
        #expect(faults.isEmpty, "\(view) \(name)")
      }
    }
  }

  private func open(_ view: String, _ session: inout Session) {
    switch view {
    case "inbox": session.openInbox()
    case "chat": session.openChat()
    case "logs": session.openLog()
    default: session.fill()
    }
  }
}
