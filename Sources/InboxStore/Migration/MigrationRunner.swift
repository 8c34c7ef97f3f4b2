/// Brings a database to the newest schema that this program knows.
package struct MigrationRunner: Sendable {
    private let migrations: [Migration]

    /// `migrations` in order, numbered from 1.
    package init(_ migrations: [Migration]) {
        self.migrations = migrations
    }

    /// Applies what is missing, each migration in a transaction of its own, and returns the schema's version. Doing it
    /// again does nothing.
    ///
    /// Throws `StoreError.schemaTooNew` where a newer program has migrated the database: this one must not touch it.
    @discardableResult
    package func run(on engine: any SQLEngine) async throws -> Int {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw StoreError.statement("migration \(migration.name) is number \(migration.number), not \(index + 1)")
        }
        var version = try await engine.write(.work) { try Self.version($0, creatingTable: true) }
        guard version <= migrations.count else {
            throw StoreError.schemaTooNew(found: version, known: migrations.count)
        }
        while version < migrations.count {
            let migration = migrations[version]
            version = try await engine.write(.work) { connection in
                // Another process may have been quicker, where the engine lets several in.
                let found = try Self.version(connection, creatingTable: false)
                guard found < migration.number else { return found }
                for statement in migration.statements {
                    try connection.execute(statement)
                }
                try connection.execute(
                    "INSERT INTO schema_version (number, name) VALUES (?, ?)",
                    [.int(Int64(migration.number)), .text(migration.name)])
                return migration.number
            }
        }
        return version
    }

    private static func version(_ connection: any SQLConnection, creatingTable: Bool) throws -> Int {
        if creatingTable {
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT
                """)
        }
        let number = try connection.first("SELECT MAX(number) FROM schema_version") { $0.int(0) }
        return Int(number ?? 0)
    }
}
