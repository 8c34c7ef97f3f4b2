import Foundation
import InboxConfig
import InboxStore
import Logging
import ServiceLifecycle
import Transport

/// The store, opened and brought to this version's schema.
struct OpenStore: Sendable {
    let engine: SQLiteEngine
    let ledger: Ledger

    init(_ storage: StorageConfiguration, logger: Logger) async throws {
        switch storage {
        case .sqlite(let path):
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            engine = try SQLiteEngine(path: path)
            let version = try await MigrationRunner(Schema.migrations).run(on: engine)
            logger.info("The store is open.", metadata: ["path": "\(path)", "schema": "\(version)"])
            let blobs = try BlobStore(folder: folder.appending(path: "blobs").path)
            ledger = Ledger(engine: engine, blobs: blobs)
        }
    }
}

/// Closes the store when all that use it have stopped.
struct StoreService: Service {
    let store: OpenStore

    func run() async throws {
        try? await gracefulShutdown()
        await store.engine.close()
    }
}

/// Ends the transport's thread when all that use it have stopped.
struct TransportService: Service {
    let transport: CurlTransport

    func run() async throws {
        try? await gracefulShutdown()
        transport.shutdown()
    }
}
