import ControlAPI
import InboxConfig
package import InboxDomain
package import InboxStore
package import Logging
package import Transport

/// The control API over the store: what operators and agents see and do. Each change is one transaction together with
/// its audit entry.
package struct Desk: ControlService {
    let graph: GraphHolder
    let engine: any SQLEngine
    let ledger: Ledger
    let http: any HTTPExchange
    let signals: EngineSignals
    let time: any TimeSource
    let pool: BlockingPool
    let metrics: EngineMetrics
    let sources: SourceStates
    let daemon: any DaemonControl
    let logger: Logger

    package init(
        graph: GraphHolder, engine: any SQLEngine, ledger: Ledger, http: any HTTPExchange, signals: EngineSignals,
        time: any TimeSource, pool: BlockingPool, metrics: EngineMetrics, sources: SourceStates,
        daemon: any DaemonControl, logger: Logger
    ) {
        self.graph = graph
        self.engine = engine
        self.ledger = ledger
        self.http = http
        self.signals = signals
        self.time = time
        self.pool = pool
        self.metrics = metrics
        self.sources = sources
        self.daemon = daemon
        self.logger = logger
    }

    // MARK: - Shared by the operations

    /// Runs a read, with the store's failures put into the API's words.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        do {
            return try await engine.read(body)
        } catch {
            throw translated(error)
        }
    }

    /// Runs a change and its audit entry in one transaction, then wakes whoever waits for changes.
    func change<T: Sendable>(
        by caller: Caller, _ action: String, on subject: String, detail: JSONFields = JSONFields(),
        _ body: @escaping @Sendable (any SQLConnection, EngineGraph, Instant) throws -> T
    ) async throws -> T {
        try await change(by: caller, action, on: subject, detail: detail) { engine, graph, now, audit in
            try await engine.write(.work) { connection in
                let result = try body(connection, graph, now)
                try Operations(connection).audit(audit)
                return result
            }
        }
    }

    /// The same for a change that takes long to work out: `prepare` does so on a snapshot, beside the intake.
    func change<P: Sendable, T: Sendable>(
        by caller: Caller, _ action: String, on subject: String, detail: JSONFields = JSONFields(),
        preparedBy prepare: @escaping @Sendable (any SQLConnection, EngineGraph, Instant) throws -> P,
        _ body: @escaping @Sendable (any SQLConnection, P, EngineGraph, Instant) throws -> T
    ) async throws -> T {
        try await change(by: caller, action, on: subject, detail: detail) { engine, graph, now, audit in
            try await engine.write(preparedBy: { try prepare($0, graph, now) }) { connection, prepared in
                let result = try body(connection, prepared, graph, now)
                try Operations(connection).audit(audit)
                return result
            }
        }
    }

    private func change<T: Sendable>(
        by caller: Caller, _ action: String, on subject: String, detail: JSONFields,
        _ write: (any SQLEngine, EngineGraph, Instant, AuditEntry) async throws -> T
    ) async throws -> T {
        let now = time.now()
        let audit = AuditEntry(
            at: now, user: caller.user, uid: caller.uid, gid: caller.gid, role: caller.role.rawValue,
            action: action, subject: subject, detail: detail)
        do {
            let result = try await write(engine, graph.current, now, audit)
            signals.changed.notify()
            return result
        } catch {
            throw translated(error)
        }
    }

    func translated(_ error: any Error) -> any Error {
        switch error {
        case is ControlError, is CancellationError, is PlannedReassignment: return error
        case StoreError.full(let detail):
            return ControlError(.unavailable, "the disk is full: \(detail)", hint: "make room; nothing was changed")
        case StoreError.busy, StoreError.io, StoreError.closed:
            return ControlError(
                .unavailable, "the store cannot be used right now", hint: "try again; the daemon's log says why")
        default:
            logger.error("A control operation failed.", metadata: ["error": "\(error)"])
            return ControlError(.internal, "the operation failed", hint: "the daemon's log says why")
        }
    }

    /// The queue's definition, or `not_found` with the nearest name.
    static func queue(_ name: String, in graph: EngineGraph) throws(ControlError) -> QueueDefinition {
        guard let queue = graph.configuration.queues[name] else {
            throw unknown("queue", name, among: graph.configuration.queues.keys)
        }
        return queue
    }

    static func unknown(_ noun: String, _ name: String, among names: some Sequence<String>) -> ControlError {
        let hint =
            Spelling.nearest(to: name, among: names).map { "did you mean “\($0)”?" }
            ?? "there are: \(names.sorted().joined(separator: ", "))"
        return ControlError(.notFound, "there is no \(noun) “\(name)”", hint: hint)
    }

    static func conversation(
        _ id: ConversationID, _ connection: any SQLConnection, _ graph: EngineGraph, _ now: Instant
    ) throws -> ConversationUnit {
        guard let conversation = try Conversations(connection).find(id) else {
            throw ControlError(.notFound, "there is no conversation \(id)", hint: "inboxctl conversation list")
        }
        var unit = try ConversationUnit(conversation, connection: connection, graph: graph, now: now)
        // What falls due at this very instant comes after the change: an answer at its due instant is in time.
        try unit.advance(to: now.adding(milliseconds: -1))
        return unit
    }

    /// Whether the conversation's status allows the action; the error says what to do instead.
    static func check(_ action: ConversationAction, _ unit: ConversationUnit) throws(ControlError) {
        do {
            _ = try unit.conversation.status.after(action)
        } catch {
            throw refusal(error, unit)
        }
    }

    static func refusal(_ error: DomainError, _ unit: ConversationUnit) -> ControlError {
        guard case .action(let action, let status, let advice) = error else {
            return ControlError(.invalid, "\(error)")
        }
        return ControlError(
            .conflict, "cannot \(action.rawValue): conversation \(unit.conversation.id) is \(status.rawValue)",
            hint: advice)
    }
}

/// What the control API needs of the process around the engine.
package protocol DaemonControl: Sendable {
    var version: String { get }
    var startedAt: Instant { get }
    var configurationFile: String { get }
    var configurationLoadedAt: Instant { get }
    /// Sentences about what needs somebody.
    func problems() -> [String]
    /// Reads the configuration anew, and puts it in force where it has no errors.
    func reload() async -> [Diagnostic]
    /// The configuration in force as YAML, secrets left out.
    func configurationText() -> String
}
