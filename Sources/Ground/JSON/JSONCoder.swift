/// Codable to JSON and back, without Foundation. An absent optional is written as an explicit null, so that every document
/// of one type has the same keys; when reading, a missing key and null are the same.
package enum JSONCoder {
  package static func value(_ value: some Encodable) throws(JSONError) -> JSONValue {
    let slot = EncodingSlot()
    do {
      try value.encode(to: TreeEncoder(slot: slot, path: CodingTrail()))
    } catch {
      throw JSONError(codingFailure: error)
    }
    return slot.value
  }

  /// The compact text.
  package static func encode(_ value: some Encodable) throws(JSONError) -> [UInt8] {
    JSONWriter.compact(try Self.value(value))
  }

  package static func decode<T: Decodable>(_ type: T.Type, from value: JSONValue) throws(JSONError) -> T {
    do {
      return try T(from: TreeDecoder(value: value, path: CodingTrail()))
    } catch {
      throw JSONError(codingFailure: error)
    }
  }

  package static func decode<T: Decodable>(
    _ type: T.Type, from bytes: [UInt8], dialect: JSONDialect = .strict
  ) throws(JSONError) -> T {
    try decode(type, from: JSONParser.parse(bytes, dialect: dialect))
  }
}

/// The way to a value, as a list that shares its beginning: costs nothing until an error needs it.
struct CodingTrail {
  private final class Step: Sendable {
    let key: any CodingKey
    let parent: Step?

    init(_ key: any CodingKey, parent: Step?) {
      self.key = key
      self.parent = parent
    }
  }

  private var last: Step?

  func adding(_ key: any CodingKey) -> CodingTrail {
    var longer = self
    longer.last = Step(key, parent: last)
    return longer
  }

  var keys: [any CodingKey] {
    var keys: [any CodingKey] = []
    var step = last
    while let here = step {
      keys.append(here.key)
      step = here.parent
    }
    return keys.reversed()
  }
}

/// A place in an array, or a name that a container asks for by itself.
struct PlainKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }

  static let superclass = PlainKey(stringValue: "super")
}
