/// What the parser builds: plain values, or nodes that know their place.
protocol JSONTree {
  associatedtype Members
  static var noMembers: Members { get }
  /// False when the key occurred before; its value then is the new one.
  static func add(_ member: Self, key: String, at offset: Int, to members: inout Members) -> Bool
  static func scalar(_ value: JSONValue, in range: Range<Int>) -> Self
  static func array(_ elements: [Self], in range: Range<Int>) -> Self
  static func object(_ members: Members, in range: Range<Int>) -> Self
}

/// The grammar of JSON, by recursive descent with a limit.
struct TreeParser<Tree: JSONTree> {
  private var scanner: Scanner
  private let dialect: JSONDialect

  init(_ bytes: UnsafeRawBufferPointer, dialect: JSONDialect) {
    scanner = Scanner(bytes, dialect: dialect)
    self.dialect = dialect
  }

  mutating func document() throws(ScanFailure) -> Tree {
    try scanner.skipBlanks()
    let root = try value(depth: 0)
    try scanner.skipBlanks()
    guard scanner.offset == scanner.bytes.count else { throw scanner.unexpected("nothing after the value") }
    return root
  }

  private mutating func value(depth: Int) throws(ScanFailure) -> Tree {
    let start = scanner.offset
    switch scanner.current {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""):
      let text = try scanner.string()
      return .scalar(.string(text), in: start..<scanner.offset)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let number = try scanner.number()
      return .scalar(number, in: start..<scanner.offset)
    default:
      let word = try word()
      return .scalar(word, in: start..<scanner.offset)
    }
  }

  private mutating func word() throws(ScanFailure) -> JSONValue {
    if scanner.take("true") { return .bool(true) }
    if scanner.take("false") { return .bool(false) }
    if scanner.take("null") { return .null }
    throw scanner.unexpected("a value")
  }

  private mutating func array(depth: Int) throws(ScanFailure) -> Tree {
    let start = try open(depth: depth)
    var elements: [Tree] = []
    while try !closes(UInt8(ascii: "]"), isFirst: elements.isEmpty, expected: "',' or ']'") {
      elements.append(try value(depth: depth))
    }
    return .array(elements, in: start..<scanner.offset)
  }

  private mutating func object(depth: Int) throws(ScanFailure) -> Tree {
    let start = try open(depth: depth)
    var members = Tree.noMembers
    var isFirst = true
    while try !closes(UInt8(ascii: "}"), isFirst: isFirst, expected: "',' or '}'") {
      try member(depth: depth, into: &members)
      isFirst = false
    }
    return .object(members, in: start..<scanner.offset)
  }

  private mutating func open(depth: Int) throws(ScanFailure) -> Int {
    guard depth <= dialect.depthLimit else {
      throw ScanFailure(
        code: .tooDeep, offset: scanner.offset, reason: "nested more than \(dialect.depthLimit) levels deep")
    }
    scanner.offset += 1
    return scanner.offset - 1
  }

  /// Takes what stands between elements; true when it was the end.
  @inline(__always)
  private mutating func closes(_ end: UInt8, isFirst: Bool, expected: String) throws(ScanFailure) -> Bool {
    try scanner.skipBlanks()
    if scanner.current == end {
      scanner.offset += 1
      return true
    }
    if isFirst { return false }
    guard scanner.current == UInt8(ascii: ",") else { throw scanner.unexpected(expected) }
    scanner.offset += 1
    try scanner.skipBlanks()
    guard dialect.trailingCommas, scanner.current == end else { return false }
    scanner.offset += 1
    return true
  }

  private mutating func member(depth: Int, into members: inout Tree.Members) throws(ScanFailure) {
    let keyOffset = scanner.offset
    guard scanner.current == UInt8(ascii: "\"") else { throw scanner.unexpected("a key in quotation marks") }
    let key = try scanner.string()
    try scanner.skipBlanks()
    guard scanner.current == UInt8(ascii: ":") else { throw scanner.unexpected("':'") }
    scanner.offset += 1
    try scanner.skipBlanks()
    let isNew = Tree.add(try value(depth: depth), key: key, at: keyOffset, to: &members)
    guard isNew || dialect.duplicateKeys else {
      throw ScanFailure(code: .duplicateKey, offset: keyOffset, reason: "the key '\(key)' occurs twice")
    }
  }
}

extension JSONValue: JSONTree {
  static var noMembers: JSONObject { JSONObject() }

  @inline(__always)
  static func add(_ member: JSONValue, key: String, at offset: Int, to members: inout JSONObject) -> Bool {
    members.add(key: key, value: member)
  }

  @inline(__always) static func scalar(_ value: JSONValue, in range: Range<Int>) -> JSONValue { value }
  @inline(__always) static func array(_ elements: [JSONValue], in range: Range<Int>) -> JSONValue { .array(elements) }
  @inline(__always) static func object(_ members: JSONObject, in range: Range<Int>) -> JSONValue { .object(members) }
}
