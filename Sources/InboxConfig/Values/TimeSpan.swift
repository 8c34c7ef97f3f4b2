/// Durations as they are written: whole numbers with `s`, `m`, `h` or `d`, largest first: `30m`, `1h30m`, `14d`.
enum TimeSpan {
    private static let units: [(name: Character, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    /// Ten years: longer ones are slips of the pen, and sums of them must not overflow.
    private static let longest: Int64 = 3650 * 86_400

    /// Seconds; nil where `text` is no duration or above ten years. `0` needs no unit.
    static func seconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        var rest = Substring(text)
        var total: Int64 = 0
        var remaining = units[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let count = Int64(digits), count <= longest, let unit = rest.popFirst(),
                let index = remaining.firstIndex(where: { $0.name == unit })
            else { return nil }
            total += count * remaining[index].seconds
            guard total <= longest else { return nil }
            remaining = remaining[(index + 1)...]
        }
        return total
    }

    /// Whether a duration names days, which have no length in working time.
    static func namesDays(_ text: String) -> Bool { text.contains("d") }

    /// How `seconds` is written; days only where `days` allows them.
    static func text(seconds: Int64, days: Bool = true) -> String {
        guard seconds > 0 else { return seconds == 0 ? "0" : "-" + text(seconds: -seconds, days: days) }
        var rest = seconds
        var result = ""
        for unit in units where days || unit.name != "d" {
            let count = rest / unit.seconds
            if count > 0 { result += "\(count)\(unit.name)" }
            rest %= unit.seconds
        }
        return result
    }
}
