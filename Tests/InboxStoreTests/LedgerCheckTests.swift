import Foundation
import InboxDomain
import Testing

@testable import InboxStore

@Suite struct LedgerCheckTests {
    let folder: TemporaryFolder
    let engine: SQLiteEngine
    let ledger: Ledger

    init() async throws {
        folder = try TemporaryFolder()
        engine = try SQLiteEngine(path: folder.file("inbox.db"))
        try await MigrationRunner(Schema.migrations).run(on: engine)
        ledger = Ledger(engine: engine, blobs: try BlobStore(folder: folder.file("blobs")))
    }

    /// Three deliveries, the second of them with its body in a file; then damages the ledger with `sql`.
    func damaged(_ sql: String...) async throws -> LedgerReport {
        _ = try await ledger.append(LedgerTests.delivery())
        _ = try await ledger.append(LedgerTests.delivery(body: LedgerTests.large))
        _ = try await ledger.append(LedgerTests.delivery("sales"))
        try await engine.write(.work) { for statement in sql { try $0.execute(statement) } }
        return try await ledger.check()
    }

    @Test func aWholeLedgerIsSound() async throws {
        let report = try await damaged()
        #expect(report.isSound && report.findings.isEmpty)
        #expect(report.counts["support"]?.pending == 2 && report.counts["sales"]?.received == 1)
        await engine.close()
    }

    @Test func anEmptyLedgerIsSound() async throws {
        let report = try await ledger.check()
        #expect(report.isSound && report.counts.isEmpty)
        await engine.close()
    }

    @Test func aFailedAppendLeavesNoHole() async throws {
        try? await engine.write(.intake) { connection in
            _ = try connection.insert(
                "INSERT INTO deliveries (inbox, received_at, state, size) VALUES ('x', 1, 'pending', 0)", [])
            throw StoreConformance.Refusal(number: 1)
        }
        #expect(try await damaged().isSound)
        await engine.close()
    }

    @Test(arguments: [
        ("DELETE FROM deliveries WHERE id = 1", 1, "is missing"),
        ("DELETE FROM deliveries WHERE id = 2", 2, "is missing"),
        ("DELETE FROM deliveries WHERE id = 3", 3, "is missing"),
        ("DELETE FROM deliveries WHERE id >= 2", 2, "and the 1 after it are missing"),
        ("DELETE FROM delivery_bodies WHERE id = 1", 1, "has lost its body: the row is missing"),
        ("UPDATE delivery_bodies SET body = NULL WHERE id = 1", 1, "has lost its body: the row holds none"),
        ("UPDATE delivery_bodies SET body = x'00' WHERE id = 1", 1, "has a body of 1 bytes instead of 5"),
        ("UPDATE delivery_bodies SET blob = 'x' WHERE id = 2", 2, "names a blob “x”, which is no name of one"),
        ("UPDATE deliveries SET state = 'lost' WHERE id = 1", 1, "has the unknown state “lost”"),
        ("UPDATE deliveries SET message_id = 9 WHERE id = 3", 3, "became message 9, which is missing"),
    ])
    func eachKindOfDamageIsFound(_ sql: String, _ id: Int64, _ problem: String) async throws {
        let report = try await damaged(sql)
        #expect(!report.isSound)
        #expect(report.findings.map(\.problem) == [problem])
        #expect(report.findings.map(\.delivery) == [DeliveryID(id)])
        await engine.close()
    }

    @Test func attachmentsThatAreSaidToBeStoredAreLookedFor() async throws {
        let blob = try await ledger.blobs.put(Array("content".utf8))
        let report = try await damaged(
            """
            INSERT INTO attachments (message_id, position, state, blob_id, size, attempts)
            VALUES (7, 0, 'stored', '\(blob)', 7, 1), (7, 1, 'stored', '\(blob)', 8, 1),
                (7, 2, 'stored', '\(BlobID(of: [1]))', 1, 1), (7, 3, 'missing', NULL, NULL, 1)
            """)
        #expect(
            report.findings.map(\.problem) == [
                "attachment 7/1 has 7 bytes instead of 8: blob \(blob)",
                "attachment 7/2 has lost its content: blob \(BlobID(of: [1])) is missing",
            ])
        await engine.close()
    }

    @Test func aBlobThatIsGoneOrDamagedIsFound() async throws {
        _ = try await damaged()
        let name = BlobID(of: LedgerTests.large).description
        let file = URL(filePath: folder.file("blobs/\(name.prefix(2))/\(name.dropFirst(2))"))
        var content = Data(LedgerTests.large)
        content[7] ^= 1
        try content.write(to: file)
        #expect(try await ledger.check().findings.first?.problem.contains("does not hash to its name") == true)
        try content.dropLast().write(to: file)
        #expect(try await ledger.check().findings.first?.problem.contains("instead of") == true)
        try FileManager.default.removeItem(at: file)
        #expect(try await ledger.check().findings.first?.problem == "has lost its body: blob \(name) is missing")
        let pending = try await ledger.pending(after: nil, limit: 10)
        #expect(pending.map { $0.bodyProblem == nil } == [true, false, true])
        await engine.close()
    }

    @Test func manyFindingsAreCountedAndFewKept() async throws {
        for _ in 0..<150 { _ = try await ledger.append(LedgerTests.delivery()) }
        _ = try await engine.write(.work) { try $0.execute("DELETE FROM delivery_bodies") }
        let report = try await ledger.check()
        #expect(report.findingCount == 150)
        #expect(report.findings.count == LedgerReport.maximalFindings)
        await engine.close()
    }
}
