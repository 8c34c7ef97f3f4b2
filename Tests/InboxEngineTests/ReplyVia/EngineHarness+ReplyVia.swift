import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore

extension EngineHarness {
    /// A company whose inbox `website` takes forms, and answers them through `mail`.
    static func withWebsite(
        _ capabilities: ChannelCapabilities = ChannelCapabilities(canSend: true, canQuote: false),
        configure: (inout Configuration) -> Void = { _ in }
    ) async throws -> EngineHarness {
        try await EngineHarness(capabilities: capabilities) {
            $0.inboxes["website"] = InboxDefinition(name: "website", channel: "form", replyVia: "mail")
            configure(&$0)
        }
    }

    var mail: ScriptedAdapter { get throws { try required(adapters["mail"]) } }

    /// Takes a form, and returns the conversation that it became.
    func form(
        _ text: String = "Where is it?", id: String = "f1", from: String = "nadia@example.net",
        email: String? = "nadia@example.net", name: String? = "Nadia", subject: String? = "Order 17",
        automatic: Bool = false, attachments: [Attachment] = []
    ) async throws -> ConversationID {
        let event = MessageEvent(
            id: id, conversation: id, sender: SenderInfo(id: from, name: name, email: email), sentAt: Self.start,
            text: text, subject: subject, attachments: attachments, automatic: automatic)
        return try required(try await receive(.message(event), inbox: "website").conversation)
    }

    /// As a reload does that changes what `website` answers through.
    func answer(through inbox: String?) {
        reload { $0.inboxes["website"]?.replyVia = inbox }
    }
}
