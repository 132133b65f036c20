extension Repository {
  /// With `from`, only when it still stands there; an empty one means that it must not exist yet.
  func setRef(_ name: String, to commit: String, from old: String? = nil, note: String = "drover") async throws {
    let expected = old.map { [$0.isEmpty ? String(repeating: "0", count: commit.count) : $0] } ?? []
    let action = "move \(name)"
    let result = try await launcher.result(call(["update-ref", "-m", note, name, commit] + expected, action))
    if result.isSuccess { return }
    if result.errorText.contains("but expected") || result.errorText.contains("already exists") {
      throw GitError(
        .busy, "failed to \(action): it must still be where it was a moment ago", remedy: "look at it and try again")
    }
    throw GitError(failedTo: action, said: result.errorText)
  }

  func deleteRef(_ name: String) async throws {
    _ = try await bytes(call(["update-ref", "-d", name], "delete \(name)"))
  }

  /// A commit that nobody is the author of: for private references only.
  func privateCommit(_ tree: String, parents: [String], message: String) async throws -> String {
    let nobody = [
      "GIT_AUTHOR_NAME": "Drover", "GIT_AUTHOR_EMAIL": "drover@localhost", "GIT_COMMITTER_NAME": "Drover",
      "GIT_COMMITTER_EMAIL": "drover@localhost",
    ]
    return try await commit(tree, parents: parents, message: message, variables: nobody)
  }

  func commit(_ tree: String, parents: [String], message: String, variables: [String: String] = [:]) async throws
    -> String
  {
    try await line(
      call(
        ["commit-tree", "--no-gpg-sign", tree] + parents.flatMap { ["-p", $0] } + ["-F", "-"], "write a commit",
        input: Array(message.utf8), variables: variables))
  }

  /// The person's own name and address; git's guess from the machine's name is none.
  package func requireIdentity(in folder: String? = nil) async throws {
    for name in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
      let action = "find your name for a commit"
      guard
        try await optionalLine(call(["-c", "user.useConfigOnly=true", "var", name], action, in: folder)) != nil
      else {
        throw GitError(
          .noIdentity, "failed to commit in \(folder ?? place): git must know your name and address",
          remedy: "git config --global user.name NAME; git config --global user.email ADDRESS")
      }
    }
  }
}
