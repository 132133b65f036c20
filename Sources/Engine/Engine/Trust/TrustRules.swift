import Domain

/// Whether what a repository brings along was seen by the person. Pure: facts in, a report out.
enum TrustRules {
  /// A repository that brings nothing is trusted by the first command in it. Else the checkout must be exactly what was
  /// trusted, and each file of the base must stand in it as it is, unless the base itself was trusted.
  static func report(_ content: WorkspaceContent, _ workspace: WorkspaceView?, path: String) -> TrustReport {
    let isSeen = content.files.isEmpty || workspace?.trusted == content.hash
    let isBaseSeen = workspace?.trustedBase == content.baseHash
    let differing = isBaseSeen ? [] : content.base.filter { content.files[$0] != $1 }.map(\.key)
    let unseen = (isSeen ? [] : Array(content.files.keys)) + differing
    let changes = workspace?.changes ?? []
    return TrustReport(
      path: path, isTrusted: unseen.isEmpty && changes.isEmpty, unseen: Set(unseen).sorted(), changes: changes,
      hash: content.hash, baseHash: differing.isEmpty ? nil : content.baseHash)
  }
}

extension TrustReport {
  /// Why nothing may run there; nil when it may.
  func refusal(base: String?) -> DroverError? {
    if isTrusted { return nil }
    guard unseen.isEmpty else {
      let names = Self.list(unseen)
      let base = baseHash == nil ? "" : " --base \(base ?? "HEAD")"
      return DroverError(
        .refused, "you have not seen what could run in \(path): \(names)",
        remedy: "`drover workspace trust \(path)\(base)` shows it and asks")
    }
    return DroverError(
      .refused, "a run changed what git obeys in \(path): \(Self.list(changes))",
      remedy: "look at it, undo what you did not want, then `drover workspace trust \(path)`")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
  }
}
