import CMime
package import InboxDomain

/// Dates of mail (RFC 5322 §3.3).
package enum EmailDate {
    /// Reads a date; nil where it is none, or lies outside the years 1970 to 9999.
    static func parse(_ value: [UInt8]) -> Instant? {
        let text = value.prefix(200).map { $0 >= 0x20 && $0 < 0x7F ? $0 : ASCII.space }
        var seconds: Int64 = 0
        let terminated = text.map(CChar.init) + [0]
        guard cmime_date(terminated, &seconds) == 1, seconds >= 0, seconds < 253_402_300_800 else { return nil }
        return Instant(milliseconds: seconds * 1000)
    }

    /// `Mon, 02 Mar 2026 09:00:00 +0000`.
    package static func format(_ instant: Instant) -> String {
        // The first ten bytes are the date, and eight behind the T the time.
        let text = Array(instant.formatted.utf8)
        let days = Int((instant.milliseconds / 86_400_000) % 7)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7 + 7) % 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[Int(text[5] - 48) * 10 + Int(text[6] - 48) - 1]
        return "\(weekday), \(text[8...9].text) \(month) \(text[0...3].text) \(text[11...18].text) +0000"
    }
}
