import ControlAPI
import InboxDomain

/// Times for people: spans in their two largest units, instants in UTC.
enum TimeText {
    /// `45s`, `12m`, `1h 20m`, `3d 4h`. Never negative.
    static func span(milliseconds: Int64) -> String {
        let seconds = milliseconds.magnitude / 1000
        let units: [(name: String, size: UInt64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.size }) else { return "0s" }
        let large = "\(seconds / units[first].size)\(units[first].name)"
        // Seconds beside minutes only make a column restless.
        guard first < 2 else { return large }
        let rest = seconds % units[first].size / units[first + 1].size
        return rest == 0 ? large : "\(large) \(rest)\(units[first + 1].name)"
    }

    /// `in 1h 20m`, or `12m over`.
    static func due(_ due: Timestamp, now: Instant) -> String {
        let left = due.instant.milliseconds(since: now)
        return left >= 0 ? "in \(span(milliseconds: left))" : "\(span(milliseconds: left)) over"
    }

    /// `12m ago`, or `in 12m`.
    static func since(_ time: Timestamp, now: Instant) -> String {
        let gone = now.milliseconds(since: time.instant)
        return gone >= 0 ? "\(span(milliseconds: gone)) ago" : "in \(span(milliseconds: gone))"
    }

    /// How long it has lasted.
    static func lasting(since time: Timestamp, now: Instant) -> String {
        span(milliseconds: max(0, now.milliseconds(since: time.instant)))
    }

    /// `2026-03-01 09:30:00Z`.
    static func instant(_ time: Timestamp) -> String {
        let text = time.description
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + "Z"
    }

    /// Alarm once it is over, caution in the last hour.
    static func tone(of due: Timestamp, now: Instant) -> Style.Tone {
        let left = due.instant.milliseconds(since: now)
        return left < 0 ? .alarm : left < 3_600_000 ? .caution : .plain
    }
}
