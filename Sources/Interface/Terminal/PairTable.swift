import CNcurses
import Canvas

/// Pairs of colours as ncurses numbers them, made when first needed. Caller holds the turn of ncurses.
struct PairTable {
  struct Look {
    var attributes: attr_t
    var pair: Int
  }

  private struct Key: Hashable {
    let foreground: UInt32
    let background: UInt32
  }

  private let depth: ColorDepth
  private let colors: Int
  private let limit: Int
  private var numbers: [Key: (pair: Int, isBright: Bool)] = [:]
  private var made: [Key: Int] = [:]
  /// What each pair is, by its number; the first is the terminal's own.
  private(set) var inks = [Rendition.Inks()]
  /// Looks by a few bits of their colours: the same dozen is asked for all the time.
  private var recent = [(style: Style, look: Look)?](repeating: nil, count: 64)
  /// A style found no pair left: the next frame is better begun anew.
  private(set) var isExhausted = false

  init(depth: ColorDepth, colors: Int, limit: Int) {
    self.depth = depth
    self.colors = colors
    self.limit = limit
  }

  /// Forgets all pairs; the caller paints everything again.
  mutating func startAnew() {
    reset_color_pairs()
    numbers = [:]
    made = [:]
    inks = [Rendition.Inks()]
    recent = recent.map { _ in nil }
    isExhausted = false
  }

  mutating func look(_ style: Style) -> Look {
    let mixed = style.foreground.packed &* 31 &+ style.background.packed &* 17 &+ UInt32(style.attributes.rawValue)
    let place = Int((mixed ^ mixed >> 11) & 63)
    if let known = recent[place], known.style == style { return known.look }
    let look = found(style)
    recent[place] = (style, look)
    return look
  }

  private mutating func found(_ style: Style) -> Look {
    var attributes = Self.attributes(style.attributes)
    guard depth != .mono, style.foreground != .standard || style.background != .standard else {
      return Look(attributes: attributes, pair: 0)
    }
    let key = Key(foreground: style.foreground.packed, background: style.background.packed)
    let number: (pair: Int, isBright: Bool)
    if let known = numbers[key] {
      number = known
    } else {
      number = make(style)
      numbers[key] = number
    }
    if number.isBright { attributes |= drover_attribute_bold() }
    return Look(attributes: attributes, pair: number.pair)
  }

  /// On terminals of eight colours the bright ones are the plain ones in bold. When no pair is left, the colours of the
  /// terminal itself are used: text stays readable.
  private mutating func make(_ style: Style) -> (pair: Int, isBright: Bool) {
    var foreground = ColorMap.number(style.foreground, depth: depth)
    var background = ColorMap.number(style.background, depth: depth)
    // Bright black is bold black there, which most of them show as black: nothing would be seen.
    if colors < 16, foreground == 8 { foreground = -1 }
    let isBright = colors < 16 && foreground >= 8
    if isBright { foreground -= 8 }
    if colors < 16, background >= 8 { background -= 8 }
    let key = Key(
      foreground: UInt32(truncatingIfNeeded: foreground), background: UInt32(truncatingIfNeeded: background))
    if let known = made[key] { return (known, isBright) }
    let pair = made.count + 1
    guard pair < limit, init_extended_pair(Int32(pair), Int32(foreground), Int32(background)) == OK else {
      // A screen that alone needs more than there are would begin anew for ever.
      isExhausted = made.count > 4096
      return (0, isBright)
    }
    made[key] = pair
    inks.append(Rendition.Inks(foreground, background))
    return (pair, isBright)
  }

  private static func attributes(_ attributes: Attributes) -> attr_t {
    if attributes.isEmpty { return 0 }
    var result: attr_t = 0
    if attributes.contains(.bold) { result |= drover_attribute_bold() }
    if attributes.contains(.dim) { result |= drover_attribute_dim() }
    if attributes.contains(.italic) { result |= drover_attribute_italic() }
    if attributes.contains(.underline) { result |= drover_attribute_underline() }
    if attributes.contains(.reverse) { result |= drover_attribute_reverse() }
    // ncurses knows no strikethrough: what it marks steps back instead.
    if attributes.contains(.strikethrough) { result |= drover_attribute_dim() }
    return result
  }
}
