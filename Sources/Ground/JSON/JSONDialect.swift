/// What a parser lets pass. Three are enough: machines, machines whose text may be damaged, and people.
package struct JSONDialect: Sendable {
  var comments = false
  var trailingCommas = false
  var duplicateKeys = true
  var repairsText = false
  package var depthLimit = 256

  /// RFC 8259. A repeated key: the last one wins.
  package static let strict = JSONDialect()

  /// As strict, but bytes that are not UTF-8 become U+FFFD: one cut character must not cost a whole record of an agent.
  package static let repairing = JSONDialect(repairsText: true)

  /// For files that people write: comments and trailing commas are fine, a repeated key is a mistake.
  package static let commented = JSONDialect(comments: true, trailingCommas: true, duplicateKeys: false)
}
