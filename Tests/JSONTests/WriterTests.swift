import Testing

@testable import JSON

@Suite struct WriterTests {
  @Test(
    arguments: [
      (JSONValue.double(1), "1.0"), (.double(-0.0), "-0.0"), (.double(.infinity), "null"), (1e20, "1e+20"),
      (.integer(.min), "-9223372036854775808"),
      ("\u{8}\u{c}\n\r\t\"\\/", #""\b\f\n\r\t\"\\/""#), ("\u{0}\u{1b}\u{7f}", #""\u0000\u001b\u007f""#),
      ("a\u{9b}\u{a0}é", "\"a\\u009b\u{a0}é\""), ("\u{202e}\u{2028}\u{2066}–👍", #""\u202e\u2028\u2066–👍""#),
      (["a": [1, true, nil], "b": [:], "c": []], #"{"a":[1,true,null],"b":{},"c":[]}"#),
    ] as [(JSONValue, String)])
  func writesCompactText(value: JSONValue, text: String) {
    #expect(JSONWriter.compactText(value) == text)
  }

  @Test func writesForPeople() {
    let value: JSONValue = ["a": [1, ["b": nil]], "c": [], "d": [:]]
    let text = """
      {
        "a": [
          1,
          {
            "b": null
          }
        ],
        "c": [],
        "d": {}
      }
      """
    #expect(JSONWriter.prettyText(value) == text)
  }
}
