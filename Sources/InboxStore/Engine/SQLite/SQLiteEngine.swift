import Foundation
import GRDB
import Synchronization

/// The store in one SQLite file, for one process.
///
/// Write-ahead journal with `synchronous=FULL`: a commit is on the disk before anybody hears of it. One thread writes
/// (`SQLiteWriter`), one checkpoints (`SQLiteCheckpointer`), reads run on threads of GRDB's pool. No task ever blocks.
package final class SQLiteEngine: SQLEngine {
    private let pool: DatabasePool
    private let queue = WriteQueue()
    private let counters = WriterCounters()
    private let isClosed = Atomic<Bool>(false)
    private let hasEnded = Latch()

    /// Opens the file, or makes it. Blocks for the time of a few reads; where the last run was cut off, for as long as
    /// it takes to read its journal.
    ///
    /// Throws `StoreError.busy` where another process has it open, `.corrupt` where it is no database, `.io` where it
    /// cannot be opened or made.
    package init(path: String, settings: Settings = Settings()) throws {
        let lock = try StoreLock(database: path)
        let checkpoints: DatabaseQueue
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(settings))
            // GRDB has just set NORMAL, under which a commit is not on the disk when it returns.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            checkpoints = try DatabaseQueue(path: path, configuration: Self.checkpointConfiguration(settings))
        } catch {
            throw StoreError(sqlite: error)
        }
        let checkpointer = SQLiteCheckpointer(
            counters: counters, step: settings.checkpointStep, target: settings.journalTarget)
        let checkpointsHaveEnded = DispatchSemaphore(value: 0)
        Self.startThread("inbox-checkpoint") {
            checkpointer.run(on: checkpoints)
            try? checkpoints.close()
            checkpointsHaveEnded.signal()
        }
        Self.startThread("inbox-writer") { [pool, queue, counters, hasEnded] in
            pool.writeWithoutTransaction { database in
                counters.watchJournal(of: database.sqliteConnection)
                let connection = SQLiteConnection(database)
                var writer = SQLiteWriter(
                    connection: connection, queue: queue, checkpointer: checkpointer, counters: counters,
                    settings: settings)
                writer.run()
            }
            checkpointer.close()
            checkpointsHaveEnded.wait()
            // The last connection to close empties the journal into the database file.
            try? pool.close()
            // Before whoever waits for the end opens the file again: the thread lives on for a moment.
            lock.release()
            hasEnded.open()
        }
    }

    deinit {
        queue.close()
    }

    package var statistics: EngineStatistics { counters.snapshot(waitingCount: queue.count) }

    package func write<T: Sendable>(
        _ lane: WriteLane, _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            if !queue.add(BodyJob(body, continuation: continuation), to: lane) {
                continuation.resume(throwing: StoreError.closed)
            }
        }
    }

    package func write<P: Sendable, T: Sendable>(
        preparedBy prepare: @escaping @Sendable (any SQLConnection) throws -> P,
        _ body: @escaping @Sendable (any SQLConnection, P) throws -> T
    ) async throws -> T {
        let hold = WorkHold()
        let prepared: P
        do {
            // Committed together with what ran before it, so that the snapshot holds all of that.
            try await write(.work) { [queue] _ in queue.begin(hold) }
            prepared = try await read(prepare)
        } catch {
            queue.end(hold)
            throw error
        }
        return try await withCheckedThrowingContinuation { continuation in
            queue.end(hold, with: BodyJob({ try body($0, prepared) }, continuation: continuation))
        }
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        guard !isClosed.load(ordering: .acquiring) else { throw StoreError.closed }
        do {
            return try await pool.read { try body(SQLiteConnection($0)) }
        } catch let error as DatabaseError {
            throw isClosed.load(ordering: .acquiring) ? StoreError.closed : StoreError(sqlite: error)
        }
    }

    package func close() async {
        isClosed.store(true, ordering: .releasing)
        queue.close()
        await hasEnded.wait()
    }

    private static func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            // Set from inside, it reaches the kernel, where an operator looks for it.
            Thread.current.name = name
            body()
        }
        thread.start()
    }
}
