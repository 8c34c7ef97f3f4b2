import CMime
package import InboxDomain

/// Dates of mail (RFC 5322 §3.3).
package enum EmailDate {
    /// Reads a date; nil where it is none, or lies outside the years 1970 to 9999.
    static func parse(_ value: [UInt8]) -> Instant? {
        let text = value.prefix(200).map { $0 >= 0x20 && $0 < 0x7F ? $0 : ASCII.space }
        if let instant = try? Instant(rfc3339: text.trimmed.text) { return instant.milliseconds >= 0 ? instant : nil }
        let (usual, isLeapSecond) = Self.usual(text)
        var seconds: Int64 = 0
        let terminated = usual.map(CChar.init) + [0]
        guard cmime_date(terminated, &seconds) == 1, seconds >= 0, seconds < 253_402_300_800 else { return nil }
        return Instant(milliseconds: seconds * 1000).adding(seconds: isLeapSecond ? 1 : 0)
    }

    /// In the form that GMime reads: without the colon of `+01:00` and the letters of `GMT+0100`, and with 59 for a leap
    /// second, which is told apart. It would take no offset, or no date, for them.
    private static func usual(_ text: [UInt8]) -> (text: [UInt8], isLeapSecond: Bool) {
        var result: [UInt8] = []
        var isLeapSecond = false
        var position = 0
        func digits(_ place: Int) -> Bool {
            place + 1 < text.count && ASCII.isDigit(text[place]) && ASCII.isDigit(text[place + 1])
        }
        while position < text.count {
            let byte = text[position]
            let isSign = byte == UInt8(ascii: "+") || byte == ASCII.hyphen
            if isSign, digits(position + 1), position + 3 < text.count, text[position + 3] == ASCII.colon,
                digits(position + 4)
            {
                result += text[position..<position + 3] + text[position + 4..<position + 6]
                position += 6
            } else if text[position...].starts(withWord: "gmt") || text[position...].starts(withWord: "utc"),
                position + 3 < text.count,
                text[position + 3] == UInt8(ascii: "+") || text[position + 3] == ASCII.hyphen
            {
                position += 3
            } else if byte == ASCII.colon, digits(position + 1), text[position + 1] == UInt8(ascii: "6"),
                text[position + 2] == UInt8(ascii: "0"), position >= 3, text[position - 3] == ASCII.colon
            {
                result += Array(":59".utf8)
                isLeapSecond = true
                position += 3
            } else {
                result.append(byte)
                position += 1
            }
        }
        return (result, isLeapSecond)
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
