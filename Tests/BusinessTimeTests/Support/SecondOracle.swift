import BusinessTime

/// Working time the slow way: looks at the wall clock of every single second of a stretch. Instants are UTC seconds.
struct SecondOracle {
    let start: Int64
    private var open: [Bool] = []

    init(_ calendar: Calendar, from start: Int64, seconds: Int) {
        self.start = start
        open.reserveCapacity(seconds)
        var offset: Int64 = 0
        var day: Int64 = .min
        var own: [HoursInterval] = []
        var before: [HoursInterval] = []
        for second in start..<start + Int64(seconds) {
            // Clocks change at full minutes.
            if second == start || second % 60 == 0 { offset = Int64(calendar.zone.offset(at: second)) }
            let wall = second + offset
            if wall / 86_400 != day {
                day = wall / 86_400
                own = calendar.hours(on: LocalDate(dayNumber: Int(day)))
                before = calendar.hours(on: LocalDate(dayNumber: Int(day - 1)))
            }
            let now = Int(wall % 86_400) / 60
            open.append(
                own.contains { now >= $0.start.minute && (now < $0.end.minute || $0.end < $0.start) }
                    || before.contains { $0.end < $0.start && now < $0.end.minute })
        }
    }

    func elapsed(from first: Int64, to last: Int64) -> Int64 {
        guard first < last else { return 0 }
        return open[Int(first - start)..<Int(last - start)].reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    /// Nil where it lies beyond the stretch.
    func due(from first: Int64, seconds: Int64) -> Int64? {
        var left = seconds
        var now = first
        while left > 0 {
            guard now - start < open.count else { return nil }
            if open[Int(now - start)] { left -= 1 }
            now += 1
        }
        return now
    }
}
