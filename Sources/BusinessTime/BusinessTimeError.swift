/// What can be wrong with a calendar as it was written down, or with a time zone file.
///
/// All of them are mistakes of an operator or of the system's tzdata: permanent until the file is changed. The
/// description says what is wrong and what to write instead; it holds nothing but the text that was given.
package enum BusinessTimeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A day's name or a range of days.
    case weekday(String)
    /// An interval such as "08:00-12:00".
    case interval(String, problem: String)
    /// Two intervals that share time.
    case overlap(String, String)
    /// A date, a yearly date or a range of dates.
    case date(String, problem: String)
    /// A name that can be no time zone.
    case zoneName(String, problem: String)
    /// A well-formed name that the zone source does not know.
    case unknownZone(String)
    /// Bytes that are no usable TZif file (RFC 8536); `offset` is where reading stopped.
    case zoneFile(problem: String, offset: Int)

    package var description: String {
        switch self {
        case .weekday(let text):
            "\"\(text)\" is no day: write mon, tue, wed, thu, fri, sat or sun, or a range such as mon-fri"
        case .interval(let text, let problem):
            "interval \"\(text)\": \(problem)"
        case .overlap(let first, let second):
            "\(first) and \(second) overlap: join them into one interval, or move one"
        case .date(let text, let problem):
            "date \"\(text)\": \(problem)"
        case .zoneName(let text, let problem):
            "time zone \"\(text)\": \(problem); write a name such as Europe/Berlin"
        case .unknownZone(let name):
            "time zone \"\(name)\" is not installed: check the spelling, and that tzdata is installed"
        case .zoneFile(let problem, let offset):
            "time zone file, byte \(offset): \(problem); reinstall tzdata"
        }
    }
}
