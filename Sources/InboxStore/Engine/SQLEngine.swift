/// The seam between the statements of this module and the database that runs them.
///
/// SQL here is one portable set: `?` placeholders in order, UTC milliseconds in BIGINT, `RETURNING`, `ON CONFLICT`, no
/// vendor functions. An engine for another database rewrites the placeholders and nothing else; the conformance suite
/// (`StoreConformance`) is what it has to pass.
package protocol SQLEngine: Sendable {
    /// Runs `body` in a write transaction and returns once that transaction is durable (fsynced).
    ///
    /// Concurrent calls share one transaction and one fsync (group commit): each body runs inside a savepoint of its
    /// own, so a body that throws undoes itself alone. Bodies run one after the other, on a thread that may block, in
    /// the order of the calls within a lane; `.intake` goes before `.work`.
    ///
    /// Throws what `body` threw, or a `StoreError` where the transaction could not be committed: then nothing of it
    /// happened. Bodies may run again where a commit is retried, so they have no effect but through their connection.
    func write<T: Sendable>(
        _ lane: WriteLane, _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T

    /// A write in two steps, for changes that take long to work out: `prepare` on a snapshot, then `body` in a write
    /// transaction of the work lane, with what `prepare` found.
    ///
    /// Nothing else of the work lane is written between the two, so that what was prepared still holds; intake goes on
    /// meanwhile. Writes in `prepare` fail, or are part of the transaction. Throws as `write` does, and what `prepare`
    /// threw: then nothing happened.
    func write<P: Sendable, T: Sendable>(
        preparedBy prepare: @escaping @Sendable (any SQLConnection) throws -> P,
        _ body: @escaping @Sendable (any SQLConnection, P) throws -> T
    ) async throws -> T

    /// Runs `body` on a snapshot: it sees every transaction that was committed before the call, and none that commits
    /// during it. Writes in it fail.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

    /// Waits for what was handed in, then closes. Further calls throw `StoreError.closed`.
    func close() async
}

extension SQLEngine {
    /// Both steps in the one transaction.
    package func write<P: Sendable, T: Sendable>(
        preparedBy prepare: @escaping @Sendable (any SQLConnection) throws -> P,
        _ body: @escaping @Sendable (any SQLConnection, P) throws -> T
    ) async throws -> T {
        try await write(.work) { try body($0, prepare($0)) }
    }
}

/// Who goes first when the writer is busy.
package enum WriteLane: Sendable {
    /// A sender waits for its acknowledgement: short, and first. Touches only what work never changes: it may be written
    /// between the two steps of a prepared write.
    case intake
    /// Everything else.
    case work
}

/// One connection, inside a transaction. Belongs to the thread of the body that it was handed to, and to no time after.
package protocol SQLConnection: AnyObject {
    /// Runs a statement and returns how many rows it changed. Statements are prepared once and cached by their text.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs an INSERT of one row into a table whose key is one integer that the database gives out, and returns that key.
    ///
    /// `INSERT … RETURNING` through `first` gives the same, at nearly twice the cost on SQLite: it buffers the row, and
    /// keeps a journal of the statement.
    func insert(_ sql: String, _ arguments: [SQLValue]) throws -> Int64

    /// Runs a query and hands each row to `body` in turn, until it returns false.
    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws

    /// Runs `body`; if it throws, what it did is undone, and the error thrown on.
    func savepoint<T>(_ body: () throws -> T) throws -> T

    /// The highest id that committed transactions have given to a row of this table (`AUTOINCREMENT`), also where that
    /// row is gone; 0 before the first. Nil where the engine may skip ids, so that a missing one proves nothing.
    func highestIdentity(of table: String) throws -> Int64?
}

extension SQLConnection {
    package func rows<T>(
        _ sql: String, _ arguments: [SQLValue] = [], _ read: (any SQLRow) throws -> T
    ) throws -> [T] {
        var result: [T] = []
        try forEachRow(sql, arguments) { row in
            result.append(try read(row))
            return true
        }
        return result
    }

    /// The first row, or nil.
    package func first<T>(
        _ sql: String, _ arguments: [SQLValue] = [], _ read: (any SQLRow) throws -> T
    ) throws -> T? {
        var result: T?
        try forEachRow(sql, arguments) { row in
            result = try read(row)
            return false
        }
        return result
    }

    @discardableResult
    package func execute(_ sql: String) throws -> Int {
        try execute(sql, [])
    }
}

/// One row of a result; columns count from 0. Valid only inside the call that it was handed to.
///
/// Reading a NULL through a non-optional accessor gives 0, false, or the empty value: ask `isNull` where it matters, or
/// use the optional ones.
package protocol SQLRow {
    func isNull(_ column: Int) -> Bool
    func int(_ column: Int) -> Int64
    func real(_ column: Int) -> Double
    func text(_ column: Int) -> String
    func blob(_ column: Int) -> [UInt8]
}

extension SQLRow {
    package func optionalInt(_ column: Int) -> Int64? { isNull(column) ? nil : int(column) }
    package func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    package func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }
    package func flag(_ column: Int) -> Bool { int(column) != 0 }
}

/// A value of a column.
package enum SQLValue: Sendable, Hashable {
    case null
    case int(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    package static func optional(_ value: Int64?) -> SQLValue { value.map(SQLValue.int) ?? .null }
    package static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
    package static func flag(_ value: Bool) -> SQLValue { .int(value ? 1 : 0) }
}
