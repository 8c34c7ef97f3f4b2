import ChannelKit
import InboxConfig
import InboxDomain
import InboxStore

/// Puts a reply together for its channel, from the store.
struct OutgoingMessageLoader {
    let connection: any SQLConnection
    let graph: EngineGraph
    let blobs: BlobStore

    /// Nil where the message is not stored.
    func load(_ item: OutboxItem) throws -> OutgoingMessage? {
        guard let message = try Messages(connection).find(item.message),
            let conversation = try Conversations(connection).find(item.conversation)
        else { return nil }
        let mail = try OutgoingMailBuilder(connection: connection, graph: graph)
            .mail(for: message, in: conversation, queuedAt: item.queuedAt)
        return OutgoingMessage(
            message: message.id, conversation: conversation.id, threadKey: conversation.threadKey,
            recipient: mail?.to.address ?? conversation.address, text: message.text, replyTo: message.replyTo,
            replyQuote: try quote(of: message.replyTo, in: item.inbox), lastInboundAt: conversation.lastInboundAt,
            lastInboundID: try Messages(connection).lastInboundID(in: conversation.id),
            idempotencyKey: "inboxd-\(item.inbox)-\(message.id)",
            mail: mail, attachments: try attachments(of: message, linked: areLinked(item)))
    }

    /// By what the answered message can be quoted, where its channel said so.
    private func quote(of answered: String?, in inbox: String) throws -> String? {
        guard let answered else { return nil }
        let seen = try Messages(connection).seen(EventKey.message(inbox: inbox, id: answered))
        return try seen?.message.flatMap { try Quotes(connection).find($0) }
    }

    /// Whether the provider fetches files from us.
    private func areLinked(_ item: OutboxItem) -> Bool {
        graph.replyPath(of: item.inbox).adapter?.capabilities.attachments?.byLink ?? false
    }

    private func attachments(of message: Message, linked: Bool) throws -> [OutgoingAttachment] {
        guard !message.attachments.isEmpty else { return [] }
        let links = linked ? try StoredKey.fileLinks.find(connection).map(FileLinks.init) : nil
        let rows = try Attachments(connection).of(message.id)
        return message.attachments.enumerated().map { position, attachment in
            let row = rows.first { $0.position == position }
            let type = attachment.contentType.flatMap(MediaType.init(_:)) ?? .unknown
            // Without a blob the digest is none, and the sender stops there.
            return OutgoingAttachment(
                name: attachment.name ?? FileName.safe(""), type: type, size: Int(row?.size ?? 0),
                contentID: attachment.contentID, file: row?.blob.map(blobs.path) ?? "",
                digest: row?.blob?.description ?? "",
                link: links.map { links in
                    graph.configuration.server.publicURL
                        + links.path(
                            of: FileLinks.File(message: message.id, position: position),
                            named: attachment.name ?? FileName.safe(""), writtenAt: message.sentAt)
                })
        }
    }
}
