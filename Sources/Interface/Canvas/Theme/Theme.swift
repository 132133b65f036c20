/// How everything looks: a style for each role, the glyphs, and whether anything may move.
///
/// The background is the terminal's own, so light palettes and transparency just work; fills say so explicitly.
package struct Theme: Hashable, Sendable {
  package enum Name: String, Hashable, Sendable, CaseIterable {
    /// Follows what the terminal says about its background.
    case auto
    case dark, light
    case highContrast = "high-contrast"
    case colourBlind = "colour-blind"
  }

  /// Whether the terminal's own background is dark or light.
  package enum Appearance: Hashable, Sendable, CaseIterable {
    case dark, light
  }

  package let name: Name
  package let appearance: Appearance
  package let depth: ColorDepth
  package var glyphs: Glyphs
  /// False stops every spinner and every other movement.
  package var motion: Bool
  package let own: OwnColours
  private let styles: [Style]

  package init(
    _ name: Name = .auto, appearance: Appearance = .dark, depth: ColorDepth = .truecolor,
    glyphs: Glyphs = .unicode, motion: Bool = true, own: OwnColours = OwnColours()
  ) {
    self.own = own
    self.name = name
    self.appearance = name == .dark ? .dark : name == .light ? .light : appearance
    self.depth = depth
    self.glyphs = glyphs
    self.motion = motion
    let hues = own.over(Hues.of(name, self.appearance))
    styles = Role.allCases.map { Ink.of($0, hues).style(depth) }
  }

  /// For screen readers: words instead of pictures, no frames, nothing moves.
  package static func accessible(
    _ name: Name = .auto, appearance: Appearance = .dark, depth: ColorDepth = .mono
  ) -> Theme {
    Theme(name, appearance: appearance, depth: depth, glyphs: .accessible, motion: false)
  }

  /// The same with something else about it.
  package func with(
    name: Name? = nil, appearance: Appearance? = nil, depth: ColorDepth? = nil, glyphs: Glyphs? = nil,
    own: OwnColours? = nil
  ) -> Theme {
    Theme(
      name ?? self.name, appearance: appearance ?? self.appearance, depth: depth ?? self.depth,
      glyphs: glyphs ?? self.glyphs, motion: motion, own: own ?? self.own)
  }

  package subscript(role: Role) -> Style { styles[role.rawValue] }

  package var isAccessible: Bool { glyphs.readsAloud }
}

extension Hues {
  static func of(_ name: Theme.Name, _ appearance: Theme.Appearance) -> Hues {
    switch (name, appearance) {
    case (.auto, .dark), (.dark, _): .dark
    case (.auto, .light), (.light, _): .light
    case (.highContrast, .dark): .highContrastDark
    case (.highContrast, .light): .highContrastLight
    case (.colourBlind, .dark): .colourBlindDark
    case (.colourBlind, .light): .colourBlindLight
    }
  }
}
