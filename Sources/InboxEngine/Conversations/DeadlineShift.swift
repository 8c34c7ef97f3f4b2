import InboxDomain

/// What a change does to the unfinished clocks: clocks are counted, not conversations.
struct DeadlineShift: Sendable, Hashable {
    var sooner = 0
    var later = 0
    var unchanged = 0
    var none = 0
    /// Of those with a new due instant, the ones that are past it at once.
    var breaching = 0

    /// Counts what became of the unfinished clocks of one conversation.
    mutating func count(before: [Clock], after: [Clock], now: Instant) {
        for clock in before where clock.stoppedAt == nil {
            let new = after.first { $0.kind == clock.kind && $0.run == clock.run }
            guard let new, new.state != .cancelled else {
                none += 1
                continue
            }
            switch (clock.dueAt, new.dueAt) {
            case (let old?, let due?) where due < old: sooner += 1
            case (let old?, let due?) where due > old: later += 1
            default: unchanged += 1
            }
            if let due = new.dueAt, due != clock.dueAt, due <= now { breaching += 1 }
        }
    }
}
