import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Logging
import Transport

/// A message with attachments, and what became of them.
extension EngineHarness {
    /// One that may fetch from this machine, without TLS.
    static func fetching(
        _ configure: (inout AttachmentRules) -> Void = { _ in }
    ) async throws -> EngineHarness {
        var rules = AttachmentRules(networks: [try required(AddressRange("127.0.0.1"))], allowsHTTP: true)
        configure(&rules)
        return try await EngineHarness { $0.attachments = rules }
    }

    /// A message with these attachments; its number.
    @discardableResult
    func attach(_ attachments: Attachment..., id: String = "m1", inbox: String = "chat") async throws -> MessageID {
        let event = NormalizedEvent.hello("", id: id, thread: "t-\(id)", attachments: attachments)
        return try required(try await receive(event, inbox: inbox).message)
    }

    func attach(_ url: String, id: String = "m1", inbox: String = "chat") async throws -> MessageID {
        try await attach(Attachment(kind: .image, contentType: "image/png", url: url), id: id, inbox: inbox)
    }

    func record(_ message: MessageID, _ position: Int = 0) async throws -> StoredAttachment {
        try required(try await engine.read { try Attachments($0).of(message).first { $0.position == position } })
    }

    /// `stored`, `missing address_refused`: the state, and the code of the reason.
    func outcome(_ message: MessageID, _ position: Int = 0) async throws -> String {
        let record = try await record(message, position)
        let code = record.reason.map { String($0.prefix { $0 != ":" }) }
        return ([record.state.rawValue] + [code].compactMap { $0 }).joined(separator: " ")
    }

    func content(_ message: MessageID, _ position: Int = 0) async throws -> [UInt8] {
        try await ledger.blobs.get(try required(try await record(message, position).blob))
    }

    /// Fetches what is at a URL, and says what came of it.
    func fetch(_ url: String) async throws -> String {
        let message = try await attach(url)
        try await fetcher.fetchDue()
        return try await outcome(message)
    }

    /// The fetcher without chance.
    var fetcher: AttachmentFetcher {
        AttachmentFetcher(
            graph: graph, engine: engine, ledger: ledger, exchange: downloads, signals: services.signals, time: clock,
            pool: services.pool, metrics: EngineMetrics(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 })
    }
}
