/// Members of an object. The `encodeIfPresent` family is what synthesised Codable calls for optionals: here nil is written.
struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: EncodingSlot
  let path: CodingTrail

  var codingPath: [any CodingKey] { path.keys }

  private func member(_ key: Key) -> TreeEncoder {
    TreeEncoder(slot: slot.addMember(key.stringValue), path: path.adding(key))
  }

  private func optional<T: Encodable>(_ value: T?, _ key: Key) throws {
    if let value { try encode(value, forKey: key) } else { member(key).encodeNil() }
  }

  func encodeNil(forKey key: Key) { member(key).encodeNil() }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try member(key).fill(value) }

  func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try optional(value, key) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { member(key).unkeyedContainer() }

  func superEncoder() -> any Encoder {
    TreeEncoder(slot: slot.addMember(PlainKey.superclass.stringValue), path: path.adding(PlainKey.superclass))
  }

  func superEncoder(forKey key: Key) -> any Encoder { member(key) }

  // MARK: The protocol asks for each primitive by itself

  func encode(_ value: Bool, forKey key: Key) { member(key).encode(value) }
  func encode(_ value: String, forKey key: Key) { member(key).encode(value) }
  func encode(_ value: Int, forKey key: Key) { member(key).encode(value) }
  func encode(_ value: Int8, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: Int16, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: Int32, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: Int64, forKey key: Key) { member(key).encode(value) }
  func encode(_ value: UInt, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: UInt8, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: UInt16, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: UInt32, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: UInt64, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: Double, forKey key: Key) throws { try member(key).encode(value) }
  func encode(_ value: Float, forKey key: Key) throws { try member(key).encode(value) }
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) }
}
