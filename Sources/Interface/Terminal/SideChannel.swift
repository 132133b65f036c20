import Canvas
import Loop

/// What goes to the terminal beside frames, as bytes. Text in it is stripped of all that could steer. Pure.
struct SideChannel {
  let isInTmux: Bool
  /// Terminals that are known to show OSC 777; the others get OSC 9.
  let knowsTitledNotes: Bool

  init(options: TerminalOptions) {
    isInTmux = options.isInTmux
    let name = options.name
    knowsTitledNotes =
      ["foot", "rxvt", "ghostty"].contains { name.contains($0) }
      || options.environment["VTE_VERSION"] != nil
  }

  /// OSC 52 is cut by terminals at some 74 kB of base64.
  static let copyLimit = 74_000 / 4 * 3

  func bytes(_ request: ScreenRequest) -> [UInt8] {
    switch request {
    case .title(let text): Array("\u{1b}]2;\(Self.line(text, columns: 200))\u{1b}\\".utf8)
    case .copy(let text): copy(text)
    case .notify(let title, let body): notify(title, body)
    case .bell: [7]
    case .captureMouse, .redraw, .suspend: []
    }
  }

  /// In tmux twice: plainly for `set-clipboard on`, and wrapped for `allow-passthrough on`.
  private func copy(_ text: String) -> [UInt8] {
    let sequence = "\u{1b}]52;c;\(Base64.encode(text.utf8.prefix(Self.copyLimit)))\u{1b}\\"
    return Array((isInTmux ? sequence + Self.passThrough(sequence) : sequence).utf8)
  }

  /// The bell arrives everywhere, also where no note does.
  private func notify(_ title: String, _ body: String) -> [UInt8] {
    let (title, body) = (Self.line(title, columns: 120), Self.line(body, columns: 400))
    let text = body.isEmpty ? title : "\(title): \(body)"
    let note = knowsTitledNotes ? "\u{1b}]777;notify;\(title);\(body)\u{1b}\\" : "\u{1b}]9;\(text)\u{1b}\\"
    return Array((isInTmux ? Self.passThrough(note) : note).utf8) + [7]
  }

  private static func passThrough(_ sequence: String) -> String {
    "\u{1b}Ptmux;"
      + sequence.split(separator: "\u{1b}", omittingEmptySubsequences: false).joined(separator: "\u{1b}\u{1b}")
      + "\u{1b}\\"
  }

  /// Semicolons separate fields in some of these sequences.
  private static func line(_ text: String, columns: Int) -> String {
    String(Sanitiser.title(text, columns: columns).map { $0 == ";" ? "," : $0 })
  }
}

enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var result: [UInt8] = []
    var bits = 0
    var count = 0
    for byte in bytes {
      bits = (bits << 8 | Int(byte)) & 0xff_ffff
      count += 8
      while count >= 6 {
        count -= 6
        result.append(digits[bits >> count & 63])
      }
    }
    if count > 0 { result.append(digits[bits << (6 - count) & 63]) }
    while result.count % 4 != 0 { result.append(0x3d) }
    return String(decoding: result, as: UTF8.self)
  }
}
