import Testing

@testable import JSON

/// Seeded, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

@Suite struct FuzzTests {
  @Test(arguments: 1...40) func whatIsWrittenIsReadBack(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    for _ in 0..<25 {
      let value = anyValue(depth: 0, &random)
      #expect(try JSONParser.parse(JSONWriter.compact(value)) == value)
      #expect(try JSONParser.document(JSONWriter.pretty(value)).root.value == value)
    }
  }

  @Test(arguments: 1...10) func everyTruncatedPrefixFailsCleanly(seed: UInt64) {
    var random = SplitMix(state: seed)
    let bytes = JSONWriter.compact(["k": anyValue(depth: 0, &random), "ä😀": ["x\n", -1.5, true]])
    for length in 0..<bytes.count {
      let error = #expect(throws: JSONError.self) { try JSONParser.parse(Array(bytes[..<length])) }
      #expect((error?.position?.offset ?? .max) <= length)
    }
  }

  @Test(arguments: 1...40) func damagedTextNeverTraps(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<50 {
      var bytes = JSONWriter.compact(anyValue(depth: 0, &random))
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      for dialect in [JSONDialect.strict, .repairing, .commented] {
        guard let value = try? JSONParser.parse(bytes, dialect: dialect) else { continue }
        #expect(try! JSONParser.parse(JSONWriter.compact(value)) == value)
      }
    }
  }

  private func anyValue(depth: Int, _ random: inout SplitMix) -> JSONValue {
    switch Int.random(in: 0..<(depth > 4 ? 6 : 8), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random))
    case 3:
      let number = Double(bitPattern: random.next())
      return .double(number.isFinite ? number : 0.5)
    case 4, 5: return .string(anyText(&random))
    case 6: return .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in anyValue(depth: depth + 1, &random) })
    default:
      let count = Int.random(in: 0..<20, using: &random)
      return .object(
        JSONObject(
          (0..<count).map { _ in
            JSONObject.Member(key: anyText(&random), value: anyValue(depth: depth + 3, &random))
          }))
    }
  }

  private func anyText(_ random: inout SplitMix) -> String {
    let alphabet = Array("ab\"\\/\n\t\u{0}\u{7f}\u{85}é漢😀\u{202e}\u{301}".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<24, using: &random) { text.append(alphabet.randomElement(using: &random)!) }
    return String(text)
  }
}
