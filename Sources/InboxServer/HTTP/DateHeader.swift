import Glibc
import Synchronization

/// The Date field (RFC 9110, 6.6.1), formatted once a second.
final class DateHeader: Sendable {
    private struct Formatted {
        var second: Int
        var bytes: [UInt8]
    }

    private let now: @Sendable () -> Int
    private let last: Mutex<Formatted>

    /// `now` gives seconds since 1970.
    init(now: @escaping @Sendable () -> Int = { time(nil) }) {
        self.now = now
        last = Mutex(Formatted(second: .min, bytes: []))
    }

    var value: [UInt8] {
        let second = now()
        return last.withLock { last in
            if last.second != second { last = Formatted(second: second, bytes: Self.format(second)) }
            return last.bytes
        }
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// IMF-fixdate; not `strftime`, whose names of days follow the locale.
    private static func format(_ second: Int) -> [UInt8] {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        let day = days[Int(parts.tm_wday)]
        let month = months[Int(parts.tm_mon)]
        let date = "\(day), \(padded(parts.tm_mday)) \(month) \(parts.tm_year + 1900)"
        return Array("\(date) \(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec)) GMT".utf8)
    }

    private static func padded(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
