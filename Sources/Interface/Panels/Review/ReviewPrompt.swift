import Domain

/// The comments of a review as one prompt for the agent.
enum ReviewPrompt {
  static func text(_ comments: [ReviewComment]) -> String {
    guard !comments.isEmpty else { return "" }
    var lines = ["Please change your work according to this review:"]
    let sorted = comments.enumerated().sorted { left, right in
      (left.element.path, left.element.line, left.offset) < (right.element.path, right.element.line, right.offset)
    }
    for (_, comment) in sorted {
      let place = comment.isOld ? "line \(comment.line) before the change" : "line \(comment.line)"
      lines += ["", "\(comment.path), \(place):", "> \(comment.quote)", comment.text]
    }
    return lines.joined(separator: "\n")
  }
}
