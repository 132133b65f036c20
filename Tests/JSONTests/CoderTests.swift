import Testing

@testable import JSON

private struct Inner: Codable, Equatable {
  var name: String
  var note: String?
}

private enum Colour: String, Codable { case red, green }

private enum Shape: Codable, Equatable {
  case point
  case circle(radius: Double, label: String?)
}

private struct Outer: Codable, Equatable {
  var id: Int64
  var inner: Inner?
  var list: [Inner?]
  var table: [String: Int]
  var colour: Colour
  var shape: Shape
  var flag: Bool?
  var ratio: Float?
  var raw: JSONValue?
  var small: UInt8?
}

@Suite struct CoderTests {
  private let outer = Outer(
    id: .max, inner: Inner(name: "n"), list: [nil, Inner(name: "m", note: "x")], table: ["z": 1, "b": 2, "a": 3],
    colour: .green, shape: .circle(radius: 1, label: nil), raw: ["k": [1.5]])

  private let text = """
    {"id":9223372036854775807,"inner":{"name":"n","note":null},"list":[null,{"name":"m","note":"x"}],\
    "table":{"a":3,"b":2,"z":1},"colour":"green","shape":{"circle":{"radius":1.0,"label":null}},"flag":null,\
    "ratio":null,"raw":{"k":[1.5]},"small":null}
    """

  @Test func writesNilAsNullAndSortsTables() throws {
    #expect(String(decoding: try JSONCoder.encode(outer), as: UTF8.self) == text)
  }

  @Test func readsWhatItWrote() throws {
    #expect(try JSONCoder.decode(Outer.self, from: Array(text.utf8)) == outer)
  }

  @Test func aMissingKeyIsNil() throws {
    let value: JSONValue = ["id": 1.0, "list": [], "table": [:], "colour": "red", "shape": ["point": [:]]]
    let decoded = try JSONCoder.decode(Outer.self, from: value)
    #expect(decoded.id == 1 && decoded.inner == nil && decoded.raw == nil && decoded.shape == .point)
  }

  @Test(
    arguments: [
      ("id", JSONValue.string("x"), "id: must be a whole number, is a string"),
      ("list", [nil, ["note": 1]], "list[1].name: is missing"),
      ("list", [["name": 7]], "list[0].name: must be a string, is a number"),
      ("table", ["a": 0.5], "table.a: must be a whole number from -9223372036854775808 to 9223372036854775807"),
      ("small", 256, "small: must be a whole number from 0 to 255"),
      ("inner", [], "inner: must be an object, is an array"),
      ("list", [:], "list: must be an array, is an object"),
      ("colour", "blue", "colour: Cannot initialize Colour from invalid String value blue"),
    ] as [(String, JSONValue, String)])
  func namesThePathOfWhatIsWrong(key: String, value: JSONValue, message: String) throws {
    var object = try JSONCoder.value(outer).objectValue!
    object[key] = value
    let error = #expect(throws: JSONError.self) { try JSONCoder.decode(Outer.self, from: .object(object)) }
    #expect(error?.description == message)
  }

  @Test func refusesNumbersThatJSONCannotHold() {
    let infinite = #expect(throws: JSONError.self) { try JSONCoder.value(["a": [Double.infinity]]) }
    #expect(infinite?.description == "a[0]: must be a finite number, is inf")
    #expect(throws: JSONError.self) { try JSONCoder.value([UInt64.max]) }
    #expect(throws: Never.self) { try JSONCoder.value([Float(0.1)]) }
  }

  @Test func writesSingleValuesAndShortFloats() throws {
    #expect(try JSONCoder.value(Float(0.1)) == 0.1)
    #expect(try JSONCoder.value(Colour.red) == "red")
    #expect(try JSONCoder.value([[1, 2], []]) == [[1, 2], []])
  }
}
