/// Sizes as they are written: `512`, `256KiB`, `3MiB`, `1GiB`.
enum ByteSize {
    static let allowed = "a size such as 512, 256KiB or 3MiB"

    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// Bytes; nil where `text` is no size.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits) else { return nil }
        let unit = text.dropFirst(digits.count)
        if unit.isEmpty { return count }
        guard let factor = units.first(where: { $0.name == unit })?.bytes else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    /// The shortest exact way to write `bytes`.
    static func text(_ bytes: Int) -> String {
        guard let unit = units.first(where: { bytes > 0 && bytes % $0.bytes == 0 }), unit.bytes > 1 else {
            return String(bytes)
        }
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}
