/// A wall-clock time of day, to the minute: 00:00 to 24:00, the latter being the end of a day.
package struct LocalTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Minutes since midnight, 0...1440.
    package let minute: Int

    package static let midnight = LocalTime(unchecked: 0)
    package static let endOfDay = LocalTime(unchecked: 1440)

    /// Nil outside 0...1440.
    package init?(minute: Int) {
        guard (0...1440).contains(minute) else { return nil }
        self.minute = minute
    }

    private init(unchecked minute: Int) {
        self.minute = minute
    }

    /// Reads "HH:MM", both of two digits; nil for anything else.
    package init?(_ text: some StringProtocol) {
        var digits = DigitScanner(text.utf8)
        guard let hour = digits.number(width: 2), digits.skip(":"), let minute = digits.number(width: 2),
            digits.isAtEnd, minute < 60
        else { return nil }
        self.init(minute: hour * 60 + minute)
    }

    package static func < (a: LocalTime, b: LocalTime) -> Bool { a.minute < b.minute }

    package var description: String { "\(padded(minute / 60)):\(padded(minute % 60))" }
}
