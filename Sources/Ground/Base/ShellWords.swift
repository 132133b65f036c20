/// Words as a person types them in a line: parted by blanks, kept together by quotes and backslashes. Nothing is expanded
/// or run: a `$` is a dollar sign.
package enum ShellWords {
  package enum Fault: Error, Equatable {
    case openQuote(Character)
    case trailingBackslash
  }

  package static func split(_ text: String) throws(Fault) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        // Within double quotes a backslash shields only what would mean something there.
        if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if isEscaped { throw .trailingBackslash }
    if let quote { throw .openQuote(quote) }
    if let word { words.append(word) }
    return words
  }

  /// The line that splits into these words again.
  package static func join(_ words: [String]) -> String {
    words.map { word in
      !word.isEmpty && word.utf8.allSatisfy(isPlain) ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_./:=@%+,".utf8.contains(byte) || byte >= 0x80
    }
  }
}
