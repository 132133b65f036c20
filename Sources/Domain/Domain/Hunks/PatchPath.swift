/// The names of files as git writes them in a patch: bare, or in quotes with escapes where a name could be misread.
enum PatchPath {
  /// Both names of `diff --git a/x b/x`, which are the same wherever no other line says otherwise. Names may hold blanks,
  /// also ` b/`: so they are halved, not searched.
  static func ofBoth(_ names: Substring) -> String {
    let half = names.utf8.count / 2
    let second = names.utf8.dropFirst(half + 1)
    return prefixed(Substring(second)) ?? String(names)
  }

  /// Without `a/` or `b/`; nil for the null device. Git ends a name that holds a blank with a tab.
  static func prefixed(_ name: Substring) -> String? {
    let path = plain(name.hasSuffix("\t") ? name.dropLast() : name)
    if path == "/dev/null" { return nil }
    return path.hasPrefix("a/") || path.hasPrefix("b/") ? String(path.dropFirst(2)) : path
  }

  static func plain(_ name: Substring) -> String {
    guard name.utf8.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") else { return String(name) }
    return String(decoding: unescaped(Array(name.utf8.dropFirst().dropLast())), as: UTF8.self)
  }

  private static let letters: [UInt8: UInt8] = [
    0x61: 0x07, 0x62: 0x08, 0x74: 0x09, 0x6E: 0x0A, 0x76: 0x0B, 0x66: 0x0C, 0x72: 0x0D,
  ]

  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var (result, index): ([UInt8], Int) = ([], 0)
    while index < bytes.count {
      guard bytes[index] == 0x5C, index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let digits = bytes[(index + 1)...].prefix(3)
      if digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) {
        result.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }))
        index += 4
      } else {
        result.append(letters[bytes[index + 1]] ?? bytes[index + 1])
        index += 2
      }
    }
    return result
  }
}
