package import Wire

/// Keys as help, configuration and this code write them: `j`, `Enter`, `Ctrl-P`, `S-Tab`, `Alt-Enter`, `F1`.
extension KeyPress {
  package var name: String {
    var prefix = ""
    if modifiers.contains(.control) { prefix += "Ctrl-" }
    if modifiers.contains(.alt) { prefix += "Alt-" }
    if modifiers.contains(.shift) { prefix += "S-" }
    return prefix + keyName
  }

  private var keyName: String {
    switch key {
    case .character(" "): "Space"
    case .character(let scalar): modifiers.contains(.control) ? String(scalar).uppercased() : String(scalar)
    case .enter: "Enter"
    case .tab: "Tab"
    case .backspace: "Backspace"
    case .escape: "Esc"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .insert: "Insert"
    case .delete: "Delete"
    case .function(let number): "F\(number)"
    }
  }
}
