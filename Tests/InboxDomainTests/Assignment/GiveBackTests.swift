import InboxDomain
import Testing

@Suite struct GiveBackTests {
    /// Works in even minutes alone.
    private struct EvenMinutes: WorkingTime {
        func due(from start: Instant, milliseconds: Int64) -> Instant? {
            var (now, left) = (start, milliseconds)
            while left > 0 {
                now = now.adding(milliseconds: 1000)
                if isOpen(at: now.adding(milliseconds: -1000)) { left -= 1000 }
            }
            return now
        }
        func elapsed(from start: Instant, to end: Instant) -> Int64 { 0 }
        func isOpen(at instant: Instant) -> Bool { instant.milliseconds / 60_000 % 2 == 0 }
    }

    /// Seconds: held since, waiting since, away since; due, and why.
    static let cases: [(Int64, Int64?, Int64?, Int64?, GiveBack.Reason?)] = [
        (0, nil, nil, nil, nil),
        (0, 10, nil, 110, .silent),
        (50, 10, nil, 150, .silent),
        (0, nil, 20, 120, .away),
        (50, nil, 20, 150, .away),
        (0, 10, 20, 110, .silent),
        (0, 30, 20, 120, .away),
        (0, 20, 20, 120, .away),
    ]

    @Test(arguments: cases) func comesAfterTheLaterOfTwo(
        held: Int64, waiting: Int64?, away: Int64?, due: Int64?, reason: GiveBack.Reason?
    ) {
        func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1000) }
        let found = GiveBack.next(
            heldSince: at(held), waitingSince: waiting.map(at), awaySince: away.map(at), limit: 100_000, in: nil)
        #expect(found?.at == due.map(at))
        #expect(found?.reason == reason)
    }

    @Test func countsWorkingTimeWhereThereIsACalendar() {
        let found = GiveBack.next(
            heldSince: Instant(milliseconds: 0), waitingSince: Instant(milliseconds: 30_000), awaySince: nil,
            limit: 60_000, in: EvenMinutes())
        #expect(found?.at == Instant(milliseconds: 150_000))
    }
}
