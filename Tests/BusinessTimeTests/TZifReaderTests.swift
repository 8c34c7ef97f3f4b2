import Testing

@testable import BusinessTime

@Suite struct TZifReaderTests {
    @Test(arguments: [UInt8(0), 0x32, 0x33, 0x34])
    func readsEachVersion(version: UInt8) throws {
        let file = TZifBuilder(
            version: version, times: [0, 1000], types: [1, 0], offsets: [60, 120], footer: version == 0 ? nil : "XXX-1")
        let zone = try TimeZoneRules(tzif: file.bytes)
        #expect(zone.offset(at: -1) == 60)
        #expect(zone.offset(at: 0) == 120)
        #expect(zone.offset(at: 999) == 120)
        #expect(zone.offset(at: 1000) == (version == 0 ? 60 : 3600))
    }

    @Test func anEmptyFooterLeavesTheLastOffset() throws {
        let zone = try TimeZoneRules(tzif: TZifBuilder(times: [5], types: [1], offsets: [0, 120]).bytes)
        #expect(zone.offset(at: .max) == 120)
    }

    @Test func aFooterWithoutATableHoldsForAllTimes() throws {
        let zone = try TimeZoneRules(tzif: TZifBuilder(footer: "XXX-2").bytes)
        #expect(zone.offset(at: 0) == 7200)
        #expect(zone.offset(at: -1_000_000_000_000) == 7200)
    }

    struct Bad: CustomTestStringConvertible {
        var testDescription: String
        var file: TZifBuilder
    }

    @Test(arguments: [
        Bad(testDescription: "version 1a", file: TZifBuilder(version: 1)),
        Bad(testDescription: "no types", file: TZifBuilder(offsets: [])),
        Bad(testDescription: "too many types", file: TZifBuilder(offsets: Array(repeating: 0, count: 257))),
        Bad(testDescription: "type out of range", file: TZifBuilder(times: [0], types: [1])),
        Bad(testDescription: "times out of order", file: TZifBuilder(times: [1, 0], types: [0, 0])),
        Bad(testDescription: "times alike", file: TZifBuilder(times: [1, 1], types: [0, 0])),
        Bad(testDescription: "a time in the far future", file: TZifBuilder(times: [1 << 59], types: [0])),
        Bad(testDescription: "offset too large", file: TZifBuilder(offsets: [93_600])),
        Bad(testDescription: "offset too small", file: TZifBuilder(offsets: [.min])),
        Bad(testDescription: "leap seconds", file: TZifBuilder(leaps: [(78_796_800, 1)], footer: "UTC0")),
        Bad(testDescription: "no footer", file: TZifBuilder(footer: nil)),
        Bad(testDescription: "an unreadable footer", file: TZifBuilder(footer: "CET-1CEST")),
        Bad(testDescription: "an endless footer", file: TZifBuilder(footer: String(repeating: "A", count: 300))),
    ])
    func refusesWhatIsWrong(bad: Bad) {
        let error = #expect(throws: BusinessTimeError.self) { try TimeZoneRules(tzif: bad.file.bytes) }
        guard case .zoneFile = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func refusesCountsThatTheFileCannotHold() throws {
        let good = TZifBuilder(times: [0], types: [0], footer: "UTC0").bytes
        for field in 20..<44 {
            var bytes = good
            bytes[field] = 0xFF
            #expect(throws: BusinessTimeError.self) { try TimeZoneRules(tzif: bytes) }
        }
        #expect(throws: BusinessTimeError.self) { try TimeZoneRules(tzif: Array(repeating: 0, count: 1 << 20)) }
    }

    @Test(arguments: ["Australia/Lord_Howe", "Asia/Kolkata"])
    func aTruncatedFileIsRefusedAtEachLength(name: String) throws {
        let bytes = try #require(Zones.bytes(name))
        for length in bytes.indices {
            guard (try? TimeZoneRules(tzif: Array(bytes[..<length]))) == nil else {
                Issue.record("read \(length) of \(bytes.count) bytes")
                continue
            }
        }
    }

    @Test func aDamagedFileNeverCrashes() throws {
        let bytes = try #require(Zones.bytes("Asia/Kolkata"))
        var readable = 0
        for index in bytes.indices {
            for damage in [UInt8(0x80), 0x01, 0xFF] {
                var bytes = bytes
                bytes[index] ^= damage
                guard let zone = try? TimeZoneRules(tzif: bytes) else { continue }
                readable += 1
                let calendar = Calendar(name: "damaged", zone: zone)
                #expect(calendar.due(from: 0, milliseconds: 1000) == 1000)
            }
        }
        #expect(readable > 0)
    }

    @Test func randomBytesNeverCrash() {
        var random = SeededGenerator(seed: 8536)
        for length in 0..<400 {
            var bytes = TZifBuilder(version: 0).bytes.prefix(20) + Array(repeating: 0, count: 24)
            for place in 1...6 { bytes[19 + place * 4] = UInt8.random(in: 0...12, using: &random) }
            bytes += (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = try? TimeZoneRules(tzif: Array(bytes)).offset(at: Int64.random(in: .min ... .max, using: &random))
        }
    }
}
