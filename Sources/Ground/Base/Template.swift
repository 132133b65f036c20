/// Texts with places to fill in, like `task-{number}`. What is no known place stays as it stands.
package enum Template {
  package static func filled(_ text: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      result += values[name] ?? "{\(name)}"
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// A title as a part of a name that git, shells and file systems take: small letters, digits and single dashes.
  package static func slug(_ title: String, longest: Int = 40) -> String {
    let words = title.lowercased().unicodeScalars
      .split { !("a"..."z").contains($0) && !("0"..."9").contains($0) }.map { String($0) }
    var slug = ""
    for word in words {
      let next = slug.isEmpty ? word : "\(slug)-\(word)"
      guard next.count <= longest else { break }
      slug = next
    }
    return slug.isEmpty ? String((words.first ?? "task").prefix(longest)) : slug
  }
}
