import InboxStore
import Testing

@Suite struct SQLiteConformanceTests {
    @Test(arguments: StoreConformance.cases)
    func conforms(_ one: StoreConformance.Case) async throws {
        let folder = try TemporaryFolder()
        try await one.check { try SQLiteEngine(path: folder.file("inbox.db")) }
    }
}
