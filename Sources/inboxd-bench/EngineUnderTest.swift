import Foundation
import InboxConfig
import InboxDaemon
import InboxDomain
import InboxEngine
import InboxStore
import Logging
import Transport

/// The engine of the daemon without its sockets.
struct EngineUnderTest {
    let engine: SQLiteEngine
    private let ledger: Ledger
    private let services: EngineServices

    init(configuration path: String) async throws {
        let options = DaemonOptions(configurationPath: path, environment: [:])
        let built = Daemon.graph(options)
        guard let graph = built.graph else {
            throw BenchError(description: built.diagnostics.map(\.rendered).joined(separator: "\n"))
        }
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        guard case .sqlite(let file) = graph.configuration.storage else {
            throw BenchError(description: "only SQLite is measured")
        }
        engine = try SQLiteEngine(path: file)
        _ = try await MigrationRunner(Schema.migrations).run(on: engine)
        let registered = try await PolicyRegistry(engine: engine, time: SystemTime()).register(graph)
        ledger = Ledger(
            engine: engine,
            blobs: try BlobStore(folder: URL(filePath: file).deletingLastPathComponent().appending(path: "blobs").path))
        services = EngineServices(
            graph: GraphHolder(registered), engine: engine, ledger: ledger, http: NoHTTP(), time: SystemTime(),
            daemon: NoDaemon(), logger: logger)
    }

    /// Stores deliveries, to be processed.
    func append(_ bodies: [[UInt8]]) async throws {
        let now = SystemTime().now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, body) in bodies.enumerated() {
                if index >= 256 { try await group.next() }
                group.addTask {
                    _ = try await ledger.append(
                        NewDelivery(
                            inbox: "whatsapp", receivedAt: now, method: "POST", subpath: "", query: "", headers: [],
                            body: body))
                }
            }
            try await group.waitForAll()
        }
    }

    var desk: Desk { services.desk }
    var scheduler: SLAScheduler { services.scheduler }
    var signals: EngineSignals { services.signals }

    func drain() async throws -> Int {
        try await services.processor.drain()
    }
}

private struct NoHTTP: HTTPExchange {
    func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        throw .notSent("nothing is sent here")
    }
}

private struct NoDaemon: DaemonControl {
    let version = ""
    let startedAt = Instant(milliseconds: 0)
    let configurationFile = ""
    let configurationLoadedAt = Instant(milliseconds: 0)
    func problems() -> [String] { [] }
    func reload() async -> [Diagnostic] { [] }
    func configurationText() -> String { "" }
}
