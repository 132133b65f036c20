import Base
import Canvas
import Domain
import PanelKit

/// The first row of a card, and what of it found no room there.
///
/// What gives way first: the model, then the service, the workspace, the priority, money, time; the id never. A number is
/// whole or not there: half of it would be another number.
struct CardHead {
  private(set) var left: StyledText
  private(set) var right = StyledText()
  /// Ways to say elsewhere what found no room, the one that says most first.
  private(set) var rest: [StyledText] = []
  private var room: Int
  private let muted: Style

  init(_ card: BoardCard, columns: Int) {
    let (task, theme) = (card.task, card.theme)
    muted = theme[.muted]
    left = StyledText("\(task.id)", card.body.adding(.bold))
    room = columns - left.width
    let sign = StyledText("\(Look.glyph(of: task.state, theme)) ", theme[Look.role(of: task.state)])
    // A sign that is a word says what the column says already, and waits until the numbers have their room.
    let isWord = theme.glyphs.readsAloud
    if !isWord { lead(sign) }
    place(Self.time(of: card))
    place(task.cost.flatMap(TaskText.money).map { [$0] } ?? [])
    if isWord { lead(sign) }
    let isWide = columns >= 14
    if task.priority != 0 { add(" p\(task.priority)", theme[.badgeAccent]) }
    if card.showsWorkspace { add(" \(task.workspace.split(separator: "/").last ?? "")", muted, isCut: isWide, theme) }
    guard let service = task.service else { return }
    let isWhole = add(" \(service)", theme[Look.role(ofService: service)], isCut: isWide, theme)
    if let model = task.model, isWhole { add("\(theme.glyphs.separator)\(model)", muted) }
  }

  private mutating func lead(_ sign: StyledText) {
    guard sign.width <= room else { return }
    left = sign + left
    room -= sign.width
  }

  /// The first way to say it that fits, else it stands elsewhere.
  private mutating func place(_ ways: [String]) {
    guard let full = ways.first else { return }
    guard let fits = ways.first(where: { Sanitiser.width($0) < room }) else {
      let whole = rest.first.map { [StyledText("\(full) \($0.text)", muted)] } ?? []
      rest = whole + (rest.isEmpty ? ways.map { StyledText($0, muted) } : rest)
      return
    }
    room -= Sanitiser.width(fits) + 1
    right = StyledText(right.isEmpty ? fits : "\(fits) \(right.text)", muted)
  }

  /// True where all of it stands there. Less than a few letters of a name say nothing.
  @discardableResult
  private mutating func add(_ words: String, _ style: Style, isCut: Bool = false, _ theme: Theme? = nil) -> Bool {
    let text = StyledText(words, style)
    let isWhole = text.width <= room
    if isWhole || isCut && room >= 6 {
      let shown = isWhole ? text : text.truncated(to: room, ellipsis: theme?.glyphs.ellipsis ?? "")
      left.append(shown)
      room -= shown.width
    } else {
      room = 0
    }
    return isWhole
  }

  /// How long it works, or worked, without the time between its attempts; the second way is shorter.
  private static func time(of card: BoardCard) -> [String] {
    let worked = card.task.worked.map(TaskText.duration)
    guard let since = card.task.workingSince else { return worked.map { [$0.short, TaskText.coarse($0)] } ?? [] }
    return card.now.map { [TaskText.span($0.since(since) + (worked ?? .zero))] } ?? []
  }
}
