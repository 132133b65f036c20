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

  /// Looked up for every word on the screen and compared for every picture: one reference, and never a copy of it all.
  private final class Look: Hashable, Sendable {
    let name: Name
    /// Of the terminal; a dark or a light theme does not go by it.
    let told: Appearance
    let appearance: Appearance
    let depth: ColorDepth
    let glyphs: Glyphs
    let motion: Bool
    let own: OwnColours
    let styles: [Style]

    init(
      _ name: Name, _ told: Appearance, _ depth: ColorDepth, _ glyphs: Glyphs, _ motion: Bool, _ own: OwnColours
    ) {
      (self.name, self.told, self.depth) = (name, told, depth)
      appearance = name == .dark ? .dark : name == .light ? .light : told
      (self.glyphs, self.motion, self.own) = (glyphs, motion, own)
      let hues = own.over(Hues.of(name, appearance))
      styles = Role.allCases.map { Ink.of($0, hues).style(depth) }
    }

    static func == (left: Look, right: Look) -> Bool {
      left === right
        || left.name == right.name && left.appearance == right.appearance && left.depth == right.depth
          && left.motion == right.motion && left.glyphs == right.glyphs && left.own == right.own
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(told)
      hasher.combine(depth)
    }
  }

  private let look: Look

  package init(
    _ name: Name = .auto, appearance: Appearance = .dark, depth: ColorDepth = .truecolor,
    glyphs: Glyphs = .unicode, motion: Bool = true, own: OwnColours = OwnColours()
  ) {
    look = Look(name, appearance, depth, glyphs, motion, own)
  }

  package var name: Name { look.name }
  package var appearance: Appearance { look.appearance }
  package var depth: ColorDepth { look.depth }
  /// False stops every spinner and every other movement.
  package var motion: Bool { look.motion }
  package var own: OwnColours { look.own }

  package var glyphs: Glyphs {
    _read { yield look.glyphs }
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
      name ?? self.name, appearance: appearance ?? look.told, depth: depth ?? self.depth,
      glyphs: glyphs ?? self.glyphs, motion: motion, own: own ?? self.own)
  }

  package subscript(role: Role) -> Style { look.styles[role.rawValue] }

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
