/// Lengths of time as people write them: `30m`, `4h30m`, `14d`. Milliseconds.
package enum DurationText {
    /// A hundred years: longer ones are slips of the pen, and would overflow sums.
    package static let longest: Int64 = 36_525 * 86_400_000

    private struct Unit {
        let name: String
        let milliseconds: Int64
    }

    /// From the largest to the smallest, the order in which they must stand.
    private static let units = [
        Unit(name: "d", milliseconds: 86_400_000), Unit(name: "h", milliseconds: 3_600_000),
        Unit(name: "m", milliseconds: 60_000), Unit(name: "s", milliseconds: 1000), Unit(name: "ms", milliseconds: 1),
    ]

    /// Reads whole numbers with units `d`, `h`, `m`, `s`, `ms`, the larger unit first, each at most once, with or
    /// without one space between them.
    ///
    /// `allowsDays` is false for working time, where a day has no length: `d` is refused there. Otherwise a day is 24
    /// hours. Zero is read as zero: whether that makes sense is the caller's to say.
    package static func parse(_ text: String, allowsDays: Bool = true) throws(DomainError) -> Int64 {
        let bytes = Array(text.utf8.prefix(65))
        guard !bytes.isEmpty else { throw refusal(text, "is empty", allowsDays) }
        guard bytes.count <= 64 else { throw refusal(text, "is longer than 64 bytes", allowsDays) }
        var total: Int64 = 0
        var nextUnit = 0
        var position = 0
        while position < bytes.count {
            if position > 0, bytes[position] == UInt8(ascii: " ") {
                position += 1
            }
            let number = try readNumber(bytes, &position, text, allowsDays)
            let start = position
            while position < bytes.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[position] | 32) {
                position += 1
            }
            let name = String(decoding: bytes[start..<position], as: UTF8.self)
            guard let index = units.firstIndex(where: { $0.name == name }) else {
                let found = name.isEmpty ? "a unit must follow \(number)" : "\(name) is no unit"
                throw refusal(text, found, allowsDays)
            }
            if name == "d", !allowsDays {
                throw refusal(text, "a day of working time has no length", allowsDays)
            }
            guard index >= nextUnit else {
                throw refusal(text, "each unit stands once, the larger first", allowsDays)
            }
            nextUnit = index + 1
            let (part, overflow) = number.multipliedReportingOverflow(by: units[index].milliseconds)
            guard !overflow, part <= longest - total else { throw refusal(text, "is more than 100 years", allowsDays) }
            total += part
        }
        return total
    }

    /// `2h 5m`, `40h`, `15s`, `1s 250ms`; `0s` for nothing, and a minus in front where it is negative. With
    /// `usesDays`, 24 hours are a day: for real time only.
    package static func format(_ milliseconds: Int64, usesDays: Bool = false) -> String {
        var rest = milliseconds.magnitude
        var parts: [String] = []
        for unit in units where unit.name != "d" || usesDays {
            let size = UInt64(unit.milliseconds)
            if rest >= size {
                parts.append("\(rest / size)\(unit.name)")
                rest %= size
            }
        }
        guard !parts.isEmpty else { return "0s" }
        return (milliseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }

    private static func readNumber(
        _ bytes: [UInt8], _ position: inout Int, _ text: String, _ allowsDays: Bool
    ) throws(DomainError) -> Int64 {
        let start = position
        var number: Int64 = 0
        while position < bytes.count, (48...57).contains(bytes[position]) {
            guard position - start < 15 else { throw refusal(text, "is more than 100 years", allowsDays) }
            number = number * 10 + Int64(bytes[position] - 48)
            position += 1
        }
        guard position > start else {
            throw refusal(text, "a whole number is expected at position \(start + 1)", allowsDays)
        }
        return number
    }

    private static func refusal(_ text: String, _ problem: String, _ allowsDays: Bool) -> DomainError {
        .duration(text: text, problem: "\(problem); write it as 30m, 4h30m or \(allowsDays ? "14d" : "40h")")
    }
}
