import Foundation
import GRDB

/// The same bodies, inserted with SQLite and nothing else: one connection, WAL, `synchronous=FULL`, 64 rows a
/// transaction. What the disk and SQLite allow.
struct RawInserts {
    let folder: URL
    let bodies: [[UInt8]]

    /// Rows a second.
    func run(seconds: Double) throws -> Double {
        let path = folder.appending(path: "raw.db").path
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        }
        let queue = try DatabaseQueue(path: path)
        return try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                    CREATE TABLE deliveries (id INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, body BLOB) STRICT
                    """)
            let insert = try database.makeStatement(sql: "INSERT INTO deliveries (received_at, body) VALUES (?, ?)")
            let start = Date()
            var rows = 0
            while Date().timeIntervalSince(start) < seconds {
                try database.inTransaction {
                    for _ in 0..<64 {
                        insert.setUncheckedArguments([rows, Data(bodies[rows % bodies.count])])
                        try insert.execute()
                        rows += 1
                    }
                    return .commit
                }
            }
            return Double(rows) / Date().timeIntervalSince(start)
        }
    }
}
