import InboxStore
import Testing

/// What every engine of the store has to do, whatever database is behind it.
///
/// A test suite of an engine runs each of `cases` on a database of its own:
///
///     @Test(arguments: StoreConformance.cases) func conforms(_ one: StoreConformance.Case) async throws {
///         try await one.check { try MyEngine(…) }
///     }
enum StoreConformance {
    /// Opens the case's database. The first call finds it empty; later ones find what was committed before.
    typealias Open = @Sendable () async throws -> any SQLEngine

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var body: @Sendable (Open) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (Open) async throws -> Void) {
            self.name = name
            self.body = body
        }

        var testDescription: String { name }

        func check(_ open: Open) async throws {
            try await body(open)
        }
    }

    static let cases = values + statements + isolation + durability

    /// A failure that is a body's own.
    struct Refusal: Error, Hashable {
        var number: Int64
    }

    static func withItems(_ open: Open, _ body: (any SQLEngine) async throws -> Void) async throws {
        let engine = try await open()
        _ = try await engine.write(.work) { connection in
            try connection.execute(
                "CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL UNIQUE) STRICT")
        }
        try await body(engine)
        await engine.close()
    }

    static func insert(_ number: Int64, _ connection: any SQLConnection) throws {
        try connection.execute("INSERT INTO items (number) VALUES (?)", [.int(number)])
    }

    static func numbers(_ connection: any SQLConnection) throws -> [Int64] {
        try connection.rows("SELECT number FROM items ORDER BY number") { $0.int(0) }
    }
}
