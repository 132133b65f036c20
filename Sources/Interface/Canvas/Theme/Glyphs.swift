/// The small pictures of the interface, in Unicode, in ASCII, and as words for screen readers.
package struct Glyphs: Hashable, Sendable {
  /// What a line plot may be drawn with.
  package enum Plot: Hashable, Sendable { case braille, block, ascii }

  package var ellipsis = "…"
  package var marker = "▌"
  package var mark = "●"
  package var bullet = "•"
  package var separator = "·"
  package var divider = "│"
  package var arrow = "→"
  package var todo = "○"
  package var running = "◐"
  package var review = "◆"
  package var done = "✓"
  package var failed = "✗"
  package var waiting = "‖"
  package var question = "?"
  package var success = "✓"
  package var warning = "!"
  package var error = "✗"
  package var info = "i"
  package var foldOpen = "▾"
  package var foldClosed = "▸"
  package var checked = "☑"
  package var unchecked = "☐"
  package var thumb = "█"
  package var track = "│"
  package var progressFull = "█"
  package var progressEmpty = "░"
  /// From least to most, for bars that are less than a cell.
  package var levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  package var spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
  package var box = BoxGlyphs.rounded
  package var focusBox = BoxGlyphs.heavy
  package var quoteBar = "▎"
  package var plot = Plot.braille
  /// Lists carry numbers and states are words.
  package var readsAloud = false

  package static let unicode = Glyphs()

  package static let ascii: Glyphs = {
    var glyphs = Glyphs()
    (glyphs.ellipsis, glyphs.marker, glyphs.mark, glyphs.bullet) = ("~", ">", "*", "*")
    (glyphs.separator, glyphs.divider, glyphs.arrow) = ("-", "|", "->")
    (glyphs.todo, glyphs.running, glyphs.review) = ("o", "*", "#")
    (glyphs.done, glyphs.failed, glyphs.waiting) = ("+", "x", "=")
    (glyphs.success, glyphs.error) = ("+", "x")
    (glyphs.foldOpen, glyphs.foldClosed) = ("v", ">")
    (glyphs.checked, glyphs.unchecked) = ("[x]", "[ ]")
    (glyphs.thumb, glyphs.track) = ("#", "|")
    (glyphs.progressFull, glyphs.progressEmpty) = ("#", "-")
    glyphs.levels = ["_", ".", "-", "=", "+", "*", "%", "#"]
    glyphs.spinner = ["|", "/", "-", "\\"]
    (glyphs.box, glyphs.focusBox) = (.ascii, .ascii)
    glyphs.quoteBar = "|"
    glyphs.plot = .ascii
    return glyphs
  }()

  package static let accessible: Glyphs = {
    var glyphs = Glyphs.ascii
    (glyphs.todo, glyphs.running, glyphs.review) = ("todo", "running", "review")
    (glyphs.done, glyphs.failed, glyphs.waiting) = ("done", "failed", "waiting")
    (glyphs.success, glyphs.warning, glyphs.error, glyphs.info) = ("ok", "warning", "error", "info")
    (glyphs.checked, glyphs.unchecked, glyphs.mark) = ("checked", "unchecked", "marked")
    (glyphs.foldOpen, glyphs.foldClosed) = ("open", "closed")
    (glyphs.divider, glyphs.separator, glyphs.track, glyphs.quoteBar) = (" ", ",", " ", ">")
    (glyphs.box, glyphs.focusBox) = (.none, .none)
    glyphs.spinner = ["working"]
    glyphs.readsAloud = true
    return glyphs
  }()
}
