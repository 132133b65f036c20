/// Members in the order in which they were written, found by name without a scan once there are many.
package struct JSONObject: Sendable {
  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// Up to here a scan is as quick as hashing, and most objects never pay for an index.
  static let scanned = 12

  package private(set) var members: [Member] = []
  private var places: [String: Int] = [:]

  package init() {}

  /// A key that occurs again replaces the earlier value and keeps its place.
  package init(_ members: [Member]) {
    self.members.reserveCapacity(members.count)
    for member in members { self[member.key] = member.value }
  }

  package var count: Int { members.count }
  package var isEmpty: Bool { members.isEmpty }
  package var keys: [String] { members.map(\.key) }

  /// Assigning nil takes the member out; assigning to a new key appends.
  package subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): remove(at: place)
      case (nil, let value?): append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// For the parser: false when the key occurred before, whose value then is replaced.
  mutating func add(key: String, value: JSONValue) -> Bool {
    if let place = place(of: key) {
      members[place].value = value
      return false
    }
    append(Member(key: key, value: value))
    return true
  }

  private func place(of key: String) -> Int? {
    guard members.count > Self.scanned else { return members.firstIndex { $0.key == key } }
    return places[key]
  }

  private mutating func append(_ member: Member) {
    members.append(member)
    if members.count == Self.scanned + 1 {
      index()
    } else if members.count > Self.scanned {
      places[member.key] = members.count - 1
    }
  }

  private mutating func remove(at place: Int) {
    members.remove(at: place)
    index()
  }

  private mutating func index() {
    places.removeAll()
    guard members.count > Self.scanned else { return }
    for (place, member) in members.enumerated() { places[member.key] = place }
  }
}

/// Two objects are equal when they say the same, in whatever order.
extension JSONObject: Hashable {
  package static func == (one: JSONObject, other: JSONObject) -> Bool {
    one.count == other.count && one.members.allSatisfy { other[$0.key] == $0.value }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(members.reduce(into: 0) { $0 ^= $1.hashValue })
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements.map { Member(key: $0.0, value: $0.1) })
  }
}
