/// One colour in each depth: chosen by hand, because rounding crushes dark themes to black.
struct Hue: Hashable, Sendable {
  let rgb: UInt32
  let index: UInt8
  /// One of the person's own sixteen; nil is the terminal's own foreground.
  let basic: UInt8?

  init(_ rgb: UInt32, _ index: UInt8, _ basic: UInt8?) {
    self.rgb = rgb
    self.index = index
    self.basic = basic
  }

  func color(_ depth: ColorDepth) -> Color {
    switch depth {
    case .mono: .standard
    case .sixteen: basic.map(Color.palette) ?? .standard
    case .palette: .palette(index)
    case .truecolor: .rgb(rgb)
    }
  }
}

/// The colours that one theme is mixed from.
struct Hues: Hashable, Sendable {
  var muted: Hue
  var border: Hue
  var blue: Hue
  var cyan: Hue
  var green: Hue
  var yellow: Hue
  var red: Hue
  var magenta: Hue
  var orange: Hue
  /// Text on any of the fills below, and text on a fill of one of the hues above.
  var onFill: Hue
  var onHue: Hue
  var selected: Hue
  var resting: Hue
  var panel: Hue
  var addedLine: Hue
  var removedLine: Hue
  var addedWord: Hue
  var removedWord: Hue
}

extension Hues {
  static let dark = Hues(
    muted: Hue(0xa0a8b8, 248, 7), border: Hue(0x7a8292, 244, 8), blue: Hue(0x7aa2f7, 111, 14),
    cyan: Hue(0x7dcfff, 117, 14), green: Hue(0x9ece6a, 114, 10), yellow: Hue(0xe0af68, 179, 11),
    red: Hue(0xff8797, 210, 9), magenta: Hue(0xbb9af7, 141, 13), orange: Hue(0xff9e64, 215, 11),
    onFill: Hue(0xffffff, 231, 15), onHue: Hue(0x000000, 16, 0), selected: Hue(0x203560, 18, 4),
    resting: Hue(0x313744, 236, 8), panel: Hue(0x1f2430, 235, 0), addedLine: Hue(0x10291a, 22, 0),
    removedLine: Hue(0x33161c, 52, 0), addedWord: Hue(0x1f5c36, 22, 2), removedWord: Hue(0x7a2433, 88, 1))

  static let light = Hues(
    muted: Hue(0x5a6170, 241, nil), border: Hue(0x8a90a0, 245, 8), blue: Hue(0x1f56c4, 25, 4),
    cyan: Hue(0x0b6478, 24, 4), green: Hue(0x2b6a1c, 22, 4), yellow: Hue(0x7a5200, 58, 5),
    red: Hue(0xb0202e, 124, 1), magenta: Hue(0x7a3ab8, 91, 5), orange: Hue(0x98480a, 94, 1),
    onFill: Hue(0x000000, 16, 0), onHue: Hue(0xffffff, 231, 15), selected: Hue(0xd6e4fa, 195, 7),
    resting: Hue(0xdcdfe6, 254, 7), panel: Hue(0xf0f2f6, 255, 15), addedLine: Hue(0xe6f6e6, 194, 15),
    removedLine: Hue(0xfdecec, 224, 15), addedWord: Hue(0xa8e2b0, 151, 2), removedWord: Hue(0xf6b8b8, 217, 1))

  static let highContrastDark: Hues = {
    var hues = dark
    hues.muted = Hue(0xdddddd, 253, 15)
    hues.border = Hue(0xffffff, 231, 15)
    hues.blue = Hue(0x9fd0ff, 153, 14)
    hues.cyan = Hue(0x8ff5ff, 123, 14)
    hues.green = Hue(0x8cff8c, 120, 10)
    hues.yellow = Hue(0xffff66, 227, 11)
    hues.red = Hue(0xffb0b0, 217, 11)
    hues.magenta = Hue(0xe6c8ff, 189, 15)
    hues.orange = Hue(0xffd08a, 222, 11)
    hues.selected = Hue(0x0040a0, 18, 4)
    hues.panel = Hue(0x000000, 16, 0)
    return hues
  }()

  static let highContrastLight: Hues = {
    var hues = light
    hues.muted = Hue(0x333333, 236, nil)
    hues.border = Hue(0x000000, 16, nil)
    hues.blue = Hue(0x003399, 18, 4)
    hues.cyan = Hue(0x003d4d, 17, 4)
    hues.green = Hue(0x004400, 22, 4)
    hues.yellow = Hue(0x4d3300, 52, nil)
    hues.red = Hue(0x8b0000, 88, nil)
    hues.magenta = Hue(0x4b0082, 54, 4)
    hues.orange = Hue(0x6b2a00, 52, nil)
    hues.selected = Hue(0xffe680, 228, 7)
    hues.panel = Hue(0xffffff, 231, 15)
    return hues
  }()

  /// Blue for good and orange for bad stay apart for every common kind of colour blindness.
  static let colourBlindDark: Hues = {
    var hues = dark
    hues.green = Hue(0x56b4e9, 74, 14)
    hues.red = Hue(0xff9a52, 208, 11)
    hues.yellow = Hue(0xf0e442, 227, 15)
    hues.magenta = Hue(0xe39ac3, 175, 13)
    hues.orange = Hue(0xffb86b, 215, 11)
    hues.addedLine = Hue(0x0b2540, 17, 0)
    hues.removedLine = Hue(0x33200c, 52, 0)
    hues.addedWord = Hue(0x1b4f8a, 24, 4)
    hues.removedWord = Hue(0x7a4a10, 94, 3)
    return hues
  }()

  static let colourBlindLight: Hues = {
    var hues = light
    hues.green = Hue(0x005fa3, 25, 4)
    hues.red = Hue(0x9c4300, 94, 1)
    hues.yellow = Hue(0x665600, 58, nil)
    hues.magenta = Hue(0x8a2f6b, 89, 5)
    hues.orange = Hue(0x8a4b00, 94, 1)
    hues.addedLine = Hue(0xe4f0fb, 195, 15)
    hues.removedLine = Hue(0xfdefdf, 230, 15)
    hues.addedWord = Hue(0xa6cdf2, 153, 4)
    hues.removedWord = Hue(0xf7c997, 223, 1)
    return hues
  }()
}
