extension Repository {
  /// The files that git knows, and those that it would take: what a person may mean by a name.
  package func fileNames() async throws -> [String] {
    let action = "list the files"
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z"]
    return try await bytes(call(arguments, action)).fields.map(\.text)
  }
}
