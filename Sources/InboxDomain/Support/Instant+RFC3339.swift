extension Instant {
    /// The instant that an RFC 3339 date-time names.
    ///
    /// Strict: `2026-03-02T09:00:00Z`, with an optional fraction and either `Z` or an offset of `±hh:mm`; `t` and `z`
    /// may be small, a space for the `T` is refused. Digits of the fraction past milliseconds are dropped, never
    /// rounded up, so that no instant moves into the future. Years 0001 to 9999, before and after the offset is taken
    /// off. At most 40 bytes.
    ///
    /// Hour 24 is refused (RFC 3339 section 5.6 has none). Second 60 is a leap second and is taken where one can stand:
    /// at 23:59:60 UTC on the last day of a month. POSIX time has no name for it, so it counts as the second after.
    package init(rfc3339 text: String) throws(DomainError) {
        var reader = RFC3339Reader(text)
        self = try reader.read()
    }

    /// UTC, as `2026-03-02T09:00:00Z`, with milliseconds (`.123`) only where they are not 0. An instant outside the
    /// years 0001 to 9999 shows as the nearest one inside.
    package var formatted: String {
        let clamped = min(max(milliseconds, Self.firstOfYear1), Self.lastOfYear9999)
        var days = clamped / Self.millisecondsPerDay
        var rest = clamped % Self.millisecondsPerDay
        if rest < 0 {
            rest += Self.millisecondsPerDay
            days -= 1
        }
        let date = CivilDate(daysSinceEpoch: Int(days))
        let (seconds, fraction) = (rest / 1000, rest % 1000)
        return String(unsafeUninitializedCapacity: 24) { bytes in
            var count = 0
            func put(_ number: Int, width: Int, then separator: Unicode.Scalar) {
                var number = number
                for place in stride(from: count + width - 1, through: count, by: -1) {
                    bytes[place] = UInt8(48 + number % 10)
                    number /= 10
                }
                count += width
                bytes[count] = UInt8(truncatingIfNeeded: separator.value)
                count += 1
            }
            put(date.year, width: 4, then: "-")
            put(date.month, width: 2, then: "-")
            put(date.day, width: 2, then: "T")
            put(Int(seconds / 3600), width: 2, then: ":")
            put(Int(seconds / 60 % 60), width: 2, then: ":")
            put(Int(seconds % 60), width: 2, then: fraction == 0 ? "Z" : ".")
            if fraction != 0 {
                put(Int(fraction), width: 3, then: "Z")
            }
            return count
        }
    }

    static let millisecondsPerDay: Int64 = 86_400_000
    static let firstOfYear1: Int64 = -62_135_596_800_000
    static let lastOfYear9999: Int64 = 253_402_300_799_999
}

extension Instant: CustomStringConvertible {
    package var description: String { formatted }
}

/// Reads one RFC 3339 date-time from the front of a text to its end.
private struct RFC3339Reader {
    private let text: String
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        self.text = text
        // One more than the limit is enough to see that it is passed.
        bytes = Array(text.utf8.prefix(41))
    }

    mutating func read() throws(DomainError) -> Instant {
        guard bytes.count <= 40 else { throw refusal("is longer than 40 bytes") }
        let year = try number(4, "a year of four digits", in: 1...9999)
        try expect(UInt8(ascii: "-"))
        let month = try number(2, "a month", in: 1...12)
        try expect(UInt8(ascii: "-"))
        let day = try number(2, "a day", in: 1...31)
        guard let date = CivilDate(year: year, month: month, day: day) else {
            throw refusal("month \(month) of \(year) has no day \(day)")
        }
        try expect(UInt8(ascii: "T"), or: UInt8(ascii: "t"))
        let hour = try number(2, "an hour", in: 0...23)
        try expect(UInt8(ascii: ":"))
        let minute = try number(2, "a minute", in: 0...59)
        try expect(UInt8(ascii: ":"))
        let second = try number(2, "a second", in: 0...60)
        let fraction = try readFraction()
        let offset = try readOffset()
        guard position == bytes.count else { throw refusal("nothing may follow the zone") }

        let minutes = Int64(date.daysSinceEpoch) * 1440 + Int64(hour * 60 + minute - offset)
        if second == 60 {
            try checkLeapSecond(endingMinute: minutes)
        }
        // Second 60 has no fraction of its own in POSIX time: all of it counts as the first instant after.
        let milliseconds = minutes * 60_000 + Int64(second) * 1000 + (second == 60 ? 0 : fraction)
        guard (Instant.firstOfYear1...Instant.lastOfYear9999).contains(milliseconds) else {
            throw refusal("is outside the years 0001 to 9999 in UTC")
        }
        return Instant(milliseconds: milliseconds)
    }

    private func checkLeapSecond(endingMinute minutes: Int64) throws(DomainError) {
        let next = minutes + 1
        guard next % 1440 == 0, CivilDate(daysSinceEpoch: Int(next / 1440)).day == 1 else {
            throw refusal("second 60 stands only at 23:59:60 UTC on the last day of a month")
        }
    }

    private mutating func readFraction() throws(DomainError) -> Int64 {
        guard peek == UInt8(ascii: ".") else { return 0 }
        position += 1
        var milliseconds: Int64 = 0
        var digits = 0
        while let byte = peek, isDigit(byte) {
            if digits < 3 {
                milliseconds = milliseconds * 10 + Int64(byte - 48)
            }
            digits += 1
            position += 1
        }
        guard digits > 0 else { throw refusal("a digit must follow the point") }
        for _ in min(digits, 3)..<3 {
            milliseconds *= 10
        }
        return milliseconds
    }

    /// Minutes east of UTC.
    private mutating func readOffset() throws(DomainError) -> Int {
        let sign = peek
        position += 1
        switch sign {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return 0
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let hours = try number(2, "the hours of the offset", in: 0...23)
            try expect(UInt8(ascii: ":"))
            let minutes = try number(2, "the minutes of the offset", in: 0...59)
            return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        default:
            position -= 1
            throw refusal("must end with Z or an offset such as +01:00")
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

    private mutating func number(
        _ width: Int, _ name: String, in range: ClosedRange<Int>
    ) throws(DomainError) -> Int {
        var value = 0
        for _ in 0..<width {
            guard let byte = peek, isDigit(byte) else { throw refusal("\(name) is expected") }
            value = value * 10 + Int(byte - 48)
            position += 1
        }
        guard range.contains(value) else {
            throw refusal("\(name) is from \(range.lowerBound) to \(range.upperBound), not \(value)")
        }
        return value
    }

    private mutating func expect(_ byte: UInt8, or other: UInt8? = nil) throws(DomainError) {
        guard let next = peek, next == byte || next == other else {
            throw refusal("\"\(Character(Unicode.Scalar(byte)))\" is expected")
        }
        position += 1
    }

    private func refusal(_ problem: String) -> DomainError {
        .instant(text: text, problem: "\(problem) (position \(position + 1)); write it as 2026-03-02T09:00:00Z")
    }
}
