struct ArrayEncoder: UnkeyedEncodingContainer {
  let slot: EncodingSlot
  let path: CodingTrail

  var codingPath: [any CodingKey] { path.keys }
  var count: Int { slot.elementCount }

  private func next() -> TreeEncoder {
    let place = PlainKey(intValue: count)
    return TreeEncoder(slot: slot.appendElement(), path: path.adding(place))
  }

  func encodeNil() { next().encodeNil() }

  func encode<T: Encodable>(_ value: T) throws { try next().fill(value) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    next().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }

  func superEncoder() -> any Encoder { next() }

  func encode(_ value: Bool) { next().encode(value) }
  func encode(_ value: String) { next().encode(value) }
  func encode(_ value: Int) { next().encode(value) }
  func encode(_ value: Int8) throws { try next().encode(value) }
  func encode(_ value: Int16) throws { try next().encode(value) }
  func encode(_ value: Int32) throws { try next().encode(value) }
  func encode(_ value: Int64) { next().encode(value) }
  func encode(_ value: UInt) throws { try next().encode(value) }
  func encode(_ value: UInt8) throws { try next().encode(value) }
  func encode(_ value: UInt16) throws { try next().encode(value) }
  func encode(_ value: UInt32) throws { try next().encode(value) }
  func encode(_ value: UInt64) throws { try next().encode(value) }
  func encode(_ value: Double) throws { try next().encode(value) }
  func encode(_ value: Float) throws { try next().encode(value) }
}
