import InboxStore
import Testing

extension StoreConformance {
    static let values = [
        Case("integers come back, up to both ends") { open in
            try await roundTrip(open, "INTEGER", [.min, -1, 0, 1, 1 << 53 + 1, .max].map(SQLValue.int)) {
                .int($0.int(0))
            }
        },
        Case("reals come back") { open in
            try await roundTrip(open, "REAL", [-1.5, 0, 0.1, 1e300].map(SQLValue.real)) { .real($0.real(0)) }
        },
        Case("texts come back, empty ones and all of Unicode included") { open in
            let texts = ["", " ", "plain", "e\u{301} is not \u{e9}", "👩‍👩‍👧‍👦 שלום ﷺ", "it's \"?\" \\ $1", "\u{10FFFF}"]
            try await roundTrip(open, "TEXT", texts.map(SQLValue.text)) { .text($0.text(0)) }
        },
        Case("blobs come back, empty ones and NULs included") { open in
            let blobs = [[], [0], [0, 1, 0, 255], [UInt8](repeating: 7, count: 1 << 20)] as [[UInt8]]
            try await roundTrip(open, "BLOB", blobs.map(SQLValue.blob)) { .blob($0.blob(0)) }
        },
        Case("NULL is told from empty and from zero") { open in
            let engine = try await open()
            try await engine.write(.work) { connection in
                try connection.execute("CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d TEXT, e BLOB) STRICT")
                try connection.execute(
                    "INSERT INTO t (a, b, c, d, e) VALUES (?, ?, ?, ?, ?)",
                    [.null, .null, .null, .text(""), .blob([])])
            }
            try await engine.read { connection in
                var count = 0
                try connection.forEachRow("SELECT a, b, c, d, e FROM t", []) { row in
                    count += 1
                    #expect((0..<5).map(row.isNull) == [true, true, true, false, false])
                    #expect(row.int(0) == 0 && row.text(1) == "" && row.blob(2) == [])
                    #expect(row.optionalInt(0) == nil && row.optionalText(1) == nil && row.optionalBlob(2) == nil)
                    #expect(row.optionalText(3) == "" && row.optionalBlob(4) == [])
                    return true
                }
                #expect(count == 1)
            }
            await engine.close()
        },
    ]

    private static func roundTrip(
        _ open: Open, _ type: String, _ values: [SQLValue], _ read: @escaping @Sendable (any SQLRow) -> SQLValue
    ) async throws {
        let engine = try await open()
        let written = try await engine.write(.work) { connection in
            try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v \(type)) STRICT")
            return try values.map { value in
                try connection.first("INSERT INTO t (v) VALUES (?) RETURNING v", [value], read)
            }
        }
        #expect(written == values)
        let found = try await engine.read { try $0.rows("SELECT v FROM t ORDER BY id", [], read) }
        #expect(found == values)
        await engine.close()
    }
}
