/// The date of INTERNALDATE (RFC 9051, `date-time`): ` 5-Nov-2026 21:40:53 +0100`.
enum InternalDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Seconds since 1970-01-01T00:00:00Z; nil where the text is no such date.
    static func seconds(_ text: [UInt8]) -> Int64? {
        guard text.count == 26, text[2] == UInt8(ascii: "-"), text[6] == UInt8(ascii: "-"), text[11] == 0x20,
            text[14] == UInt8(ascii: ":"), text[17] == UInt8(ascii: ":"), text[20] == 0x20,
            let day = number(text[0] == 0x20 ? text[1..<2] : text[0..<2]), (1...31).contains(day),
            let month = months.firstIndex(of: String(decoding: text[3..<6], as: UTF8.self).lowercased()),
            let year = number(text[7..<11]), let hour = number(text[12..<14]), hour < 24,
            let minute = number(text[15..<17]), minute < 60, let second = number(text[18..<20]), second <= 60,
            let offsetHours = number(text[22..<24]), let offsetMinutes = number(text[24..<26]), offsetMinutes < 60,
            text[21] == UInt8(ascii: "+") || text[21] == UInt8(ascii: "-")
        else { return nil }
        let offset = (offsetHours * 60 + offsetMinutes) * (text[21] == UInt8(ascii: "-") ? -1 : 1)
        let minutes = days(year: year, month: month + 1, day: day) * 1440 + Int64(hour * 60 + minute - offset)
        return minutes * 60 + Int64(second)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.allSatisfy { (48...57).contains($0) } ? digits.reduce(0) { $0 * 10 + Int($1) - 48 } : nil
    }

    /// Since the epoch. Years are counted from March, so that the leap day is the last of its year.
    private static func days(year: Int, month: Int, day: Int) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let cycle = (year >= 0 ? year : year - 399) / 400
        let yearOfCycle = year - cycle * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468)
    }
}
