/// Finds out which key type the standard library uses for dictionaries: their order changes with every process, and a
/// document must not, so these objects are sorted.
final class DictionaryKeyProbe: Encoder {
  static let keyType: ObjectIdentifier? = {
    let probe = DictionaryKeyProbe()
    // An empty dictionary of encodable values asks for its container and writes nothing: it cannot fail.
    do { try [String: Int]().encode(to: probe) } catch { return nil }
    return probe.seen
  }()

  private var seen: ObjectIdentifier?
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    seen = ObjectIdentifier(type)
    let slot = EncodingSlot()
    slot.becomeObject(isSorted: false)
    return KeyedEncodingContainer(ObjectEncoder<Key>(slot: slot, path: CodingTrail()))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    TreeEncoder(slot: EncodingSlot(), path: CodingTrail()).unkeyedContainer()
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    TreeEncoder(slot: EncodingSlot(), path: CodingTrail())
  }
}
