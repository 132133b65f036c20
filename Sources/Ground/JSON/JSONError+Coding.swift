extension JSONError {
  /// The standard library's errors in our words: one sentence and the path to the value.
  init(codingFailure error: any Error) {
    switch error {
    case let error as JSONError: self = error
    case let error as DecodingError: self.init(decoding: error)
    case EncodingError.invalidValue(_, let context):
<<<<<<< HEAD
      self.init(code: .unencodable, reason: context.debugDescription, position: nil, path: pathText(context.codingPath))
=======
      self.init(code: .unencodable, reason: context.debugDescription, position: nil, path: dotted(context.codingPath))
>>>>>>> 2e431e6 (Read and write JSON, with positions and a Codable bridge of our own)
    default: self.init(code: .mismatch, reason: "\(error)", position: nil, path: nil)
    }
  }

  private init(decoding error: DecodingError) {
    self.init(code: .mismatch, reason: "", position: nil, path: nil)
    switch error {
    case .keyNotFound(let key, let context):
      reason = "is missing"
<<<<<<< HEAD
      path = pathText(context.codingPath + [key])
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      reason = context.debugDescription
      path = pathText(context.codingPath)
=======
      path = dotted(context.codingPath + [key])
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      reason = context.debugDescription
      path = dotted(context.codingPath)
>>>>>>> 2e431e6 (Read and write JSON, with positions and a Codable bridge of our own)
    @unknown default:
      reason = "\(error)"
    }
  }
}

/// `tasks[3].title`
<<<<<<< HEAD
private func pathText(_ keys: [any CodingKey]) -> String {
=======
private func dotted(_ keys: [any CodingKey]) -> String {
>>>>>>> 2e431e6 (Read and write JSON, with positions and a Codable bridge of our own)
  keys.reduce(into: "") { text, key in
    if let place = key.intValue, key is PlainKey {
      text += "[\(place)]"
    } else {
      text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
    }
  }
}
