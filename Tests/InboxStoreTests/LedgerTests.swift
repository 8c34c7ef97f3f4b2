import InboxDomain
import Testing

@testable import InboxStore

@Suite struct LedgerTests {
    let folder: TemporaryFolder
    let engine: SQLiteEngine
    let ledger: Ledger

    init() async throws {
        folder = try TemporaryFolder()
        engine = try SQLiteEngine(path: folder.file("inbox.db"))
        try await MigrationRunner(Schema.migrations).run(on: engine)
        ledger = Ledger(engine: engine, blobs: try BlobStore(folder: folder.file("blobs")))
    }

    static func delivery(_ inbox: String = "support", body: [UInt8] = Array("hello".utf8)) -> NewDelivery {
        NewDelivery(
            inbox: inbox, receivedAt: Instant(milliseconds: 1_700_000_000_000), method: "POST", subpath: "/a",
            query: "b=c", headers: [("x-one", "1"), ("x-two", "\"quoted\"\n\\")], body: body)
    }

    @Test func anAppendedDeliveryIsPendingAndWhole() async throws {
        let id = try await ledger.append(Self.delivery())
        let pending = try await ledger.pending(after: nil, limit: 10)
        let stored = try #require(pending.first)
        #expect(pending.count == 1)
        #expect(stored.id == id)
        #expect(stored.inbox == "support")
        #expect(stored.receivedAt == Instant(milliseconds: 1_700_000_000_000))
        #expect(stored.method == "POST" && stored.subpath == "/a" && stored.query == "b=c")
        #expect(stored.headers.map(\.name) == ["x-one", "x-two"])
        #expect(stored.headers.map(\.value) == ["1", "\"quoted\"\n\\"])
        #expect(stored.body == Array("hello".utf8))
        #expect(stored.bodyProblem == nil)
        await engine.close()
    }

    @Test func concurrentAppendsShareCommits() async throws {
        let before = engine.statistics
        try await withThrowingTaskGroup { group in
            for _ in 0..<256 {
                group.addTask { [ledger] in _ = try await ledger.append(Self.delivery()) }
            }
            try await group.waitForAll()
        }
        let after = engine.statistics
        #expect(after.jobCount - before.jobCount == 256)
        #expect(after.commitCount - before.commitCount < 128)
        await engine.close()
    }
}
