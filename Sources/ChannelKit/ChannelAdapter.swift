package import InboxDomain
package import Transport

/// One inbox's way in and out: what a channel has to do, whatever carries it.
///
/// An adapter is immutable once made; a changed configuration makes a new one. All calls may come from any thread, and
/// several at a time.
package protocol ChannelAdapter: Sendable {
    var inbox: InboxDefinition { get }
    var capabilities: ChannelCapabilities { get }

    /// What goes and gets for this inbox; nil where everything is pushed to us.
    var source: (any ChannelSource)? { get }

    /// The mail addresses that are this inbox's: mail to them is taken by LMTP. Empty where it has nothing to do with
    /// mail.
    var mailAddresses: [String] { get }

    /// Judges one webhook request over its raw bytes: pure, quick, no I/O. Nothing is parsed that need not be.
    func admit(_ request: WebhookRequest, now: Instant) -> Admission

    /// Turns a stored delivery into events, in order. Pure, but not quick: it blocks for as long as its time limit, so
    /// call it on a thread that may block. Running it twice gives the same events.
    func normalize(_ delivery: RawDelivery) throws(NormalizationError) -> [NormalizedEvent]

    /// As `normalize`, but an event that cannot be understood leaves the others of its delivery alone. Throws where
    /// nothing of the delivery can be.
    func normalizeEach(_ delivery: RawDelivery) throws(NormalizationError) -> NormalizedBatch

    /// Hands one message to the provider. Does not throw: what went wrong is in the outcome, with a class that says
    /// whether to try again. Never blocks a thread.
    func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome

    /// As `send`, for what may become several messages at the provider: how far it has got is noted in the journal, and
    /// another attempt goes on from there.
    func send(_ message: OutgoingMessage, now: Instant, journal: any SendJournal) async -> SendOutcome

    // MARK: What customers attach

    /// Where the content of an attachment is. Pure and quick: it is asked inside the transaction that stores the message.
    func place(of attachment: Attachment) -> AttachmentPlace

    /// The content of an attachment whose place is the delivery, out of that delivery; nil where it is not in there. Pure,
    /// but not quick: call it on a thread that may block.
    func content(of attachment: Attachment, in delivery: RawDelivery) -> [UInt8]?

    /// What to do next to get the content of an attachment whose place is remote: step 1 first, then each further one with
    /// the answer to the request before it. Makes no request itself, and never blocks a thread. Credentials stand in
    /// requests only where they go to a host that the channel or its inbox names.
    func attachmentStep(
        _ attachment: Attachment, number: Int, answer: HTTPResponse?, now: Instant
    ) async -> AttachmentStep

    /// Why an answer to a `get` is no content; nil where it is. Of an answer with a status of 2xx the body has not come yet,
    /// and is empty here; of others there is its beginning.
    func attachmentFailure(_ response: HTTPResponse, now: Instant) async -> AttachmentFailure?

    /// Origins that the inbox's own settings name: they may be of a private network, and need no TLS.
    var trustedOrigins: Set<WebOrigin> { get }
}

extension ChannelAdapter {
    package var source: (any ChannelSource)? { nil }

    package var mailAddresses: [String] { [] }

    package func normalizeEach(_ delivery: RawDelivery) throws(NormalizationError) -> NormalizedBatch {
        NormalizedBatch(events: try normalize(delivery))
    }

    package func send(_ message: OutgoingMessage, now: Instant, journal: any SendJournal) async -> SendOutcome {
        await send(message, now: now)
    }

    // A URL leads to the content, whoever asks; a handle leads nowhere.

    package func place(of attachment: Attachment) -> AttachmentPlace {
        guard attachment.kind.hasContent else { return .nowhere }
        return attachment.url.flatMap { WebOrigin($0) } == nil ? .nowhere : .remote
    }

    package func content(of attachment: Attachment, in delivery: RawDelivery) -> [UInt8]? { nil }

    package func attachmentStep(
        _ attachment: Attachment, number: Int, answer: HTTPResponse?, now: Instant
    ) async -> AttachmentStep {
        .get(HTTPRequest(method: "GET", url: attachment.url ?? ""))
    }

    package func attachmentFailure(_ response: HTTPResponse, now: Instant) async -> AttachmentFailure? {
        AttachmentFailure(response, now: now)
    }

    package var trustedOrigins: Set<WebOrigin> { [] }
}

extension Attachment.Kind {
    /// Whether there is something to store: a location and a contact are all there when their message is.
    package var hasContent: Bool { self != .location && self != .contact }
}

/// What a channel can do, so that a reply which cannot be sent is refused when it is written.
package struct ChannelCapabilities: Sendable, Hashable {
    package var canSend: Bool
    package var textLimit: TextLimit?
    /// The files that a reply may have; nil: none.
    package var attachments: AttachmentLimits?
    /// Whether a reply may name the message that it answers.
    package var canQuote: Bool
    /// Seconds after the customer's last message in which the provider takes a free-form reply.
    package var replyWindow: Int64?
    /// How long a message that is sent again, under the same key, reaches the customer once.
    package var idempotency: SendIdempotency

    package init(
        canSend: Bool, textLimit: TextLimit? = nil, replyWindow: Int64? = nil, idempotency: SendIdempotency = .none,
        attachments: AttachmentLimits? = nil, canQuote: Bool = true
    ) {
        self.attachments = attachments
        self.canQuote = canQuote
        self.idempotency = idempotency
        self.canSend = canSend
        self.textLimit = textLimit
        self.replyWindow = replyWindow
    }
}

/// Makes adapters of one channel. The composition root fills a `ChannelRegistry` with them; there is no global list.
package protocol ChannelFactory: Sendable {
    /// The channel's name, as `channel:` of an inbox gives it.
    var channel: String { get }

    /// Makes the adapter of one inbox, or says all that is wrong with its settings, each at its place in the file.
    func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter
}

/// Everything wrong with an inbox's settings, or with the channel's own files.
package struct ChannelConfigurationError: Error, Sendable {
    package var diagnostics: [Diagnostic]
    /// Whether the channel's own files are at fault, and not what the configuration says of the inbox.
    package var isOfChannel: Bool

    package init(_ diagnostics: [Diagnostic], isOfChannel: Bool = false) {
        self.diagnostics = diagnostics
        self.isOfChannel = isOfChannel
    }
}
