import GRDB
import GRDBSQLite

extension StoreError {
    /// What an SQLite result code (primary or extended) means to the store. `sql` never holds values: they are bound.
    init(sqliteCode code: Int32, message: String, sql: String? = nil) {
        let text = sql.map { "\(message) (\(code)) in: \($0.prefix(120))" } ?? "\(message) (\(code))"
        switch code & 0xFF {
        case SQLITE_FULL: self = .full(text)
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOLFS, SQLITE_NOMEM, SQLITE_PROTOCOL, SQLITE_PERM: self = .io(text)
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(text)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(text)
        case SQLITE_CONSTRAINT: self = .constraint(text)
        // A read-only connection refuses a write with the plain code. The extended ones speak of files and directories.
        case SQLITE_READONLY where code != SQLITE_READONLY: self = .io(text)
        default: self = .statement(text)
        }
    }

    /// Turns what GRDB throws into a `StoreError`.
    init(sqlite error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            self.init(
                sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "no message", sql: error.sql)
        default: self = .io("\(error)")
        }
    }
}
