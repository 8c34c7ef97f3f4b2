package import ChannelKit
package import InboxDomain
import Transport

/// One inbox of a channel that is described by a manifest.
package struct ManifestAdapter: ChannelAdapter {
    package let inbox: InboxDefinition
    package let capabilities: ChannelCapabilities

    let manifest: Manifest
    let settings: InboxSettings
    private(set) var verifier: Verifier
    let guards: [ContentGuard]
    let replay: ReplayRule?
    let limit: RateLimit?
    /// What handshakes ask for: an address is asked once.
    let fetches: RemoteKeys<Bool>
    let sender: ManifestSender?
    let attachments: ManifestAttachments?
    package let source: (any ChannelSource)?

    init(
        manifest: Manifest, inbox: InboxDefinition, settings: InboxSettings, verifier: Verifier, guards: [ContentGuard],
        replay: ReplayRule?, limit: RateLimit? = nil, fetches: RemoteKeys<Bool>, sender: ManifestSender?,
        attachments: ManifestAttachments?, source: PollSource? = nil
    ) {
        self.manifest = manifest
        self.inbox = inbox
        self.settings = settings
        self.verifier = verifier
        self.guards = guards
        self.replay = replay
        self.limit = limit
        self.fetches = fetches
        self.sender = sender
        self.attachments = attachments
        self.source = source
        capabilities = ChannelCapabilities(
            canSend: manifest.send != nil, textLimit: manifest.send?.limit, replyWindow: manifest.send?.window,
            idempotency: manifest.send?.idempotency ?? .none, attachments: manifest.send?.attachments,
            canQuote: manifest.send?.quotes ?? false)
    }

    /// The adapter as cases need it: no keys are fetched, and what only a provider can sign, the runner signs.
    func forCases() async -> ManifestAdapter {
        var adapter = self
        adapter.verifier = await verifier.forCases()
        return adapter
    }

    package func send(_ message: OutgoingMessage, now: Instant) async -> SendOutcome {
        await send(message, now: now, journal: MemoryJournal())
    }

    package func send(_ message: OutgoingMessage, now: Instant, journal: any SendJournal) async -> SendOutcome {
        guard let sender else {
            return .failed(
                SendFailure(.permanent, code: "cannot_send", detail: "channel \(manifest.name) cannot answer"))
        }
        return await sender.send(message, now: now, journal: journal)
    }
}
