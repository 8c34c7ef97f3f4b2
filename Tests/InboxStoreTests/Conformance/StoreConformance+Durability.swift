import InboxStore
import Testing

extension StoreConformance {
    static let durability = [
        Case("what has returned is there after opening again") { open in
            try await withItems(open) { engine in
                try await withThrowingTaskGroup { group in
                    for number in Int64(0)..<64 {
                        group.addTask { try await engine.write(.intake) { try insert(number, $0) } }
                    }
                    try await group.waitForAll()
                }
            }
            let engine = try await open()
            #expect(try await engine.read(numbers) == Array(0..<64))
            await engine.close()
        },
        Case("closing waits for what was handed in, and refuses the rest") { open in
            let engine = try await open()
            _ = try await engine.write(.work) { connection in
                try connection.execute("CREATE TABLE items (number INTEGER NOT NULL) STRICT")
            }
            let stored = await withTaskGroup(of: Int64?.self) { group in
                for number in Int64(0)..<200 {
                    group.addTask {
                        if number == 100 { await engine.close() }
                        do {
                            try await engine.write(.intake) { try insert(number, $0) }
                            return number
                        } catch {
                            #expect(error as? StoreError == .closed)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: Set<Int64>()) { if let number = $1 { $0.insert(number) } }
            }
            let again = try await open()
            #expect(Set(try await again.read(numbers)) == stored)
            await again.close()
        },
        Case("a closed engine says so, and may be closed again") { open in
            let engine = try await open()
            await engine.close()
            await engine.close()
            await #expect(throws: StoreError.closed) { try await engine.write(.work) { _ in } }
            await #expect(throws: StoreError.closed) { try await engine.read { _ in } }
        },
        Case("migrations are applied once, in order") { open in
            let first = [Migration(1, "one", ["CREATE TABLE one (a INTEGER) STRICT"])]
            let both =
                first + [Migration(2, "two", ["CREATE TABLE two (a INTEGER) STRICT", "INSERT INTO two VALUES (1)"])]
            let engine = try await open()
            #expect(try await MigrationRunner(first).run(on: engine) == 1)
            #expect(try await MigrationRunner(both).run(on: engine) == 2)
            #expect(try await MigrationRunner(both).run(on: engine) == 2)
            #expect(try await engine.read { try $0.rows("SELECT a FROM two") { $0.int(0) } } == [1])
            await #expect(throws: StoreError.schemaTooNew(found: 2, known: 1)) {
                try await MigrationRunner(first).run(on: engine)
            }
            await engine.close()
        },
        Case("a migration that fails leaves nothing behind") { open in
            let bad = [
                Migration(1, "bad", ["CREATE TABLE one (a INTEGER) STRICT", "CREATE TABLE one (a INTEGER) STRICT"])
            ]
            let good = [Migration(1, "good", ["CREATE TABLE one (a INTEGER) STRICT"])]
            let engine = try await open()
            await #expect(throws: StoreError.self) { try await MigrationRunner(bad).run(on: engine) }
            #expect(try await MigrationRunner(good).run(on: engine) == 1)
            await engine.close()
        },
    ]
}
