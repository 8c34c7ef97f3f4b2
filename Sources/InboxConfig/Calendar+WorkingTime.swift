package import BusinessTime
package import InboxDomain

/// A calendar is the working time that the domain's clocks ask for.
extension Calendar: WorkingTime {
    package func due(from start: Instant, milliseconds: Int64) -> Instant? {
        due(from: start.milliseconds, milliseconds: milliseconds).map { Instant(milliseconds: $0) }
    }

    package func elapsed(from start: Instant, to end: Instant) -> Int64 {
        elapsed(from: start.milliseconds, to: end.milliseconds)
    }

    package func isOpen(at instant: Instant) -> Bool {
        isOpen(at: instant.milliseconds)
    }
}

extension Calendar {
    package func closedPeriods(from start: Instant, to end: Instant, limit: Int) -> [ClosedPeriod] {
        var periods: [ClosedPeriod] = []
        var next = start.milliseconds
        while next < end.milliseconds, periods.count < limit {
            let date = zone.local(at: next.dividedDown(by: 1000)).date
            let stop = date.adding(days: Self.longestListing - 2)
            let limitOfListing = zone.instants(of: LocalDateTime(date: stop)).earliest * 1000
            let listing = openIntervals(from: date.adding(days: -1), to: stop)
            for interval in listing where interval.end > next && periods.count < limit {
                guard interval.start < end.milliseconds else { break }
                if interval.start > next { add(next, interval.start, to: &periods) }
                next = max(next, interval.end)
            }
            guard periods.count < limit, next < end.milliseconds else { break }
            let reached = min(limitOfListing, end.milliseconds)
            if reached > next { add(next, reached, to: &periods) }
            next = max(next, reached)
        }
        return periods
    }

    private func add(_ start: Int64, _ end: Int64, to periods: inout [ClosedPeriod]) {
        let reason = reason(from: start, to: end)
        if let last = periods.last, last.to.milliseconds == start {
            periods[periods.count - 1] = ClosedPeriod(
                from: last.from, to: Instant(milliseconds: end),
                reason: self.reason(from: last.from.milliseconds, to: end))
        } else {
            periods.append(
                ClosedPeriod(from: Instant(milliseconds: start), to: Instant(milliseconds: end), reason: reason))
        }
    }

    /// The holidays and the days without hours that a closed period touches.
    private func reason(from start: Int64, to end: Int64) -> String {
        var date = zone.local(at: start.dividedDown(by: 1000)).date
        let last = zone.local(at: (end - 1).dividedDown(by: 1000)).date
        guard last.dayNumber - date.dayNumber <= Self.longestListing else { return "closed for more than a year" }
        var reasons: [String] = []
        while date <= last {
            if let holiday = holiday(on: date) {
                let name = holiday.name.isEmpty ? "holiday \(date)" : "holiday \(holiday.name)"
                if !reasons.contains(name) { reasons.append(name) }
            } else if hours(on: date).isEmpty {
                reasons.append("\(date.weekday) \(date)")
            }
            date = date.adding(days: 1)
        }
        guard reasons.count > 7 else { return reasons.isEmpty ? "outside hours" : reasons.joined(separator: ", ") }
        return reasons.prefix(7).joined(separator: ", ") + " and \(reasons.count - 7) more days"
    }
}

extension Int64 {
    fileprivate func dividedDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
