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

    static let large = [UInt8](repeating: 0xAB, count: Ledger.inlineLimit + 1)

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

    @Test func aLargeBodyGoesIntoAFile() async throws {
        let inline = [UInt8](repeating: 1, count: Ledger.inlineLimit)
        _ = try await ledger.append(Self.delivery(body: inline))
        let id = try await ledger.append(Self.delivery(body: Self.large))
        let inRows = try await engine.read { connection in
            try connection.rows("SELECT body IS NOT NULL, blob IS NOT NULL FROM delivery_bodies ORDER BY id") {
                [$0.flag(0), $0.flag(1)]
            }
        }
        #expect(inRows == [[true, false], [false, true]])
        #expect(try await ledger.body(of: id)?.body == Self.large)
        #expect(try await ledger.pending(after: nil, limit: 9).map(\.body) == [inline, Self.large])
        await engine.close()
    }

    @Test func pendingComesInOrderAndInPages() async throws {
        for number in 0..<7 { _ = try await ledger.append(Self.delivery(body: [UInt8(number)])) }
        var seen: [UInt8] = []
        var cursor: DeliveryID?
        while case let page = try await ledger.pending(after: cursor, limit: 3), let last = page.last {
            seen += page.flatMap(\.body)
            cursor = last.id
        }
        #expect(seen == Array(0..<7))
        await engine.close()
    }

    @Test func settlingMovesADeliveryOutOfPendingAndBack() async throws {
        let id = try await ledger.append(Self.delivery())
        let now = Instant(milliseconds: 42)
        try await engine.write(.work) { [ledger] connection in
            try ledger.settle(
                connection, id, .quarantined, reason: "not_json", detail: "at byte 3", at: now,
                message: nil, conversation: ConversationID(5))
        }
        let settled = try #require(try await ledger.find(id))
        #expect(settled.state == .quarantined && settled.reason == "not_json" && settled.detail == "at byte 3")
        #expect(settled.settledAt == now && settled.conversation == ConversationID(5) && settled.message == nil)
        #expect(settled.size == 5 && settled.attempts == 0)
        #expect(try await ledger.pending(after: nil, limit: 9).isEmpty)
        let requeued = try await engine.write(.work) { [ledger] in
            [try ledger.requeue($0, id), try ledger.requeue($0, id), try ledger.requeue($0, DeliveryID(99))]
        }
        #expect(requeued == [true, false, false])
        let pending = try #require(try await ledger.find(id))
        #expect(pending.state == .pending && pending.attempts == 1 && pending.settledAt == nil)
        #expect(try await ledger.pending(after: nil, limit: 9).map(\.id) == [id])
        await engine.close()
    }

    @Test func settlingWhatIsNotThereIsRefused() async throws {
        await #expect(throws: StoreError.self) {
            try await engine.write(.work) { [ledger] in
                try ledger.settle($0, DeliveryID(1), .processed, at: Instant(milliseconds: 0))
            }
        }
        #expect(try await ledger.find(DeliveryID(1)) == nil)
        #expect(try await ledger.body(of: DeliveryID(1)) == nil)
        await engine.close()
    }

    @Test func deliveriesAreListedAndCountedByInboxAndState() async throws {
        for inbox in ["a", "b", "a", "b", "a"] { _ = try await ledger.append(Self.delivery(inbox)) }
        try await engine.write(.work) { [ledger] connection in
            for id in [1, 2, 3] as [Int64] {
                try ledger.settle(connection, DeliveryID(id), .quarantined, at: Instant(milliseconds: 0))
            }
        }
        func ids(_ inbox: String?, _ state: DeliveryState?, before: Int64? = nil, limit: Int = 9) async throws
            -> [Int64]
        {
            try await ledger.list(inbox: inbox, state: state, before: before.map { DeliveryID($0) }, limit: limit)
                .map(\.id.rawValue)
        }
        #expect(try await ids(nil, nil) == [5, 4, 3, 2, 1])
        #expect(try await ids(nil, nil, before: 4, limit: 2) == [3, 2])
        #expect(try await ids("a", nil) == [5, 3, 1])
        #expect(try await ids(nil, .quarantined) == [3, 2, 1])
        #expect(try await ids("a", .quarantined) == [3, 1])
        #expect(try await ids("b", .processed) == [])
        let counts = try await ledger.counts()
        #expect(counts["a"]?.quarantined == 2 && counts["a"]?.pending == 1 && counts["a"]?.received == 3)
        #expect(counts["b"]?.quarantined == 1 && counts["b"]?.pending == 1)
        await engine.close()
    }

    /// The text of the query, and the index that it has to use at 100,000 rows.
    @Test(arguments: [
        ("d.state = 'pending' AND d.id > 5 ORDER BY d.id", "deliveries_pending"),
        ("d.id < 9000 AND d.state = 'pending' ORDER BY d.id DESC", "deliveries_pending"),
        ("d.id < 9000 AND d.state = 'quarantined' AND d.inbox = 'a' ORDER BY d.id DESC", "deliveries_quarantined"),
    ])
    func hotQueriesUseTheirIndex(_ condition: String, _ index: String) async throws {
        _ = try await engine.write(.work) { connection in
            try connection.execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                INSERT INTO deliveries (inbox, received_at, state, size)
                SELECT 'a', i, CASE i % 1000 WHEN 0 THEN 'pending' WHEN 1 THEN 'quarantined' ELSE 'processed' END, 1 FROM n
                """)
        }
        let plan = try await engine.read { connection in
            try connection.rows(
                """
                EXPLAIN QUERY PLAN SELECT d.id, d.inbox, b.body
                FROM deliveries d LEFT JOIN delivery_bodies b ON b.id = d.id WHERE \(condition) LIMIT 48
                """
            ) { $0.text(3) }
        }
        #expect(plan.first?.contains(index) == true, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        await engine.close()
    }
}

@Suite struct HeaderTextTests {
    @Test(arguments: [
        [], [("a", "b")], [("x-y", ""), ("", "z")], [("quote", "\"\\/"), ("control", "\u{0}\u{1F}\n\t"), ("ü", "☃ 🐈")],
    ])
    func headersComeBack(_ headers: [(String, String)]) {
        let text = HeaderText.encode(headers.map { (name: $0.0, value: $0.1) })
        let decoded = HeaderText.decode(text)
        #expect(decoded.map(\.name) == headers.map(\.0))
        #expect(decoded.map(\.value) == headers.map(\.1))
    }

    @Test func aDamagedTextGivesNoHeaders() {
        #expect(HeaderText.decode("[[\"a\"").isEmpty)
    }
}
