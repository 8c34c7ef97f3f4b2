import Testing

@testable import InboxStore

/// What happens when there is no room, and when there is again.
@Suite struct SQLiteEngineFailureTests {
    static func insert(_ engine: SQLiteEngine, _ name: String, bytes: Int = 10) async throws {
        _ = try await engine.write(.intake) { connection in
            try connection.execute(
                "INSERT INTO items (name, body) VALUES (?, ?)",
                [.text(name), .blob([UInt8](repeating: 1, count: bytes))])
        }
    }

    static func expectFull(_ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("there was room")
        } catch StoreError.full {
            return
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func aFullDatabaseRefusesAndRecovers() async throws {
        let folder = try TemporaryFolder()
        let engine = try SQLiteEngine(path: folder.file("inbox.db"))
        try await SQLiteEngineTests.makeTable(engine)
        try await engine.write(.work) { _ = try $0.first("PRAGMA max_page_count = 40") { $0.int(0) } }
        try await Self.insert(engine, "before")
        await Self.expectFull { try await Self.insert(engine, "large", bytes: 1 << 20) }
        try await Self.insert(engine, "small")
        try await engine.write(.work) { _ = try $0.first("PRAGMA max_page_count = 100000") { $0.int(0) } }
        try await Self.insert(engine, "after", bytes: 1 << 20)
        #expect(try await SQLiteEngineTests.names(engine) == ["before", "small", "after"])
        await engine.close()
    }

    @Test func aJobThatFillsTheDiskDoesNotTakeOthersWithIt() async throws {
        let folder = try TemporaryFolder()
        let engine = try SQLiteEngine(path: folder.file("inbox.db"))
        try await SQLiteEngineTests.makeTable(engine)
        try await engine.write(.work) { _ = try $0.first("PRAGMA max_page_count = 40") { $0.int(0) } }
        try await SQLiteEngineTests.whileWriterIsHeldUp(
            engine,
            [
                { try? await Self.insert(engine, "one") }, { try? await Self.insert(engine, "two") },
                { await Self.expectFull { try await Self.insert(engine, "large", bytes: 1 << 20) } },
                { try? await Self.insert(engine, "three") },
            ])
        #expect(try await SQLiteEngineTests.names(engine).sorted() == ["one", "three", "two"])
        await engine.close()
    }

    @Test func aBodyCannotGoOnOnceItsTransactionIsLost() async throws {
        let folder = try TemporaryFolder()
        let engine = try SQLiteEngine(path: folder.file("inbox.db"))
        try await SQLiteEngineTests.makeTable(engine)
        try await engine.write(.work) { _ = try $0.first("PRAGMA max_page_count = 40") { $0.int(0) } }
        await Self.expectFull {
            try await engine.write(.work) { connection in
                let blob = SQLValue.blob([UInt8](repeating: 1, count: 1 << 20))
                _ = try? connection.execute("INSERT INTO items (name, body) VALUES ('large', ?)", [blob])
                _ = try? connection.execute("INSERT INTO items (name) VALUES ('stray')")
            }
        }
        #expect(try await SQLiteEngineTests.names(engine) == [])
        await engine.close()
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "a small disk can only be mounted by root"))
    func aFullDiskRefusesAndRecovers() async throws {
        let disk = try SmallDisk(megabytes: 8)
        let engine = try SQLiteEngine(path: disk.file("inbox.db"))
        try await SQLiteEngineTests.makeTable(engine)
        try await Self.insert(engine, "before")
        try disk.fill()
        await withTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    await Self.expectFull { try await Self.insert(engine, "\(number)", bytes: 64 << 10) }
                }
            }
        }
        #expect(try await SQLiteEngineTests.names(engine) == ["before"])
        disk.removeBallast()
        try await Self.insert(engine, "after", bytes: 64 << 10)
        #expect(try await SQLiteEngineTests.names(engine) == ["before", "after"])
        await engine.close()
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "a small disk can only be mounted by root"))
    func aFullDiskLeavesNoPartOfABlob() async throws {
        let disk = try SmallDisk(megabytes: 8)
        let blobs = try BlobStore(folder: disk.file("blobs"))
        try disk.fill(leaving: 256 << 10)
        let content = [UInt8](repeating: 3, count: 1 << 20)
        await Self.expectFull { _ = try await blobs.put(content) }
        #expect(try await blobs.exists(BlobID(of: content)) == false)
        disk.removeBallast()
        let id = try await blobs.put(content)
        #expect(try await blobs.get(id) == content)
    }
}
