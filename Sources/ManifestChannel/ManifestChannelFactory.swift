package import ChannelKit
package import InboxDomain
package import Transport

/// Makes the inboxes of one channel that a folder describes. Its programs are compiled when the folder is loaded, and
/// shared by all inboxes.
package struct ManifestChannelFactory: ChannelFactory {
    package let manifest: Manifest
    private let exchange: any HTTPExchange
    private var timeout: Duration
    private let clock: any SourceClock
    /// Shared by all inboxes.
    private let keys: KeyFetcher
    /// In place of those that `auth:` gets.
    private let tokens: InboxTokens?

    /// `exchange` carries what the inboxes send, each request within `timeout`.
    package init(
        manifest: Manifest, exchange: any HTTPExchange, timeout: Duration = .seconds(30),
        clock: any SourceClock = SystemSourceClock()
    ) {
        self.init(manifest: manifest, exchange: exchange, timeout: timeout, clock: clock, tokens: nil)
    }

    init(
        manifest: Manifest, exchange: any HTTPExchange, timeout: Duration = .seconds(30),
        clock: any SourceClock = SystemSourceClock(), tokens: InboxTokens?
    ) {
        self.tokens = tokens
        self.manifest = manifest
        self.exchange = exchange
        self.timeout = timeout
        self.clock = clock
        keys = KeyFetcher(exchange: exchange)
    }

    /// Loads one folder. Throws with everything that is wrong with its files.
    package init(
        folder: String, exchange: any HTTPExchange, timeout: Duration = .seconds(30)
    ) throws(ChannelConfigurationError) {
        self.init(manifest: try ManifestLoader.load(folder: folder), exchange: exchange, timeout: timeout)
    }

    package var channel: String { manifest.name }

    /// The same channel, its programs and its keys shared; what its inboxes send has this time limit.
    func withTimeout(_ timeout: Duration) -> ManifestChannelFactory {
        var copy = self
        copy.timeout = timeout
        return copy
    }

    package func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        try manifestAdapter(for: inbox)
    }

    package func manifestAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> ManifestAdapter {
        let settings = try InboxSettings(inbox, specs: manifest.settings)
        let verifier: Verifier
        do throws(KeyEncodingError) {
            verifier = try manifest.webhook.verify.verifier(with: settings, fetcher: keys)
        } catch {
            guard case .setting(let name) = error.source else {
                throw ChannelConfigurationError([Diagnostic(at: inbox.location(of: ""), "the manifest's key is broken")]
                )
            }
            throw ChannelConfigurationError([
                Diagnostic(at: inbox.location(of: name), "\"\(name)\" is not written in \(error.expected)")
            ])
        }
        let limit = manifest.webhook.limit.map {
            RateLimit(count: $0.count, window: $0.window, capacity: $0.entries)
        }
        let tokens = try tokens(for: inbox, settings)
        let sender = manifest.send.map { spec in
            ManifestSender(
                spec: spec, channel: manifest.name, inbox: inbox.name, settings: settings, exchange: exchange,
                timeout: timeout, tokens: tokens)
        }
        let attachments = try manifest.attachments.map { spec throws(ChannelConfigurationError) in
            try ManifestAttachments(spec: spec, manifest: manifest, inbox: inbox, settings: settings, tokens: tokens)
        }
        let replay = manifest.webhook.replay.map {
            ReplayRule(
                key: $0.key, content: $0.content, memory: ReplayMemory(window: $0.window, capacity: $0.entries))
        }
        let source = manifest.poll.map { spec in
            PollSource(
                spec: spec, channel: manifest.name, inbox: inbox.name, settings: settings, exchange: exchange,
                clock: clock, timeout: timeout, tokens: tokens)
        }
        return ManifestAdapter(
            manifest: manifest, inbox: inbox, settings: settings, verifier: verifier,
            guards: manifest.webhook.guards.compactMap { $0.condition(with: settings) }, replay: replay,
            limit: limit, fetches: RemoteKeys(lifetime: 60) { [exchange] url in await Self.ask(url, exchange) },
            sender: sender, attachments: attachments, source: source)
    }

    /// One cache an inbox: its sends and its polls share the token. Nil where the channel has no `auth`.
    private func tokens(
        for inbox: InboxDefinition, _ settings: InboxSettings
    ) throws(ChannelConfigurationError) -> InboxTokens? {
        guard let auth = manifest.auth else { return nil }
        if let tokens { return tokens }
        return InboxTokens(TokenCache(try auth.issuer(for: inbox, settings, exchange)) { [clock] in clock.now() })
    }

    /// Asks an address that a handshake names; nil where it does not answer well.
    private static func ask(_ url: String, _ exchange: any HTTPExchange) async -> Bool? {
        let request = HTTPRequest(method: "GET", url: url, timeout: .seconds(8), maximumResponseBytes: 64 << 10)
        guard let answer = try? await exchange.perform(request), 200..<300 ~= answer.status else { return nil }
        return true
    }
}
