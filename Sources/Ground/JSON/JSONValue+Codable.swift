/// A tree inside a type: what an agent sent and nobody here interprets is kept as it came.
extension JSONValue: Codable {
  package init(from decoder: any Decoder) throws {
    if let decoder = decoder as? TreeDecoder {
      self = decoder.value
      return
    }
    let container = try decoder.singleValueContainer()
    throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be decoded by JSONCoder")
  }

  package func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? TreeEncoder {
      encoder.slot.set(self)
      return
    }
    throw EncodingError.invalidValue(
      self, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "must be encoded by JSONCoder"))
  }
}
