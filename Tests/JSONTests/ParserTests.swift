import Testing

@testable import JSON

@Suite struct ParserTests {
  @Test(
    arguments: [
      ("null", JSONValue.null), (" true ", true), ("false", false), ("0", 0), ("-0", .double(-0.0)), ("12", 12),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.5", 1.5), ("1e3", .double(1000)),
      ("-2.5E-1", -0.25), (#""a\n\u00e4\ud83d\ude00\/""#, "a\nä😀/"), (#""\ud800x""#, "\u{FFFD}x"),
      (#""\ud800\u0041""#, "\u{FFFD}A"), ("[]", []), ("[1,[2],{}]", [1, [2], [:]]),
      (#"{"b":1,"a":[null]}"#, ["b": 1, "a": [nil]]), (#"{"a":1,"a":2}"#, ["a": 2]),
    ] as [(String, JSONValue)])
  func readsStrictDocuments(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(text) == value)
  }

  @Test(
    arguments: [
      ("", JSONError.Code.truncated, 1, 1, "expected a value, found the end of the text"),
      ("nul", .syntax, 1, 1, "expected a value, found 'n'"),
      ("01", .syntax, 1, 1, "a number does not start with a zero"),
      ("1.", .truncated, 1, 3, "expected a digit, found the end of the text"),
      ("1e999", .numberOutOfRange, 1, 1, "the number is out of range"),
      ("[1,]", .syntax, 1, 4, "expected a value, found ']'"),
      ("[1 2]", .syntax, 1, 4, "expected ',' or ']', found '2'"),
      ("{\n  \"ä\": 1\n  \"b\": 2}", .syntax, 3, 3, "expected ',' or '}', found '\"'"),
      ("{\"ä\" 1}", .syntax, 1, 6, "expected ':', found '1'"),
      ("{a: 1}", .syntax, 1, 2, "expected a key in quotation marks, found 'a'"),
      ("\"abc", .truncated, 1, 1, "the string is never closed"),
      ("\"a\tb\"", .syntax, 1, 3, "a control character in a string must be written as an escape"),
      (#""\x""#, .syntax, 1, 3, "expected one of \" \\ / b f n r t u after a backslash, found 'x'"),
      (#""\u12g4""#, .syntax, 1, 6, "expected four hexadecimal digits after \\u, found 'g'"),
      ("1 2", .syntax, 1, 3, "expected nothing after the value, found '2'"),
      ("// no\n1", .syntax, 1, 1, "expected a value, found '/'"),
      ("\u{1}", .syntax, 1, 1, "expected a value, found byte 0x1"),
    ] as [(String, JSONError.Code, Int, Int, String)])
  func saysWhatIsWrongAndWhere(text: String, code: JSONError.Code, line: Int, column: Int, reason: String) {
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    #expect(error?.code == code)
    #expect(error?.description == "line \(line), column \(column): \(reason)")
  }

  @Test func refusesOrRepairsTextThatIsNotUTF8() throws {
    let bytes: [UInt8] = [0x22, 0x61, 0xC3, 0x22]
    #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
    #expect(try JSONParser.parse(bytes, dialect: .repairing) == "a\u{FFFD}")
  }

  @Test func stopsAtTheDepthLimit() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONParser.parse(nested(256))
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(nested(257)) }
    #expect(error?.code == .tooDeep)
    #expect(error?.position?.offset == 256)
  }

  @Test func readsFilesThatPeopleWrite() throws {
    let text = "\u{FEFF}// first\n{\n  \"a\": [1, 2,], /* in\n between */\n  \"b\": {\"c\": true,},\n}\n"
    let document = try JSONParser.document(Array(text.utf8))
    #expect(document.root.value == ["a": [1, 2], "b": ["c": true]])
    guard case .object(let members) = document.root.content else { return #expect(Bool(false)) }
    #expect(document.position(of: members[1].keyOffset) == JSONPosition(offset: 50, line: 5, column: 3))
    #expect(document.position(of: members[0].node.range.lowerBound).line == 3)
  }

  @Test(arguments: [
    ("{\"a\": 1,\n \"a\": 2}", "line 2, column 2: the key 'a' occurs twice"),
    ("{} /* x", "line 1, column 4: the comment is never closed"),
    ("{} / x", "line 1, column 5: expected a comment that starts with // or /*, found byte 0x20"),
    ("[,]", "line 1, column 2: expected a value, found ','"),
    ("[1,,]", "line 1, column 4: expected a value, found ','"),
  ])
  func refusesMistakesOfPeople(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSONParser.document(Array(text.utf8)) }
    #expect(error?.description == message)
  }

  @Test func findsMembersOfLargeObjectsByName() {
    var object = JSONObject((0..<40).map { JSONObject.Member(key: "k\($0)", value: .integer($0)) })
    object["k7"] = nil
    object["k8"] = "new"
    #expect(object["k7"] == nil)
    #expect(object["k8"] == "new")
    #expect(object["k39"] == 39)
    #expect(object.keys.first == "k0" && object.count == 39)
  }
}
