import InboxEngine
import Testing

@Suite struct PacingTests {
    @Test func itRestsForAMultipleOfWhatItTook() {
        let start = ContinuousClock.now
        var pacing = Pacing(rest: 1000)
        #expect(pacing.isDue(at: start))
        pacing.ran(from: start, to: start + .milliseconds(300))
        #expect(!pacing.isDue(at: start + .seconds(299)))
        #expect(pacing.isDue(at: start + .milliseconds(300_300)))
        pacing.ran(from: start + .seconds(301), to: start + .seconds(301))
        #expect(pacing.isDue(at: start + .seconds(301)))
    }
}
