import ChannelKit
import ControlAPI
import InboxDomain
import InboxEngine
import InboxStore

extension NormalizedEvent {
    /// A mail to us, as the channel `email` passes it on.
    static func mail(
        _ text: String = "hello", id: String, from: String = "nadia@example.net",
        subject: String? = "Where is my parcel?",
        inReplyTo: [String] = [], references: [String] = [], token: String? = nil,
        to: [String] = ["support@example.com"],
        cc: [String] = [], automatic: Bool = false, bounce: BounceHints? = nil
    ) -> NormalizedEvent {
        .message(
            MessageEvent(
                id: id, conversation: references.first ?? inReplyTo.first ?? id, sender: SenderInfo(id: from),
                sentAt: EngineHarness.start, text: text, subject: subject, automatic: automatic,
                threading: ThreadingHints(
                    messageID: id, replyToken: token, inReplyTo: inReplyTo, references: references,
                    to: to.map { MailParty(address: $0) }, cc: cc.map { MailParty(address: $0) }), bounce: bounce))
    }
}

/// Where a mail was put.
struct Placed: Equatable {
    var conversation: ConversationID
    var rule: String
    var outcome: String
}

extension EngineHarness {
    /// Receives a mail, and says where it was put and why.
    @discardableResult
    func place(_ event: NormalizedEvent, inbox: String = "mail") async throws -> Placed {
        let record = try await receive(event, inbox: inbox)
        let decision = try required(try await desk.threadExplanation(record.id).decisions.first)
        return Placed(
            conversation: ConversationID(decision.conversation), rule: decision.rule, outcome: decision.outcome)
    }

    /// Replies, sends it, and returns what the provider was given.
    func answer(_ id: ConversationID, _ request: ReplyRequest = ReplyRequest(text: "soon")) async throws
        -> OutgoingMessage
    {
        let message = try await desk.reply(id, request, by: Self.admin).message
        try await services.sender.sendDue()
        return try required(adapters.values.flatMap(\.sent).last { $0.message.rawValue == message })
    }

    /// The Message-ID under which a reply went out.
    func sentID(_ message: OutgoingMessage) throws -> String {
        try required(message.mail).messageIDStem + "@example.com"
    }
}
