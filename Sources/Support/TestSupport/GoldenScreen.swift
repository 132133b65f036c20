package import Canvas
import Glibc

/// Compares what a canvas shows with a text file that people can read.
///
/// The screen comes first, one line a row between bars; below it stands, where asked for, the same grid with a letter for
/// each style and the styles by letter. `DROVER_GOLDEN=write` writes the files anew.
package enum GoldenScreen {
  package struct Mismatch: Error, CustomStringConvertible {
    package let description: String
  }

  /// A row of text per row of cells; wide characters take their place once.
  package static func text(_ canvas: Canvas) -> String {
    (0..<canvas.size.rows).map { row in
      var line = String.UnicodeScalarView()
      for cell in canvas.row(row) where cell.width > 0 {
        line.append(Unicode.Scalar(cell.scalar) ?? "\u{fffd}")
        if let mark = Unicode.Scalar(cell.mark), cell.mark != 0 { line.append(mark) }
      }
      return "|" + String(line) + "|"
    }
    .joined(separator: "\n")
  }

  /// A letter per cell, in the order in which the styles occur, and what each letter means.
  package static func styles(_ canvas: Canvas) -> String {
    let letters = Array(".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    var known: [Style] = [.plain]
    let rows = (0..<canvas.size.rows).map { row in
      let line = canvas.row(row).map { cell -> Character in
        let style = cell.style
        let index = known.firstIndex(of: style) ?? known.count
        if index == known.count { known.append(style) }
        return letters[min(index, letters.count - 1)]
      }
      return "|" + String(line) + "|"
    }
    let legend = known.enumerated().dropFirst().map { "\(letters[min($0, letters.count - 1)]) = \(words($1))" }
    return (rows + legend).joined(separator: "\n")
  }

  /// Throws with both screens when the canvas differs from `Tests/Golden/<name>.txt`.
  package static func check(
    _ canvas: Canvas, _ name: String, styles withStyles: Bool = false, file: StaticString = #filePath
  ) throws {
    var shown = text(canvas)
    if let cursor = canvas.cursor { shown += "\ncursor \(cursor.column),\(cursor.row)" }
    if withStyles { shown += "\n" + styles(canvas) }
    try check(text: shown + "\n", name, file: file)
  }

  package static func check(text: String, _ name: String, file: StaticString = #filePath) throws {
    let path = root(of: file.description) + "/Tests/Golden/\(name).txt"
    if getenv("DROVER_GOLDEN").map({ String(cString: $0) }) == "write" { return try write(text, path) }
    guard let expected = read(path) else {
      throw Mismatch(description: "failed to read \(path): DROVER_GOLDEN=write makes it")
    }
    guard expected == text else {
      throw Mismatch(description: "\(name) differs\nexpected:\n\(expected)\nshown:\n\(text)")
    }
  }

  private static func words(_ style: Style) -> String {
    var parts = [word(style.foreground), "on", word(style.background)]
    let names: [(Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
      (.strikethrough, "strikethrough"),
    ]
    parts += names.filter { style.attributes.contains($0.0) }.map(\.1)
    return parts.joined(separator: " ")
  }

  private static func word(_ color: Color) -> String {
    switch color.kind {
    case .standard: "-"
    case .palette(let index): String(index)
    case .rgb(let red, let green, let blue):
      "#" + [red, green, blue].map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
  }

  /// The repository: everything before the last `/Tests/` of the calling test's path.
  private static func root(of file: String) -> String {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    let end = parts.lastIndex(of: "Tests") ?? parts.count
    return parts[..<end].joined(separator: "/")
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, _ path: String) throws {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o755)
    }
    guard let file = fopen(path, "w") else {
      throw Mismatch(description: "failed to write \(path): it must be writable")
    }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw Mismatch(description: "failed to write \(path): the disk must have room")
    }
  }
}
