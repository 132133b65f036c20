/// Where one value of the tree comes to stand. A class, because containers of Codable are filled after they were handed out.
final class EncodingSlot {
  private enum Content {
    case value(JSONValue)
    case array([EncodingSlot])
    case object(keys: [String], slots: [EncodingSlot], isSorted: Bool)
  }

  private var content = Content.value(.null)

  var value: JSONValue {
    switch content {
    case .value(let value): return value
    case .array(let slots): return .array(slots.map(\.value))
    case .object(let keys, let slots, let isSorted):
      let members = zip(keys, slots).map { JSONObject.Member(key: $0, value: $1.value) }
      return .object(JSONObject(isSorted ? members.sorted { $0.key < $1.key } : members))
    }
  }

  var elementCount: Int {
    if case .array(let slots) = content { slots.count } else { 0 }
  }

  func set(_ value: JSONValue) { content = .value(value) }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  func becomeObject(isSorted: Bool) {
    if case .object = content { return }
    content = .object(keys: [], slots: [], isSorted: isSorted)
  }

  func appendElement() -> EncodingSlot {
    let slot = EncodingSlot()
    guard case .array(var slots) = content else { preconditionFailure("the slot must have become an array") }
    content = .value(.null)
    slots.append(slot)
    content = .array(slots)
    return slot
  }

  func addMember(_ key: String) -> EncodingSlot {
    let slot = EncodingSlot()
    guard case .object(var keys, var slots, let isSorted) = content else {
      preconditionFailure("the slot must have become an object")
    }
    content = .value(.null)
    keys.append(key)
    slots.append(slot)
    content = .object(keys: keys, slots: slots, isSorted: isSorted)
    return slot
  }
}

struct TreeEncoder: Encoder {
  let slot: EncodingSlot
  let path: CodingTrail

  var codingPath: [any CodingKey] { path.keys }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.becomeObject(isSorted: ObjectIdentifier(type) == DictionaryKeyProbe.keyType)
    return KeyedEncodingContainer(ObjectEncoder<Key>(slot: slot, path: path))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.becomeArray()
    return ArrayEncoder(slot: slot, path: path)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// Every value passes here, so that each slot is filled the same way whatever the container.
  func fill(_ value: some Encodable) throws {
    try value.encode(to: self)
  }

  func fill(_ number: Double) throws {
    guard number.isFinite else {
      throw EncodingError.invalidValue(
        number, EncodingError.Context(codingPath: codingPath, debugDescription: "must be a finite number, is \(number)")
      )
    }
    slot.set(.double(number))
  }

  func fill<Number: FixedWidthInteger & Encodable>(_ number: Number) throws {
    guard let exact = Int64(exactly: number) else {
      throw EncodingError.invalidValue(
        number, EncodingError.Context(codingPath: codingPath, debugDescription: "must fit in 64 bits, is \(number)"))
    }
    slot.set(.integer(exact))
  }
}

extension TreeEncoder: SingleValueEncodingContainer {
  func encodeNil() { slot.set(.null) }
  func encode(_ value: Bool) { slot.set(.bool(value)) }
  func encode(_ value: String) { slot.set(.string(value)) }
  func encode(_ value: Double) throws { try fill(value) }
  /// Through its shortest text: 0.1 must not become 0.10000000149.
  func encode(_ value: Float) throws { try fill(Double(value.description) ?? Double(value)) }
  func encode(_ value: Int) { slot.set(.integer(Int64(value))) }
  func encode(_ value: Int8) throws { try fill(value) }
  func encode(_ value: Int16) throws { try fill(value) }
  func encode(_ value: Int32) throws { try fill(value) }
  func encode(_ value: Int64) { slot.set(.integer(value)) }
  func encode(_ value: UInt) throws { try fill(value) }
  func encode(_ value: UInt8) throws { try fill(value) }
  func encode(_ value: UInt16) throws { try fill(value) }
  func encode(_ value: UInt32) throws { try fill(value) }
  func encode(_ value: UInt64) throws { try fill(value) }
  func encode<T: Encodable>(_ value: T) throws { try fill(value) }
}
