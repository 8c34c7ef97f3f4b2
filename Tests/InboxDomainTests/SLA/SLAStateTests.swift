import InboxDomain
import Testing

@Suite("SLAState")
struct SLAStateTests {
    static func conversation(_ state: SLAState, lastInboundAt: Instant?, firstRespondedAt: Instant?) -> Conversation {
        Conversation(
            id: ConversationID(1), inbox: "i", channel: "c", contact: ContactID(1), address: "a", threadKey: "t",
            queue: "q", status: state.status, priority: state.priority, createdAt: at("09:00"),
            lastMessageAt: at("09:00"), lastInboundAt: lastInboundAt, firstRespondedAt: firstRespondedAt,
            waitingSince: state.waitingSince)
    }

    static let rebuiltCases: [[(SLAEvent, Instant)]] = [
        [], [(.agentReply, at("10:00"))], [(.agentReply, at("15:00"))],
        [(.agentReply, at("10:00")), (.customerMessage, at("11:00"))],
        [(.agentReply, at("15:00")), (.customerMessage, at("16:00"))],
        [(.agentReply, at("10:00")), (.customerMessage, at("11:00")), (.replyFailed, at("11:10"))],
        [(.status(.resolved), at("10:00"))], [(.status(.resolved), at("15:00"))],
        [(.status(.resolved), at("15:00")), (.customerMessage, at("16:00"))],
        [(.status(.pending), at("15:00")), (.priority(.high), at("16:00"))],
    ]

    @Test(
        "is rebuilt from the row and the clocks",
        arguments: rebuiltCases)
    func rebuilt(events: [(SLAEvent, Instant)]) {
        let rules = SLARules.standard()
        var set = ClockSet.begun(at("09:00"), rules)
        set.apply(events, rules)
        let row = Self.conversation(
            set.state, lastInboundAt: at("09:00"), firstRespondedAt: set.state.hasResponded ? at("10:00") : nil)
        #expect(ClockSet(clocks: set.clocks, conversation: row).state == set.state)
    }

    @Test("without clocks, the row says whether a customer was answered")
    func withoutClocks() {
        func hasResponded(_ inbound: Instant?, _ responded: Instant?) -> Bool {
            let row = Self.conversation(SLAState(), lastInboundAt: inbound, firstRespondedAt: responded)
            return SLAState(conversation: row, clocks: []).hasResponded
        }
        #expect(!hasResponded(nil, nil))
        #expect(!hasResponded(nil, at("09:00")))
        #expect(!hasResponded(at("09:00"), nil))
        #expect(hasResponded(at("09:00"), at("10:00")))
    }
}
