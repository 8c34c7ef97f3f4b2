import Dispatch
import Foundation
import Testing

@testable import InboxStore

@Suite struct SQLiteEngineTests {
    let folder: TemporaryFolder
    var path: String { folder.file("inbox.db") }

    init() throws {
        folder = try TemporaryFolder()
    }

    static func makeTable(_ engine: SQLiteEngine) async throws {
        _ = try await engine.write(.work) { connection in
            try connection.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, body BLOB) STRICT")
        }
    }

    static func names(_ engine: SQLiteEngine) async throws -> [String] {
        try await engine.read { try $0.rows("SELECT name FROM items ORDER BY id") { $0.text(0) } }
    }

    /// Holds the writer up, lets `enqueue` hand in jobs, waits until `count` of them wait, and lets the writer go on.
    static func whileWriterIsHeldUp(
        _ engine: SQLiteEngine, _ jobs: [@Sendable () async -> Void]
    ) async throws {
        let hasBegun = Latch()
        let mayEnd = DispatchSemaphore(value: 0)
        await withTaskGroup { group in
            group.addTask {
                try? await engine.write(.work) { _ in
                    hasBegun.open()
                    mayEnd.wait()
                    // The body may run again.
                    mayEnd.signal()
                }
            }
            await hasBegun.wait()
            for (index, job) in jobs.enumerated() {
                group.addTask { await job() }
                while engine.statistics.waitingCount <= index { await Task.yield() }
            }
            mayEnd.signal()
        }
    }

    @Test(arguments: [
        ("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1"), ("wal_autocheckpoint", "0"),
    ])
    func theWriterIsSetUpForDurability(_ pragma: String, _ value: String) async throws {
        let engine = try SQLiteEngine(path: path)
        let found = try await engine.write(.work) { try $0.first("PRAGMA \(pragma)") { $0.text(0) } }
        #expect(found == value)
        await engine.close()
    }

    @Test func aSecondEngineIsRefusedUntilTheFirstIsClosed() async throws {
        let first = try SQLiteEngine(path: path)
        let error = #expect(throws: StoreError.self) { try SQLiteEngine(path: path) }
        guard case .busy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await first.close()
        await (try SQLiteEngine(path: path)).close()
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
        let error = #expect(throws: StoreError.self) { try SQLiteEngine(path: path) }
        guard case .corrupt = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aMissingFolderIsSaidSo() throws {
        let error = #expect(throws: StoreError.self) { try SQLiteEngine(path: folder.file("absent/inbox.db")) }
        guard case .io(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("absent/inbox.db"))
    }

    @Test func jobsThatWaitShareOneCommit() async throws {
        let engine = try SQLiteEngine(path: path)
        try await Self.makeTable(engine)
        let before = engine.statistics
        try await Self.whileWriterIsHeldUp(
            engine,
            (0..<64).map { number in
                {
                    _ = try? await engine.write(.intake) {
                        try $0.execute("INSERT INTO items (name) VALUES (?)", [.text("\(number)")])
                    }
                }
            })
        let after = engine.statistics
        // One for the job that held the writer up, if the others did not join it.
        #expect(after.commitCount - before.commitCount <= 2)
        #expect(after.jobCount - before.jobCount == 65)
        #expect(try await Self.names(engine) == (0..<64).map(String.init))
        await engine.close()
    }

    @Test func intakeGoesBeforeWorkAndEachKeepsItsOrder() async throws {
        let engine = try SQLiteEngine(path: path)
        try await Self.makeTable(engine)
        func insert(_ name: String, _ lane: WriteLane) -> @Sendable () async -> Void {
            {
                _ = try? await engine.write(lane) {
                    try $0.execute("INSERT INTO items (name) VALUES (?)", [.text(name)])
                }
            }
        }
        try await Self.whileWriterIsHeldUp(
            engine, [insert("w1", .work), insert("w2", .work), insert("i1", .intake), insert("i2", .intake)])
        #expect(try await Self.names(engine) == ["i1", "i2", "w1", "w2"])
        await engine.close()
    }

    @Test func intakeGoesOnAndWorkWaitsWhileAWriteIsPrepared() async throws {
        let engine = try SQLiteEngine(path: path)
        try await Self.makeTable(engine)
        let isPreparing = Latch()
        let mayEnd = DispatchSemaphore(value: 0)
        @Sendable func insert(_ name: String, _ connection: any SQLConnection) throws {
            try connection.execute("INSERT INTO items (name) VALUES (?)", [.text(name)])
        }
        async let prepared: Void = engine.write(
            preparedBy: { connection in
                isPreparing.open()
                mayEnd.wait()
                return try connection.first("SELECT COUNT(*) FROM items") { $0.int(0) } ?? -1
            },
            { try insert("prepared from \($1)", $0) })
        await isPreparing.wait()
        async let work: Void = engine.write(.work) { try insert("work", $0) }
        async let second: Void = engine.write(
            preparedBy: { try $0.first("SELECT COUNT(*) FROM items") { $0.int(0) } ?? -1 },
            { try insert("prepared from \($1)", $0) })
        while engine.statistics.waitingCount < 2 { await Task.yield() }
        // Durable while the work lane is held.
        try await engine.write(.intake) { try insert("intake", $0) }
        #expect(try await Self.names(engine) == ["intake"])
        mayEnd.signal()
        _ = try await (prepared, work, second)
        let names = try await Self.names(engine)
        #expect(names.prefix(2) == ["intake", "prepared from 0"])
        #expect(Set(names.dropFirst(2)) == ["work", names.last == "work" ? "prepared from 2" : "prepared from 3"])
        await engine.close()
    }

    @Test func aWriteThatCannotBePreparedFreesTheLane() async throws {
        let engine = try SQLiteEngine(path: path)
        try await Self.makeTable(engine)
        await #expect(throws: StoreError.self) {
            try await engine.write(
                preparedBy: { try $0.execute("INSERT INTO items (name) VALUES ('snapshot')") },
                { connection, _ in _ = try connection.execute("INSERT INTO items (name) VALUES ('body')") })
        }
        try await engine.write(.work) { _ = try $0.execute("INSERT INTO items (name) VALUES ('after')") }
        #expect(try await Self.names(engine) == ["after"])
        await engine.close()
        await #expect(throws: StoreError.closed) {
            try await engine.write(preparedBy: { _ in }, { _, _ in })
        }
    }

    @Test func workSharesATransactionOnlyForAWhile() async throws {
        var settings = SQLiteEngine.Settings()
        settings.workBudget = .zero
        let engine = try SQLiteEngine(path: path, settings: settings)
        try await Self.makeTable(engine)
        let before = engine.statistics
        try await Self.whileWriterIsHeldUp(
            engine,
            (0..<10).map { number in
                {
                    _ = try? await engine.write(.work) {
                        try $0.execute("INSERT INTO items (name) VALUES (?)", [.text("\(number)")])
                    }
                }
            })
        #expect(engine.statistics.commitCount - before.commitCount >= 10)
        await engine.close()
    }

    @Test func theJournalStaysBoundedUnderLoad() async throws {
        var settings = SQLiteEngine.Settings()
        settings.checkpointStep = 256 << 10
        settings.journalTarget = 1 << 20
        let engine = try SQLiteEngine(path: path, settings: settings)
        try await Self.makeTable(engine)
        let body = [UInt8](repeating: 9, count: 16 << 10)
        var largest = 0
        for _ in 0..<1500 {
            try await engine.write(.intake) { connection in
                for _ in 0..<4 { try connection.execute("INSERT INTO items (body) VALUES (?)", [.blob(body)]) }
            }
            largest = max(largest, engine.statistics.walBytes)
        }
        // 100 MB went through it.
        #expect(largest < 48 << 20)
        #expect(engine.statistics.checkpointCount > 0)
        await engine.close()
    }
}
