import InboxDomain

/// How many lines an adapter may have in our log: 60 a minute. What is over is counted, and the count told.
struct LogAllowance: Sendable {
    static let perMinute = 60

    private var minute: Int64 = .min
    private var used = 0
    private var dropped = 0

    /// Whether this line may be written, and how many before it were not.
    mutating func admit(at now: Instant) -> (isAdmitted: Bool, dropped: Int) {
        let current = now.milliseconds / 60_000
        if current != minute {
            minute = current
            used = 0
        }
        guard used < Self.perMinute else {
            dropped += 1
            return (false, 0)
        }
        used += 1
        defer { dropped = 0 }
        return (true, dropped)
    }
}
