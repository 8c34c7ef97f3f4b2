import ChannelKit
import InboxDomain
import Testing

@Suite struct RateLimitTests {
    private static func at(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_772_442_000_000 + seconds * 1000) }

    @Test func letsTheAllowanceThroughAtOnceAndThenAtItsPace() {
        let limit = RateLimit(count: 5, window: 600)
        let answers = (0..<7).map { _ in limit.wait(of: "a", now: Self.at(0)) }
        #expect(answers == [nil, nil, nil, nil, nil, 120, 120])
        #expect(limit.wait(of: "a", now: Self.at(119)) == 1)
        #expect(limit.wait(of: "a", now: Self.at(120)) == nil)
        #expect(limit.wait(of: "a", now: Self.at(120)) == 120)
        // After a whole window of silence all is as at first.
        #expect((0..<6).map { _ in limit.wait(of: "a", now: Self.at(1000)) } == [nil, nil, nil, nil, nil, 120])
    }

    @Test func sendersDoNotTouchEachOther() {
        let limit = RateLimit(count: 1, window: 10)
        #expect(limit.wait(of: "a", now: Self.at(0)) == nil)
        #expect(limit.wait(of: "b", now: Self.at(0)) == nil)
        #expect(limit.wait(of: "a", now: Self.at(0)) == 10)
    }

    @Test func remembersNoMoreThanItMay() {
        let limit = RateLimit(count: 1, window: 10, capacity: 2)
        for sender in ["a", "b", "c"] { #expect(limit.wait(of: sender, now: Self.at(0)) == nil) }
        // The first was forgotten for the third.
        #expect(limit.wait(of: "c", now: Self.at(0)) == 10)
        #expect(limit.wait(of: "a", now: Self.at(0)) == nil)
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), (" 192.0.2.7", "192.0.2.7"), ("", ""),
        ("2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8::::/64"), ("2001:0db8:0:0:1::", "2001:db8::::/64"), ("::1", ":::::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
    ])
    func anAddressOfIPv6StandsForItsNetwork(_ address: String, _ sender: String) {
        #expect(RateLimit.sender(of: address) == sender)
    }
}
