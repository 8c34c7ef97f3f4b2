import ChannelKit
import ControlAPI
import Foundation
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Logging
import Transport

/// The engine over a real store in a folder of its own, with a clock that the test moves and channels that it scripts.
/// Its services do not run by themselves: a test says what happens next.
final class EngineHarness: Sendable {
    /// A Monday, 10:00 UTC.
    static let start = Instant(milliseconds: 1_772_445_600_000)

    static let admin = Caller(user: "root", uid: 0, gid: 0, role: .admin)
    static let ann = Caller(user: "ann", uid: 1001, gid: 100, role: .agent, agent: "ann")

    let clock: ManualClock
    let engine: SQLiteEngine
    let ledger: Ledger
    let graph: GraphHolder
    let services: EngineServices
    let adapters: [String: ScriptedAdapter]
    /// Where calls of webhooks go.
    let http = ScriptedExchange()
    /// Carries what is fetched.
    let downloads: CurlTransport
    private let folder: Folder

    private final class Folder: Sendable {
        let path = NSTemporaryDirectory() + "inbox-engine-" + UUID().uuidString

        deinit {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    convenience init(
        capabilities: ChannelCapabilities = ChannelCapabilities(canSend: true),
        configure: (inout Configuration) -> Void = { _ in }
    ) async throws {
        var configuration = try TestConfiguration.make()
        configure(&configuration)
        try await self.init(configuration, capabilities, ManualClock(Self.start), Folder())
    }

    private init(
        _ configuration: Configuration, _ capabilities: ChannelCapabilities, _ clock: ManualClock, _ folder: Folder
    ) async throws {
        self.clock = clock
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        engine = try SQLiteEngine(path: folder.path + "/inbox.db")
        _ = try await MigrationRunner(Schema.migrations).run(on: engine)
        ledger = Ledger(engine: engine, blobs: try BlobStore(folder: folder.path + "/blobs"))
        // An inbox of the channel `form` only takes.
        adapters = configuration.inboxes.mapValues {
            ScriptedAdapter(
                $0, capabilities: $0.channel == "form" ? ChannelCapabilities(canSend: false) : capabilities)
        }
        graph = GraphHolder(EngineGraph(configuration: configuration, adapters: adapters))
        downloads = try CurlTransport(connections: 8)
        services = EngineServices(
            graph: graph, engine: engine, ledger: ledger, http: http, time: clock, daemon: QuietDaemon(),
            downloads: downloads, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The process ends and another begins, on the same folder.
    func restarted() async throws -> EngineHarness {
        await engine.close()
        let capabilities = adapters["chat"]?.capabilities ?? ChannelCapabilities(canSend: true)
        return try await EngineHarness(graph.current.configuration, capabilities, clock, folder)
    }

    /// Puts another configuration in force, as a reload does.
    func reload(_ change: (inout Configuration) -> Void) {
        var configuration = graph.current.configuration
        change(&configuration)
        graph.replace(
            with: EngineGraph(
                configuration: configuration,
                adapters: adapters.filter { configuration.inboxes[$0.key] != nil }))
    }

    /// Keeps versions of policies from here on, as the daemon does from its start.
    func register() async throws {
        graph.replace(with: try await PolicyRegistry(engine: engine, time: clock).register(graph.current))
    }

    /// As `reload`, with the versions of policies kept.
    func registeredReload(_ change: (inout Configuration) -> Void) async throws {
        reload(change)
        try await register()
    }

    var desk: Desk { services.desk }
    var chat: ScriptedAdapter { get throws { try required(adapters["chat"]) } }

    // MARK: - Receiving

    /// Puts one delivery with these events into the ledger.
    @discardableResult
    func post(_ events: NormalizedEvent..., inbox: String = "chat") async throws -> DeliveryID {
        let body = "[" + events.map(\.json.json).joined(separator: ",") + "]"
        return try await post(body: Array(body.utf8), inbox: inbox)
    }

    @discardableResult
    func post(body: [UInt8], inbox: String = "chat") async throws -> DeliveryID {
        try await ledger.append(NewDelivery(inbox: inbox, receivedAt: clock.now(), method: "POST", body: body))
    }

    /// Receives and processes one delivery, and returns what the ledger says of it.
    @discardableResult
    func receive(_ events: NormalizedEvent..., inbox: String = "chat") async throws -> DeliveryRecord {
        let body = "[" + events.map(\.json.json).joined(separator: ",") + "]"
        let id = try await post(body: Array(body.utf8), inbox: inbox)
        try await services.processor.drain()
        return try await delivery(id)
    }

    /// Receives a message, and returns the conversation that it became part of.
    func converse(
        _ text: String = "hello", id: String = "m1", thread: String = "t1", from: String = "u1", inbox: String = "chat"
    ) async throws -> ConversationID {
        try required(
            try await receive(.hello(text, id: id, thread: thread, from: from), inbox: inbox).conversation)
    }

    func delivery(_ id: DeliveryID) async throws -> DeliveryRecord {
        try required(try await ledger.find(id))
    }

    func replay(_ id: DeliveryID) async throws {
        let ledger = ledger
        try await engine.write(.work) { _ = try ledger.requeue($0, id) }
        try await services.processor.drain()
    }

    // MARK: - Looking

    func conversation(_ id: ConversationID) async throws -> Conversation {
        try required(try await engine.read { try Conversations($0).find(id) })
    }

    func clocks(_ id: ConversationID) async throws -> [Clock] {
        try await engine.read { try Clocks($0).all(of: id) }
    }

    func clock(_ kind: ClockKind, _ id: ConversationID) async throws -> Clock {
        try required(try await clocks(id).last { $0.kind == kind })
    }

    /// The history of a conversation, oldest first.
    func history(_ id: ConversationID) async throws -> [StoredEvent] {
        try await engine.read { try Events($0).of(id, limit: 1000) }
    }

    func types(_ id: ConversationID) async throws -> [String] {
        try await history(id).map(\.type)
    }

    func last(_ type: EventType, _ id: ConversationID) async throws -> StoredEvent {
        try required(try await history(id).last { $0.type == type.rawValue })
    }

    func message(_ id: Int64) async throws -> Message {
        try required(try await engine.read { try Messages($0).find(MessageID(id)) })
    }

    func count(_ sql: String) async throws -> Int {
        try await engine.read { try $0.first(sql) { Int($0.int(0)) } ?? -1 }
    }

    func texts(_ sql: String) async throws -> [String] {
        try await engine.read { try $0.rows(sql) { $0.text(0) } }
    }

    func execute(_ sql: String) async throws {
        try await engine.write(.work) { connection in
            try connection.forEachRow(sql, []) { _ in true }
        }
    }

    /// Everything that deliveries and people have caused, row by row: equal where nothing had an effect in between.
    func effects() async throws -> [String] {
        let tables = [
            "contacts", "identities", "conversations", "threads", "messages", "event_keys", "waiting_effects",
            "events", "clocks", "outbox", "overrides", "queue_pauses", "agent_states", "queue_states", "audit",
            "mails", "mail_ids", "participants", "conversation_subjects", "conversation_inboxes", "thread_decisions",
            "undeliverable_addresses", "automatic_sends", "generated_keys", "webhook_calls", "attachments",
        ]
        return try await engine.read { connection in
            try tables.flatMap { table in
                let columns = try connection.rows("SELECT name FROM pragma_table_info('\(table)')") { $0.text(0) }
                let row = columns.map { "quote(\($0))" }.joined(separator: " || ',' || ")
                return try connection.rows("SELECT '\(table) ' || \(row) FROM \(table) ORDER BY 1") { $0.text(0) }
            }
        }
    }
}

/// The value, or a failure that says where it was missing.
func required<T>(_ value: T?, line: Int = #line, file: String = #fileID) throws -> T {
    guard let value else { throw Missing(place: "\(file):\(line)") }
    return value
}

struct Missing: Error {
    var place: String
}
