extension PosixRule {
    /// Reads a TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3` or `<+0330>-3:30`; nil where it is none. A zone with
    /// summer time must say when it begins and ends.
    init?(_ text: some Sequence<UInt8>) {
        var scanner = PosixScanner(text)
        // The sign is the other way round than everywhere else: west is positive.
        guard scanner.name(), let west = scanner.time(hours: 0...24) else { return nil }
        offset = Int32(-west)
        guard !scanner.isAtEnd else { return }
        guard scanner.name() else { return nil }
        var summerOffset = offset + 3600
        if !scanner.isAt(",") {
            guard let west = scanner.time(hours: 0...24) else { return nil }
            summerOffset = Int32(-west)
        }
        guard scanner.skip(","), let start = scanner.change(), scanner.skip(","), let end = scanner.change(),
            scanner.isAtEnd
        else { return nil }
        summer = Summer(offset: summerOffset, start: start, end: end)
    }
}

/// Takes a TZ string apart.
private struct PosixScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: some Sequence<UInt8>) {
        rest = Array(text)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: Unicode.Scalar) -> Bool { rest.first.map { UInt32($0) == character.value } ?? false }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// An abbreviation: three letters or more, or anything alphanumeric in angle brackets. It is not kept.
    mutating func name() -> Bool {
        if skip("<") {
            let name = rest.prefix { Self.isLetter($0) || Self.isDigit($0) || $0 == 0x2B || $0 == 0x2D }
            rest = rest[name.endIndex...]
            return name.count >= 3 && skip(">")
        }
        let name = rest.prefix(while: Self.isLetter)
        rest = rest[name.endIndex...]
        return name.count >= 3
    }

    /// `[+-]h[:m[:s]]` in seconds.
    mutating func time(hours: ClosedRange<Int>) -> Int64? {
        let isNegative = isAt("-")
        if !skip("-") { _ = skip("+") }
        guard let hour = number(hours) else { return nil }
        var seconds = hour * 3600
        if skip(":") {
            guard let minute = number(0...59) else { return nil }
            seconds += minute * 60
            if skip(":") {
                guard let second = number(0...59) else { return nil }
                seconds += second
            }
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    /// A day, and the time on it: 02:00 where none is given.
    mutating func change() -> PosixRule.Change? {
        guard let day = day() else { return nil }
        guard skip("/") else { return PosixRule.Change(day: day, time: 7200) }
        return time(hours: 0...167).map { PosixRule.Change(day: day, time: $0) }
    }

    private mutating func day() -> PosixRule.Day? {
        if skip("J") { return number(1...365).map { .julian($0) } }
        guard skip("M") else { return number(0...365).map { .zeroBased($0) } }
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."), let day = number(0...6) else {
            return nil
        }
        return .weekday(month: month, week: week, day: day)
    }

    /// One to three digits.
    private mutating func number(_ allowed: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(3).prefix(while: Self.isDigit)
        guard !digits.isEmpty else { return nil }
        rest = rest[digits.endIndex...]
        let value = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return allowed.contains(value) ? value : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
