import InboxStore
import Synchronization

/// Asks the database, before each statement, how it will find its rows.
final class ExplainingEngine: SQLEngine {
    private let base: any SQLEngine
    private let plan = Mutex<[String]>([])

    init(_ base: any SQLEngine) {
        self.base = base
    }

    /// The lines of all plans since the last call.
    func takePlan() -> [String] {
        plan.withLock { plan in
            defer { plan = [] }
            return plan
        }
    }

    func write<T: Sendable>(
        _ lane: WriteLane, _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T {
        try await base.write(lane) { try self.explained($0, body) }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await base.read { try self.explained($0, body) }
    }

    func close() async {
        await base.close()
    }

    private func explained<T>(_ connection: any SQLConnection, _ body: (any SQLConnection) throws -> T) throws -> T {
        let explaining = ExplainingConnection(connection)
        defer { plan.withLock { $0 += explaining.plan } }
        return try body(explaining)
    }
}

private final class ExplainingConnection: SQLConnection {
    private let base: any SQLConnection
    private(set) var plan: [String] = []

    init(_ base: any SQLConnection) {
        self.base = base
    }

    private func explain(_ sql: String, _ arguments: [SQLValue]) throws {
        plan += try base.rows("EXPLAIN QUERY PLAN " + sql, arguments) { $0.text(3) }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try explain(sql, arguments)
        return try base.execute(sql, arguments)
    }

    func insert(_ sql: String, _ arguments: [SQLValue]) throws -> Int64 {
        try explain(sql, arguments)
        return try base.insert(sql, arguments)
    }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        try explain(sql, arguments)
        try base.forEachRow(sql, arguments, body)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T { try base.savepoint(body) }
    func highestIdentity(of table: String) throws -> Int64? { try base.highestIdentity(of: table) }
}
