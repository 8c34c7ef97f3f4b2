import InboxDomain
import Testing

@Suite("Instant: RFC 3339")
struct InstantRFC3339Tests {
    static let readsCases: [(String, Int64)] = [
        ("1970-01-01T00:00:00Z", 0), ("2026-03-02T09:00:00Z", 1_772_442_000_000),
        ("2026-03-02t09:00:00z", 1_772_442_000_000), ("2026-03-02T10:00:00+01:00", 1_772_442_000_000),
        ("2026-03-02T03:30:00-05:30", 1_772_442_000_000), ("2026-03-02T09:00:00-00:00", 1_772_442_000_000),
        ("2026-03-02T09:00:00.5Z", 1_772_442_000_500), ("2026-03-02T09:00:00.1239999Z", 1_772_442_000_123),
        ("1969-12-31T23:59:59.999Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("2016-12-31T23:59:60.9Z", 1_483_228_800_000),
        ("2017-01-01T00:59:60+01:00", 1_483_228_800_000), ("1985-04-12T23:20:50.52Z", 482_196_050_520),
    ]

    @Test(
        "reads what RFC 3339 writes",
        arguments: readsCases)
    func reads(text: String, milliseconds: Int64) throws {
        #expect(try Instant(rfc3339: text).milliseconds == milliseconds)
    }

    static let refusesCases: [String] = [
        "", "2026", "2026-03-02", "2026-03-02T09:00:00", "2026-03-02 09:00:00Z", "2026-03-02T09:00Z",
        "2026-3-02T09:00:00Z", "2026-03-02T09:00:00.Z", "2026-03-02T09:00:00,5Z", "2026-03-02T09:00:00+01",
        "2026-03-02T09:00:00+0100", "2026-03-02T09:00:00+24:00", "2026-03-02T09:00:00+01:60",
        "2026-03-02T24:00:00Z", "2026-03-02T23:60:00Z", "2026-03-02T23:59:61Z", "2026-03-02T23:59:60Z",
        "2016-12-31T22:59:60Z", "2026-00-02T09:00:00Z", "2026-13-02T09:00:00Z", "2026-02-29T09:00:00Z",
        "2026-04-31T09:00:00Z", "2026-03-00T09:00:00Z", "0000-03-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "+2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z ", " 2026-03-02T09:00:00Z",
        "2026-03-02T09:00:00Zx", "２026-03-02T09:00:00Z", "2026-03-02T09:00:00.0000000000000000000000Z",
    ]

    @Test(
        "refuses everything else",
        arguments: refusesCases)
    func refuses(text: String) {
        #expect(throws: DomainError.self) { try Instant(rfc3339: text) }
    }

    @Test("says where and what to write")
    func message() {
        #expect(
            throws: DomainError.instant(
                text: "2026-02-29T09:00:00Z",
                problem: "month 2 of 2026 has no day 29 (position 11); write it as 2026-03-02T09:00:00Z")
        ) { try Instant(rfc3339: "2026-02-29T09:00:00Z") }
    }

    @Test("writes UTC, with milliseconds only where there are some")
    func writes() {
        #expect(Instant(milliseconds: 1_772_442_000_000).formatted == "2026-03-02T09:00:00Z")
        #expect(Instant(milliseconds: 1_772_442_000_007).formatted == "2026-03-02T09:00:00.007Z")
        #expect(Instant(milliseconds: -1).formatted == "1969-12-31T23:59:59.999Z")
        #expect(Instant.distantFuture.formatted == "9999-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: .min).formatted == "0001-01-01T00:00:00Z")
        #expect("\(Instant(milliseconds: 0))" == "1970-01-01T00:00:00Z")
    }

    @Test("reads what it wrote", arguments: Array(UInt64(1)...20))
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<500 {
            let instant = Instant(
                milliseconds: .random(in: -62_135_596_800_000...253_402_300_799_999, using: &generator))
            #expect(try Instant(rfc3339: instant.formatted) == instant)
        }
    }
}

@Suite("CivilDate")
struct CivilDateTests {
    @Test("counts every day of 800 years, one after the other")
    func everyDay() throws {
        var date = try #require(CivilDate(year: 1599, month: 12, day: 31))
        var days = date.daysSinceEpoch
        while date.year < 2400 {
            let next =
                CivilDate(year: date.year, month: date.month, day: date.day + 1)
                ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
                ?? CivilDate(year: date.year + 1, month: 1, day: 1)
            days += 1
            date = CivilDate(daysSinceEpoch: days)
            guard date == next, date.daysSinceEpoch == days else {
                Issue.record("day \(days) is \(date)")
                return
            }
        }
    }

    @Test("knows leap years and the ends of its range")
    func leapYears() {
        #expect([1900, 2000, 2023, 2024, 2100].map(CivilDate.isLeap) == [false, true, false, true, false])
        #expect(CivilDate(year: 2023, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2023, month: 13, day: 1) == nil)
        #expect(CivilDate(year: 1970, month: 1, day: 1)?.daysSinceEpoch == 0)
        #expect(CivilDate(year: 1, month: 1, day: 1)?.daysSinceEpoch == -719_162)
        #expect(CivilDate(year: 9999, month: 12, day: 31)?.daysSinceEpoch == 2_932_896)
    }
}
