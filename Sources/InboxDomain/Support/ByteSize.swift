/// Sizes as they are written: `512`, `256KiB`, `3MiB`, `1GiB`, and by the thousand `25MB`; one space may stand before the
/// unit.
package enum ByteSize {
    package static let allowed = "a size such as 512, 256KiB or 3MiB"

    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000),
        ("KB", 1000), ("B", 1),
    ]

    /// Bytes; nil where `text` is no size.
    package static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits) else { return nil }
        var unit = text.dropFirst(digits.count)
        if unit.isEmpty { return count }
        if unit.first == " " { unit = unit.dropFirst() }
        guard let factor = units.first(where: { $0.name == unit })?.bytes else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    /// As `parse`, for fewer forms: a number of `numbers`, and right behind it one of `units`.
    package static func parse(_ text: String, units: Set<String>, numbers: ClosedRange<Int>) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), numbers.contains(number),
            units.contains(String(text.dropFirst(digits.count)))
        else { return nil }
        return parse(text)
    }

    /// The shortest exact way to write `bytes`, by 1024.
    package static func text(_ bytes: Int) -> String {
        guard let unit = units.prefix(3).first(where: { bytes > 0 && bytes % $0.bytes == 0 }) else {
            return String(bytes)
        }
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}
