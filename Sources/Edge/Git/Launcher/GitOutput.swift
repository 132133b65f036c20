/// Reading what git prints. Lists are always separated by zero bytes: names may hold anything else.
extension [UInt8] {
  var text: String { String(decoding: self, as: UTF8.self) }

  /// Without the one line end that git adds: a path may itself end with one.
  var line: String {
    last == 0x0A ? String(decoding: dropLast(), as: UTF8.self) : text
  }

  /// The pieces that each end with a zero byte.
  var fields: [ArraySlice<UInt8>] {
    var pieces = split(separator: 0, omittingEmptySubsequences: false)
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    return pieces
  }

  var names: [String] { fields.map(\.text) }
}

extension ArraySlice<UInt8> {
  var text: String { String(decoding: self, as: UTF8.self) }
}

extension String {
  func withoutPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
