/// A value that knows where it was written. Offsets only: lines are counted when somebody asks.
package struct JSONNode: Sendable {
  package struct Member: Sendable {
    package var key: String
    package var keyOffset: Int
    package var node: JSONNode
  }

  package enum Content: Sendable {
    case scalar(JSONValue)
    case array([JSONNode])
    case object([Member])
  }

  package var content: Content
  package var range: Range<Int>

  /// The same without places.
  package var value: JSONValue {
    switch content {
    case .scalar(let value): value
    case .array(let nodes): .array(nodes.map(\.value))
    case .object(let members):
      .object(JSONObject(members.map { JSONObject.Member(key: $0.key, value: $0.node.value) }))
    }
  }
}

/// A parsed file with its text, which turns offsets into lines.
package struct JSONDocument: Sendable {
  package let root: JSONNode
  private let bytes: [UInt8]

  init(root: JSONNode, bytes: [UInt8]) {
    self.root = root
    self.bytes = bytes
  }

  package func position(of offset: Int) -> JSONPosition {
    bytes.withUnsafeBytes { JSONPosition(of: offset, in: $0) }
  }
}

extension JSONNode: JSONTree {
  static var noMembers: [Member] { [] }

  static func add(_ member: JSONNode, key: String, at offset: Int, to members: inout [Member]) -> Bool {
    let entry = Member(key: key, keyOffset: offset, node: member)
    if let place = members.firstIndex(where: { $0.key == key }) {
      members[place] = entry
      return false
    }
    members.append(entry)
    return true
  }

  static func scalar(_ value: JSONValue, in range: Range<Int>) -> JSONNode {
    JSONNode(content: .scalar(value), range: range)
  }

  static func array(_ elements: [JSONNode], in range: Range<Int>) -> JSONNode {
    JSONNode(content: .array(elements), range: range)
  }

  static func object(_ members: [Member], in range: Range<Int>) -> JSONNode {
    JSONNode(content: .object(members), range: range)
  }
}
