import Testing

@testable import BusinessTime

@Suite struct PosixRuleTests {
    struct Case: CustomTestStringConvertible {
        var rule: String
        /// An instant, and the offset in force from it on; the one before it is that of the entry before.
        var changes: [(at: String, offset: Int32)]
        var before: Int32
        var testDescription: String { rule }
    }

    @Test(arguments: [
        // Weeks: the last, the first, the second.
        Case(
            rule: "CET-1CEST,M3.5.0,M10.5.0/3",
            changes: [("2050-03-27T01:00", 7200), ("2050-10-30T01:00", 3600), ("2051-03-26T01:00", 7200)], before: 3600),
        Case(
            rule: "EST5EDT,M3.2.0,M11.1.0",
            changes: [("2050-03-13T07:00", -14_400), ("2050-11-06T06:00", -18_000)], before: -18_000),
        // South of the equator, by half an hour.
        Case(
            rule: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
            changes: [("2050-04-02T15:00", 37_800), ("2050-10-01T15:30", 39_600)], before: 39_600),
        // Winter time is the exception.
        Case(
            rule: "IST-1GMT0,M10.5.0,M3.5.0/1", changes: [("2050-03-27T01:00", 3600), ("2050-10-30T01:00", 0)],
            before: 0),
        // The evening before, and two days after.
        Case(
            rule: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
            changes: [("2050-03-27T01:00", -3600), ("2050-10-30T01:00", -7200)], before: -7200),
        Case(
            rule: "EET-2EEST,M3.4.4/50,M10.4.4/50",
            changes: [("2050-03-26T00:00", 10_800), ("2050-10-28T23:00", 7200)], before: 7200),
        // Days of the year: J60 is always March 1, 59 is February 29 in leap years.
        Case(
            rule: "AAA0BBB,J60/0,J300/0",
            changes: [("2051-03-01T00:00", 3600), ("2051-10-26T23:00", 0), ("2052-03-01T00:00", 3600)], before: 0),
        Case(
            rule: "AAA0BBB,59/0,299/0",
            changes: [("2051-03-01T00:00", 3600), ("2051-10-26T23:00", 0), ("2052-02-29T00:00", 3600)], before: 0),
        Case(rule: "AAA0BBB-2:30:15,J1/0,J2/0", changes: [("2050-01-01T00:00", 9015)], before: 0),
        // A change that lies in the year before, and one in the year after.
        Case(
            rule: "AAA0BBB,J1/-167,J365/167",
            changes: [("2050-01-06T22:00", 0), ("2050-12-25T01:00", 3600)], before: 3600),
    ])
    func changesWhereItSays(example: Case) throws {
        let rule = try #require(PosixRule(example.rule.utf8))
        var offset = example.before
        for change in example.changes {
            let instant = try seconds(change.at)
            #expect(rule.offset(at: instant - 1) == offset, "before \(change.at)")
            #expect(rule.offset(at: instant) == change.offset, "at \(change.at)")
            #expect(rule.changes(from: instant, to: instant + 1) == [instant])
            offset = change.offset
        }
    }

    @Test(arguments: [
        ("UTC0", Int32(0)), ("IST-5:30", 19_800), ("<+0330>-3:30", 12_600), ("<-03>3", -10_800), ("XXX24", -86_400),
        ("<UTC-1>+1:02:03", -3723),
        // Summer time all year: RFC 8536 §3.3.1.
        ("EST5EDT,0/0,J365/25", -14_400), ("XXX3EDT4,0/0,J365/23", -14_400),
    ])
    func someNeverChange(text: String, offset: Int32) throws {
        let rule = try #require(PosixRule(text.utf8))
        for month in 1...12 {
            for year in [2037, 2038, 2040, 2399] {
                let day = Int64(LocalDate.dayNumber(year: year, month: month, day: 1)) * 86_400
                for second in [day - 1, day, day + 3 * 3600, day + 5 * 3600] {
                    #expect(rule.offset(at: second) == offset, "\(year)-\(month)")
                }
            }
        }
    }

    @Test(arguments: [
        "", "UTC", "U0", "0", "UTC0 ", "UTC25", "UTC0:60", "UTC0:00:60", "UTC-", "<UTC0", "<U>0", "<>0", "CET-1CEST",
        "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M3.5.0,M10.5.0/3x",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0",
        "CET-1CEST,J0,J100", "CET-1CEST,J366,J100", "CET-1CEST,366,100", "CET-1CEST,J1/168,J100",
        "CET-1CEST-25,J1,J100",
        "CET-1CEST,J9999999999999999999999,J100", "CET--1", "C\u{FF}T-1",
    ])
    func refusesWhatIsNone(text: String) {
        #expect(PosixRule(text.utf8) == nil)
    }

    @Test func repeatsItselfEvery400Years() throws {
        let rule = try #require(PosixRule("CET-1CEST,M3.5.0,M10.5.0/3".utf8))
        let period: Int64 = 146_097 * 86_400
        let start = try seconds("2040-01-01T00:00")
        let end = start + 20 * 365 * 86_400
        let shifted = rule.changes(from: start + period, to: end + period)
        #expect(rule.changes(from: start, to: end) == shifted.map { $0 - period })
        #expect(shifted.count == 40)
    }
}
