import Testing

@testable import Base

@Suite struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"),
    (1_795_233_906_789_000, "2026-11-21T04:05:06.789Z"),
    (951_782_400_000_000, "2000-02-29T00:00:00.000Z"),
    (-1_000, "1969-12-31T23:59:59.999Z"),
  ])
  func writesAndReadsTheSameMoment(microseconds: Int64, text: String) {
    #expect(Timestamp(microseconds: microseconds).description == text)
    #expect(Timestamp(text)?.microseconds == microseconds)
  }

  @Test(arguments: [
    ("2026-11-21T05:05:06+01:00", "2026-11-21T04:05:06.000Z"),
    ("2026-11-21T04:05:06.5Z", "2026-11-21T04:05:06.500Z"),
    ("2026-11-21 04:05:06z", "2026-11-21T04:05:06.000Z"),
  ])
  func readsOffsetsAndFractions(text: String, utc: String) {
    #expect(Timestamp(text)?.description == utc)
  }

  @Test(arguments: ["", "2026-11-21", "2026-13-01T00:00:00Z", "2026-11-21T04:05:06", "x026-11-21T04:05:06Z"])
  func refusesOtherTexts(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func everyDayOfFourCenturiesSurvivesTheRoundTrip() {
    for day in stride(from: -100_000, through: 100_000, by: 7) {
      #expect(CivilDate(daysSinceEpoch: day).daysSinceEpoch == day)
    }
  }
}
