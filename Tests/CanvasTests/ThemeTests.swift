import TestSupport
import Testing

@testable import Canvas

@Suite struct ThemeTests {
  static let looks: [(Theme.Name, Theme.Appearance)] = [
    (.dark, .dark), (.light, .light), (.highContrast, .dark), (.highContrast, .light), (.colourBlind, .dark),
    (.colourBlind, .light),
  ]
  /// Lines and empty parts of bars are no text.
  static let drawings: Set<Role> = [.border]

  @Test(arguments: looks)
  func textHasEnoughContrast(_ name: Theme.Name, _ appearance: Theme.Appearance) {
    for depth in [ColorDepth.truecolor, .palette, .sixteen] {
      let theme = Theme(name, appearance: appearance, depth: depth)
      for role in Role.allCases where !Self.drawings.contains(role) {
        for ground in grounds(appearance, depth) {
          let ratio = Contrast.of(theme[role], on: ground, appearance)
          let least = name == .highContrast && depth == .truecolor && theme[role].background == .standard ? 7 : 4.5
          #expect(ratio >= least, "\(name) \(appearance) \(depth) \(role) on \(String(ground, radix: 16)): \(ratio)")
        }
      }
    }
  }

  /// What stands on a selected row keeps its own colour. With sixteen colours a selection is the reverse of one.
  @Test(arguments: looks)
  func textOnASelectionHasEnoughContrast(_ name: Theme.Name, _ appearance: Theme.Appearance) {
    for depth in [ColorDepth.truecolor, .palette] {
      let theme = Theme(name, appearance: appearance, depth: depth)
      for row in [Role.selection, .selectionInactive] {
        for role in Role.allCases where !Self.drawings.contains(role) && theme[role].background == .standard {
          let ratio = Contrast.of(theme[role].on(theme[row].background), on: 0, appearance)
          #expect(ratio >= 4.5, "\(name) \(appearance) \(depth) \(role) on \(row): \(ratio)")
        }
      }
    }
  }

  @Test func aThemeRemembersWhatTheTerminalSaid() {
    let dark = Theme(.auto, appearance: .dark)
    #expect(dark.with(name: .light).with(name: .highContrast) == Theme(.highContrast, appearance: .dark))
    #expect(dark.with(name: .light).with(name: .auto) == dark)
  }

  @Test(arguments: Theme.Name.allCases)
  func aDepthUsesOnlyItsColours(_ name: Theme.Name) {
    for appearance in Theme.Appearance.allCases {
      for role in Role.allCases {
        #expect(Theme(name, appearance: appearance, depth: .mono)[role].foreground == .standard)
        #expect(Theme(name, appearance: appearance, depth: .mono)[role].background == .standard)
        for color in colors(Theme(name, appearance: appearance, depth: .sixteen)[role]) {
          if case .palette(let index) = color.kind { #expect(index < 16) } else { #expect(color == .standard) }
        }
        for color in colors(Theme(name, appearance: appearance, depth: .palette)[role]) {
          if case .rgb = color.kind { Issue.record("\(role) has a direct colour among 256") }
        }
      }
    }
  }

  @Test func statesDifferWithoutColour() {
    for glyphs in [Glyphs.unicode, .ascii, .accessible] {
      let states = [glyphs.todo, glyphs.running, glyphs.review, glyphs.done, glyphs.failed, glyphs.waiting]
      #expect(Set(states).count == states.count)
    }
    let mono = Theme(.dark, depth: .mono)
    #expect(mono[.selection].attributes.contains(.reverse))
    #expect(mono[.selection] != mono[.selectionInactive])
    #expect(mono[.focusBorder] != mono[.border])
    #expect(mono[.tabActive] != mono[.tab])
    #expect(Theme.accessible().glyphs.spinner.count == 1)
    #expect(!Theme.accessible().motion)
  }

  @Test func asciiGlyphsAreASCIIAndAllGlyphsAreOneColumnWideOrWords() {
    let plain = Mirror(reflecting: Glyphs.ascii).children.compactMap { $0.value as? String }
    #expect(plain.allSatisfy { $0.utf8.allSatisfy { (0x20..<0x7f).contains($0) } })
    let unicode = Mirror(reflecting: Glyphs.unicode).children.compactMap { $0.value as? String }
    #expect(unicode.allSatisfy { Sanitiser.width($0) == 1 && Sanitiser.line($0) == $0 })
  }

  /// In each depth; what is no name and no colour changes nothing, and the sixteen stay the person's own.
  @Test func ownColoursLieOverATheme() {
    let own = OwnColours(["green": "#123456", "red": "red", "none": "#ffffff"])
    for depth in ColorDepth.allCases {
      let (plain, mine) = (Theme(.dark, depth: depth), Theme(.dark, depth: depth, own: own))
      let changed = Role.allCases.filter { plain[$0] != mine[$0] }
      #expect(changed.contains(.success) == (depth == .palette || depth == .truecolor))
      #expect(!changed.contains(.error) && mine.with(own: OwnColours()) == plain)
    }
    #expect(Theme(own: own).with(name: .light, depth: .truecolor)[.success].foreground == .rgb(0x123456))
    #expect(OwnColours.value("#+12345") == nil && OwnColours.value("123456") == nil)
  }

  @Test func colourDepthsFitTheNearest() {
    #expect(ColorDepth.palette.fit(.rgb(0xff0000)) == .palette(196))
    #expect(ColorDepth.palette.fit(.rgb(0x808080)) == .palette(244))
    #expect(ColorDepth.sixteen.fit(.palette(196)) == .palette(9))
    #expect(ColorDepth.mono.fit(.palette(3)) == .standard)
    #expect(ColorDepth.truecolor.fit(.rgb(0x123456)) == .rgb(0x123456))
  }

  private func colors(_ style: Style) -> [Color] { [style.foreground, style.background] }

  /// Usual backgrounds; a terminal that has but sixteen colours is black or white.
  private func grounds(_ appearance: Theme.Appearance, _ depth: ColorDepth) -> [UInt32] {
    switch (appearance, depth) {
    case (.dark, .sixteen): [0x000000]
    case (.light, .sixteen): [0xffffff]
    case (.dark, _): [0x000000, 0x1e1e1e, 0x282c34, 0x002b36]
    case (.light, _): [0xffffff, 0xfdf6e3, 0xf2f2f2]
    }
  }
}
