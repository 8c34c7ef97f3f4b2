import InboxDomain
import Testing

@Suite("ConversationStatus")
struct ConversationStatusTests {
    static let allowedCases: [(ConversationStatus, [ConversationAction])] = [
        (
            ConversationStatus.open,
            [.reply, .note, .markPending, .snooze, .resolve, .assign, .move, .prioritise, .tag]
        ),
        (.pending, [.reply, .note, .snooze, .resolve, .reopen, .assign, .move, .prioritise, .tag]),
        (.snoozed, ConversationAction.allCases),
        (.resolved, [.reply, .note, .reopen, .assign, .move, .prioritise, .tag]), (.closed, [.note, .tag]),
    ]

    @Test(
        "each status allows what the table says",
        arguments: allowedCases)
    func allowed(status: ConversationStatus, actions: [ConversationAction]) {
        #expect(status.allowedActions == actions)
    }

    @Test("actions lead where the table says")
    func transitions() throws {
        for status in [ConversationStatus.open, .pending, .snoozed] {
            #expect(try status.after(.snooze) == .snoozed)
            #expect(try status.after(.resolve) == .resolved)
        }
        for status in [ConversationStatus.pending, .snoozed, .resolved] {
            #expect(try status.after(.reopen) == .open)
        }
        #expect(try ConversationStatus.snoozed.after(.markPending) == .pending)
        for status in ConversationStatus.allCases {
            #expect(try status.after(.note) == status)
        }
    }

    @Test("a customer's message opens everything but what is closed")
    func customerMessage() {
        #expect(ConversationStatus.allCases.map(\.afterCustomerMessage) == [.open, .open, .open, .open, .closed])
    }

    static let replyCases: [(ConversationStatus, ReplyOutcome, ConversationStatus)] = [
        (ConversationStatus.open, ReplyOutcome.keep, ConversationStatus.open), (.open, .pending, .pending),
        (.open, .resolve, .resolved), (.pending, .keep, .pending), (.pending, .pending, .pending),
        (.snoozed, .keep, .snoozed), (.snoozed, .resolve, .resolved), (.resolved, .keep, .resolved),
        (.resolved, .resolve, .resolved),
    ]

    @Test(
        "a reply keeps the status unless it asks for another",
        arguments: replyCases)
    func reply(status: ConversationStatus, outcome: ReplyOutcome, after: ConversationStatus) throws {
        #expect(try status.afterAgentReply(outcome) == after)
    }

    @Test("a refusal says what, and what to do")
    func refusals() {
        #expect(throws: DomainError.action(.snooze, status: .resolved, advice: "reopen it first")) {
            try ConversationStatus.resolved.after(.snooze)
        }
        #expect(throws: DomainError.self) { try ConversationStatus.resolved.afterAgentReply(.pending) }
        #expect(throws: DomainError.self) { try ConversationStatus.closed.afterAgentReply() }
        #expect(
            DomainError.action(.markPending, status: .resolved, advice: "reopen it first").description
                == "cannot mark as pending a conversation that is resolved: reopen it first")
    }
}
