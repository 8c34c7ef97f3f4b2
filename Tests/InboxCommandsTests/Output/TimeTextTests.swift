import ControlAPI
import InboxDomain
import Testing

@testable import InboxCommands

@Suite struct TimeTextTests {
    static let now = Instant(milliseconds: 1_772_442_000_000)

    @Test(arguments: [
        (0, "0s"), (999, "0s"), (1000, "1s"), (59_999, "59s"), (60_000, "1m"), (119_000, "1m"), (3_600_000, "1h"),
        (4_800_000, "1h 20m"), (86_400_000, "1d"), (100_800_000, "1d 4h"), (-720_000, "12m"),
    ]) func spansHaveTheirTwoLargestUnits(milliseconds: Int64, text: String) {
        #expect(TimeText.span(milliseconds: milliseconds) == text)
    }

    @Test(arguments: [(4_800_000, "in 1h 20m"), (0, "in 0s"), (-720_000, "12m over")])
    func dueTimesAreRelative(offset: Int64, text: String) {
        #expect(TimeText.due(Timestamp(Self.now.adding(milliseconds: offset)), now: Self.now) == text)
    }

    @Test func instantsAreUTCToTheSecond() {
        #expect(TimeText.instant(Timestamp(Self.now.adding(milliseconds: 250))) == "2026-03-02 09:00:00Z")
    }
}
