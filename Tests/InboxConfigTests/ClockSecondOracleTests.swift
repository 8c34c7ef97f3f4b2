import BusinessTime
import Foundation
import InboxConfig
import InboxDomain
import Testing

/// Clocks over a real calendar, held against a count of every second: what is used, what is paused, when it breaches.
@Suite struct ClockSecondOracleTests {
    /// SplitMix64.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// A day and a half around the change of the clocks in Berlin, 2026-03-29T01:00Z.
    private static let start: Int64 = 1_774_720_800
    private static let length: Int64 = 130_000

    private static func calendar(_ random: inout Generator) throws -> BusinessTime.Calendar {
        let texts = [
            ["08:00-12:00", "13:00-18:00"], ["22:00-06:00"], ["00:30-02:30", "02:45-03:15"], ["00:00-24:00"],
            ["01:59-03:01", "20:00-21:00"],
        ]
        let hours = try (texts.randomElement(using: &random) ?? []).map { try HoursInterval(parsing: $0) }
        let rules = try TimeZoneRules(
            named: "Europe/Berlin",
            from: { name in
                (try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))).map(Array.init)
            })
        return BusinessTime.Calendar(
            name: "random", zone: rules,
            hours: try WeeklyHours(Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, hours) })))
    }

    @Test(arguments: 0..<24) func everySecondIsCountedOnce(seed: Int) throws {
        var random = Generator(state: UInt64(seed))
        let calendar = try Self.calendar(&random)
        let target = Int64.random(in: 1...40_000, using: &random)
        let kind = seed % 4
        let real = Int64.random(in: 1...80_000, using: &random)
        let promise: SLATarget =
            switch kind {
            case 0, 1: .working(target * 1000)
            case 2: .earlier(working: target * 1000, real: real * 1000)
            default: .later(working: target * 1000, real: real * 1000)
            }
        let rules = SLARules(
            policy: SLAPolicy(
                name: "p", calendar: "random", pauseIn: [.pending], targets: [.normal: [.resolution: promise]]),
            workingTime: calendar)
        let flips = Set((0..<6).map { _ in Self.start + Int64.random(in: 1..<Self.length, using: &random) }).sorted()

        var set = ClockSet()
        _ = set.apply(.created(.normal), at: Instant(milliseconds: Self.start * 1000), rules: rules)
        for (index, flip) in flips.enumerated() {
            let instant = Instant(milliseconds: flip * 1000)
            // Every other pause is ended by the customer.
            let event: SLAEvent =
                index % 2 == 0 ? .status(.pending) : index % 4 == 1 ? .customerMessage : .status(.open)
            _ = set.apply(event, at: instant, rules: rules)
        }
        let end = Self.start + Self.length
        _ = set.advance(to: Instant(milliseconds: end * 1000), rules: rules)
        let clock = try #require(set.clocks.first { $0.kind == .resolution })

        var used: Int64 = 0
        var passed: Int64 = 0
        var paused: Int64 = 0
        var breach: Int64?
        var next = flips[...]
        var isPaused = false
        for second in Self.start..<end {
            while let flip = next.first, flip == second {
                isPaused.toggle()
                next.removeFirst()
            }
            if isPaused {
                paused += 1
                continue
            }
            passed += 1
            if calendar.isOpen(at: second * 1000) { used += 1 }
            let isOver =
                switch kind {
                case 0, 1: used >= target
                case 2: used >= target || passed >= real
                default: used >= target && passed >= real
                }
            if isOver, breach == nil { breach = second + 1 }
        }
        let figures = clock.figures(at: Instant(milliseconds: end * 1000), workingTime: calendar)
        #expect(figures.working == used * 1000)
        #expect(figures.real == passed * 1000)
        #expect(figures.paused == paused * 1000)
        #expect(clock.breachedAt?.milliseconds == breach.map { $0 * 1000 })
        if clock.breachedAt != nil, !clock.isPaused { #expect(clock.dueAt == clock.breachedAt) }
    }
}
