import InboxDomain
import Testing

@Suite("DurationText")
struct DurationTextTests {
    static let readsCases: [(String, Int64)] = [
        ("30m", 30 * minute), ("2h", 2 * hour), ("4h30m", 4 * hour + 30 * minute), ("15s", 15_000),
        ("14d", 14 * 24 * hour), ("1d2h3m4s5ms", 24 * hour + 2 * hour + 3 * minute + 4005), ("2h 5m", 125 * minute),
        ("0s", 0), ("90m", 90 * minute), ("36525d", DurationText.longest),
    ]

    @Test(
        "reads numbers with units, the larger first",
        arguments: readsCases)
    func reads(text: String, milliseconds: Int64) throws {
        #expect(try DurationText.parse(text) == milliseconds)
    }

    static let refusesCases: [String] = [
        "", " ", "30", "m", "-5m", "1.5h", "5 m", "5m ", " 5m", "2h  5m", "5m2h", "5m5m", "5x", "5M", "1w",
        "36526d", "99999999999999999999s", "999999999999999d", "1h\n", String(repeating: "1", count: 70),
    ]

    @Test(
        "refuses everything else",
        arguments: refusesCases)
    func refuses(text: String) {
        #expect(throws: DomainError.self) { try DurationText.parse(text) }
    }

    @Test("working time has no days")
    func days() throws {
        #expect(try DurationText.parse("40h", allowsDays: false) == 40 * hour)
        #expect(
            throws: DomainError.duration(
                text: "5d", problem: "a day of working time has no length; write it as 30m, 4h30m or 40h")
        ) { try DurationText.parse("5d", allowsDays: false) }
    }

    @Test("writes what it reads")
    func writes() throws {
        #expect(DurationText.format(125 * minute) == "2h 5m")
        #expect(DurationText.format(40 * hour) == "40h")
        #expect(DurationText.format(40 * hour, usesDays: true) == "1d 16h")
        #expect(DurationText.format(1250) == "1s 250ms")
        #expect(DurationText.format(0) == "0s")
        #expect(DurationText.format(-5 * minute) == "-5m")
        #expect(DurationText.format(.min).hasPrefix("-"))
        var generator = SeededGenerator(state: 7)
        for _ in 0..<1000 {
            let length = Int64.random(in: 0...DurationText.longest, using: &generator)
            #expect(try DurationText.parse(DurationText.format(length, usesDays: true)) == length)
            #expect(try DurationText.parse(DurationText.format(length), allowsDays: false) == length)
        }
    }
}
