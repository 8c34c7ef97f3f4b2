package import ChannelKit
package import InboxDomain
import Transport

/// What the cases of a channel bring in, in the form in which the daemon meets it: for measurements, and to damage it.
package struct CaseDeliveries: Sendable {
    package struct Item: Sendable {
        package var name: String
        /// Of an inbox with the case's settings; it takes what the case runner signs, and fetches nothing.
        package var adapter: ManifestAdapter
        /// Signed as the case says; nil for what is polled.
        package var request: WebhookRequest?
        package var delivery: RawDelivery
        /// What the case's clock shows.
        package var now: Instant
    }

    package let channel: String
    package let items: [Item]

    /// Reads a channel's folder. Throws where it cannot be loaded; a case that cannot be read, or whose settings are no good,
    /// is left out.
    package init(folder: String) async throws(ChannelConfigurationError) {
        let manifest = try ManifestLoader.load(folder: folder)
        let factory = ManifestChannelFactory(
            manifest: manifest, exchange: CaseExchange(.response(status: 200, headers: [], body: [])), tokens: .forCases
        )
        var items: [Item] = []
        for name in CaseReader.names(in: folder) {
            guard let found = CaseReader(folder: folder, problems: DiagnosticList()).read(name) else { continue }
            let inbox = InboxDefinition(name: manifest.name, channel: manifest.name, settings: found.settings)
            // Some cases are about settings that are no good.
            guard let adapter = await (try? factory.manifestAdapter(for: inbox))?.forCases() else { continue }
            switch found.kind {
            case .webhook(let webhook): items.append(Self.item(webhook, of: found, adapter))
            case .poll(let poll): items += Self.items(poll, of: found, adapter)
            case .send, .attachment: break
            }
        }
        channel = manifest.name
        self.items = items
    }

    private static func item(_ webhook: ChannelCase.Webhook, of found: ChannelCase, _ adapter: ManifestAdapter) -> Item
    {
        let request = CaseRunner.signed(webhook, at: found.at, adapter)
        let names = adapter.manifest.normalize.headers
        let delivery = RawDelivery(
            id: DeliveryID(1), inbox: adapter.inbox.name, receivedAt: found.at, method: request.method,
            subpath: request.subpath, query: request.query,
            headers: request.headers.filter { names.contains($0.name) }, body: request.body)
        return Item(name: found.name, adapter: adapter, request: request, delivery: delivery, now: found.at)
    }

    /// The items of a page, each a delivery.
    private static func items(_ poll: ChannelCase.Poll, of found: ChannelCase, _ adapter: ManifestAdapter) -> [Item] {
        guard case .response(let status, let headers, let body) = poll.answer, let spec = adapter.manifest.poll else {
            return []
        }
        let answer = PollReader.input(
            of: HTTPResponse(status: status, headers: headers, body: body), cursor: poll.cursor?.json)
        guard case .page(let page)? = try? spec.reader.judge(answer, with: Array("{}".utf8)) else { return [] }
        return page.items.map { item in
            let delivery = RawDelivery(
                id: DeliveryID(1), inbox: adapter.inbox.name, receivedAt: found.at, body: item.json.jsonBytes)
            return Item(name: found.name, adapter: adapter, request: nil, delivery: delivery, now: found.at)
        }
    }
}
