extension MergePreview.Conflict {
  /// From git's sentence, "CONFLICT (add/add): Merge conflict in x": its kind is finer than that of the record.
  init(path: String, told: String) {
    let line = told.split(separator: "\n").first.map(String.init) ?? told
    let parts = line.split(separator: ")", maxSplits: 1)
    let kind = parts.first.flatMap { String($0).withoutPrefix("CONFLICT (") } ?? "content"
    let text = parts.count == 2 ? parts[1].drop { $0 == ":" || $0 == " " } : line[...]
    self.init(path: path, kind: kind, message: String(text))
  }
}

/// What a merge would do, found out without touching any checkout.
package struct MergePreview: Equatable, Sendable {
  package struct Conflict: Equatable, Sendable {
    package let path: String
    /// As git names it, like `content` or `modify/delete`.
    package let kind: String
    package let message: String
  }

  package let into: String
  package let from: String
  /// The tree of the result; with conflicts it holds their marks.
  package let tree: String
  package let conflicts: [Conflict]
  package var isClean: Bool { conflicts.isEmpty }

  init(into: String, from: String, output: [UInt8], isClean: Bool) {
    self.into = into
    self.from = from
    var fields = output.fields[...]
    tree = fields.popFirst()?.text ?? ""
    let names = fields.prefix { !$0.isEmpty }.map(\.text)
    let told = Self.messages(fields.dropFirst(names.count + 1))
    let unnamed = names.filter { name in !told.contains { $0.path == name } }
      .map { Conflict(path: $0, kind: "content", message: "both sides changed \($0)") }
    conflicts = isClean ? [] : told + unnamed
  }

  /// Each message: how many paths, the paths, a kind, a sentence.
  private static func messages(_ fields: ArraySlice<ArraySlice<UInt8>>) -> [Conflict] {
    var fields = fields
    var found: [Conflict] = []
    while let count = fields.popFirst().flatMap({ Int($0.text) }), count >= 0, fields.count >= count + 2 {
      let paths = fields.prefix(count).map(\.text)
      fields = fields.dropFirst(count)
      let kind = fields.popFirst()?.text ?? ""
      let message = fields.popFirst()?.text ?? ""
      guard kind.hasPrefix("CONFLICT") else { continue }
      found.append(Conflict(path: paths.first ?? "", told: message))
    }
    return found
  }
}

extension Repository {
  /// Both sides are commits or full references.
  package func mergePreview(into: String, from: String) async throws -> MergePreview {
    let action = "try the merge of \(from)"
    let result = try await launcher.result(
      call(["merge-tree", "--write-tree", "-z", "--name-only", "--messages", "--end-of-options", into, from], action))
    switch result.code {
    case 0: return MergePreview(into: into, from: from, output: result.output, isClean: true)
    case 1 where result.output.count > 40:
      return MergePreview(into: into, from: from, output: result.output, isClean: false)
    case 129:
      throw GitError(.failed, "failed to \(action): git must be 2.38 or newer", remedy: "install a newer git")
    default:
      throw GitError(failedTo: action, said: result.errorText)
    }
  }
}
