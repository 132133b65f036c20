import Canvas

/// Rows in aligned columns; the last column takes what is left of the terminal's width.
struct TextTable {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: String...) { self.header = header }

  mutating func add(_ cells: String...) { rows.append(cells) }

  func text(for output: Output) -> String {
    let lines = ([header] + rows).map { $0.map { Sanitiser.line($0) } }
    let widths = header.indices.map { column in lines.map { Sanitiser.width($0[column]) }.max() ?? 0 }
    return lines.map { line($0, widths: widths, output: output) }.joined(separator: "\n")
  }

  private func line(_ cells: [String], widths: [Int], output: Output) -> String {
    var text = ""
    for (column, cell) in cells.enumerated() {
      let isLast = column == cells.count - 1
      let gap = String(repeating: " ", count: isLast ? 0 : max(0, widths[column] - Sanitiser.width(cell)) + 2)
      text += cell + gap
    }
    guard output.isTerminal else { return text }
    return StyledText(text).truncated(to: output.columns).text
  }
}
