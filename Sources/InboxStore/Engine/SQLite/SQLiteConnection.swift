import GRDB
import GRDBSQLite

/// Runs statements over SQLite's own calls, on a connection that GRDB opened and owns.
///
/// GRDB prepares and caches the statements. They are bound, stepped and read here, without GRDB's observation of them:
/// on the path of an accepted delivery that is worth a third of the time.
///
/// Belongs to one thread at a time: the writer's, or that of one read.
final class SQLiteConnection: SQLConnection {
    private let database: Database
    /// Why the transaction is gone: SQLite rolls back a whole transaction on its own when the disk is full or fails.
    /// What a body does after that would be committed at once, statement by statement, so it is refused.
    private(set) var lost: StoreError?

    init(_ database: Database) {
        self.database = database
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(database.sqliteConnection) == 0 }

    /// Opens a transaction, and takes the right to write.
    func begin() throws(StoreError) {
        lost = nil
        try control("BEGIN IMMEDIATE")
    }

    func commit() throws(StoreError) {
        if let lost { throw lost }
        try control("COMMIT")
    }

    /// Undoes the transaction, whatever is left of it. Cannot fail: without a transaction there is nothing to undo.
    func rollback() {
        lost = nil
        if isInTransaction { try? control("ROLLBACK") }
    }

    /// Moves what it can from the journal into the database file, without waiting for readers; false on failure.
    func checkpoint() -> Bool {
        sqlite3_wal_checkpoint_v2(database.sqliteConnection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil) == SQLITE_OK
    }

    // MARK: - SQLConnection

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try run(sql, arguments) { _ in true }
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    func insert(_ sql: String, _ arguments: [SQLValue]) throws -> Int64 {
        try run(sql, arguments) { _ in true }
        return sqlite3_last_insert_rowid(database.sqliteConnection)
    }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        try run(sql, arguments) { try body(SQLiteRow(statement: $0)) }
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        // Savepoints nest under one name: each statement means the innermost.
        try control("SAVEPOINT body")
        do {
            let value = try body()
            try control("RELEASE body")
            return value
        } catch {
            if lost == nil {
                try control("ROLLBACK TO body")
                try control("RELEASE body")
            }
            throw error
        }
    }

    func highestIdentity(of table: String) throws -> Int64? {
        // The counter is a row like any other: a transaction or savepoint that is undone takes its ids back.
        try first("SELECT seq FROM sqlite_sequence WHERE name = ?", [.text(table)]) { $0.int(0) } ?? 0
    }

    // MARK: - Statements

    private func control(_ sql: String) throws(StoreError) {
        let statement = try prepare(sql)
        defer { sqlite3_reset(statement.sqliteStatement) }
        let code = sqlite3_step(statement.sqliteStatement)
        guard code == SQLITE_DONE else { throw failure(code, in: sql) }
    }

    private func run(_ sql: String, _ arguments: [SQLValue], _ row: (OpaquePointer) throws -> Bool) throws {
        if let lost { throw lost }
        let statement = try prepare(sql)
        let handle = statement.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        try bind(arguments, to: handle, of: sql)
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code, in: sql) }
            guard try row(handle) else { return }
        }
    }

    /// A statement that nobody is stepping: a query may be run again by the body that handles its rows.
    private func prepare(_ sql: String) throws(StoreError) -> Statement {
        do {
            let cached = try database.cachedStatement(sql: sql)
            return sqlite3_stmt_busy(cached.sqliteStatement) == 0 ? cached : try database.makeStatement(sql: sql)
        } catch {
            throw StoreError(sqlite: error)
        }
    }

    private func bind(_ arguments: [SQLValue], to handle: OpaquePointer, of sql: String) throws(StoreError) {
        let count = Int(sqlite3_bind_parameter_count(handle))
        guard count == arguments.count else {
            throw .statement("\(arguments.count) arguments for \(count) placeholders in: \(sql)")
        }
        var index: Int32 = 0
        for argument in arguments {
            index += 1
            let code =
                switch argument {
                case .null: sqlite3_bind_null(handle, index)
                case .int(let value): sqlite3_bind_int64(handle, index, value)
                case .real(let value): sqlite3_bind_double(handle, index, value)
                case .text(let value): Self.bind(value, to: handle, at: index)
                case .blob(let value): Self.bind(value, to: handle, at: index)
                }
            guard code == SQLITE_OK else { throw failure(code, in: sql) }
        }
    }

    /// Makes SQLite copy what it is given, before the call returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private static func bind(_ text: String, to handle: OpaquePointer, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return sqlite3_bind_text(handle, index, "", 0, copied) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text64(handle, index, $0, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    private static func bind(_ blob: [UInt8], to handle: OpaquePointer, at index: Int32) -> Int32 {
        // A null pointer would bind NULL, and an empty array may have one.
        if blob.isEmpty { return sqlite3_bind_zeroblob(handle, index, 0) }
        return blob.withUnsafeBytes {
            sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), copied)
        }
    }

    private func failure(_ code: Int32, in sql: String) -> StoreError {
        let error = StoreError(
            sqliteCode: code, message: String(cString: sqlite3_errmsg(database.sqliteConnection)), sql: sql)
        if !isInTransaction, !error.concernsOneStatement { lost = error }
        return error
    }
}
