import Testing

@testable import Base

@Suite struct TextTests {
  @Test(arguments: [("  a b\n", "a b"), ("", ""), (" \t\r\n", ""), ("x", "x")])
  func trimsBothSides(text: String, trimmed: String) {
    #expect(text.trimmed == trimmed)
  }

  @Test func padsNumbersWithZeros() {
    #expect(7.zeroPadded(3) == "007")
    #expect(1234.zeroPadded(3) == "1234")
  }
}
