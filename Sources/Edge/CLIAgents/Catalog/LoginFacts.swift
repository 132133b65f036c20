import Platform

/// What can be seen of an agent's login without asking its service.
enum LoginFacts {
  /// Nil where the manifest says nothing about logins, or where settings may bring one.
  static func look(_ manifest: AgentManifest, _ environment: [String: String]) -> Bool? {
    guard !manifest.loginVariables.isEmpty || !manifest.loginFiles.isEmpty else { return nil }
    if manifest.loginVariables.contains(where: { !(environment[$0] ?? "").isEmpty }) { return true }
    let isSeen = manifest.loginFiles.contains { file in
      place(of: file, environment).map { (Files.facts($0)?.size ?? 0) > 2 } ?? false
    }
    if isSeen { return true }
    let mayBe = manifest.loginHints.contains { file, word in
      let text = place(of: file, environment).flatMap(Files.small).map { String(decoding: $0, as: UTF8.self) }
      return text?.contains(word) ?? false
    }
    return mayBe ? nil : false
  }

  /// `$NAME/file` stands for a folder that a variable moves, `~/file` for one in the home folder.
  private static func place(of file: String, _ environment: [String: String]) -> String? {
    let parts = file.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let first = parts.first else { return nil }
    let folder =
      first == "~" ? environment["HOME"] : first.hasPrefix("$") ? environment[String(first.dropFirst())] : nil
    return folder.map { "\($0)/\(parts[1])" }
  }
}
