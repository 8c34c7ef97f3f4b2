import ChannelKit
import InboxDomain
import Testing

@Suite struct SendProgressTests {
    @Test func comesBackAsItWasNoted() {
        for progress in [
            SendProgress(total: 1, isHarmless: true),
            SendProgress(total: 3, sent: 2, ids: ["a\"b", "12345678901234567890"]),
        ] {
            #expect(SendProgress(json: progress.json) == progress)
        }
        #expect(SendProgress(json: "") == nil)
        #expect(SendProgress(json: "{}") == nil)
    }

    @Test func theFirstRuleOfATypeCounts() throws {
        let limits = AttachmentLimits(
            count: 1, rules: [.init(type: "image/*", size: 5), .init(type: "application/pdf", size: 100)])
        let png = try #require(MediaType("image/png"))
        #expect(limits.objection(to: png, size: 5, isInline: false) == nil)
        #expect(limits.objection(to: png, size: 6, isInline: false) == "has 6 bytes; of image/* it takes 5")
        #expect(limits.objection(to: png, size: 1, isInline: true) == "cannot stand inside the text")
        #expect(
            limits.objection(to: .unknown, size: 1, isInline: false)
                == "is application/octet-stream; it takes image/*, application/pdf")
        #expect(AttachmentLimits(count: 1).objection(to: .unknown, size: 1 << 40, isInline: false) == nil)
    }
}
