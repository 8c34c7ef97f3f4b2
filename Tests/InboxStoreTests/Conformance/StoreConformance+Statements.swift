import InboxStore
import Testing

extension StoreConformance {
    static let statements = [
        Case("a statement says how many rows it changed") { open in
            try await withItems(open) { engine in
                let counts = try await engine.write(.work) { connection in
                    for number in 1...5 { try insert(Int64(number), connection) }
                    return [
                        try connection.execute("UPDATE items SET number = number + 10 WHERE number > ?", [.int(2)]),
                        try connection.execute("DELETE FROM items WHERE number = ?", [.int(99)]),
                    ]
                }
                #expect(counts == [3, 0])
            }
        },
        Case("an insert gives the key of its row") { open in
            try await withItems(open) { engine in
                let keys = try await engine.write(.work) { connection in
                    try [7, 9].map { number in
                        try connection.insert("INSERT INTO items (number) VALUES (?)", [.int(number)])
                    }
                }
                let stored = try await engine.read { try $0.rows("SELECT id FROM items ORDER BY id") { $0.int(0) } }
                #expect(keys == stored)
            }
        },
        Case("rows stop when they are told to") { open in
            try await withItems(open) { engine in
                try await engine.write(.work) { for number in 1...5 { try insert(Int64(number), $0) } }
                let seen = try await engine.read { connection in
                    var seen: [Int64] = []
                    try connection.forEachRow("SELECT number FROM items ORDER BY number", []) { row in
                        seen.append(row.int(0))
                        return seen.count < 2
                    }
                    return seen
                }
                #expect(seen == [1, 2])
            }
        },
        Case("a query may be run again by what handles its rows") { open in
            try await withItems(open) { engine in
                try await engine.write(.work) { for number in 1...3 { try insert(Int64(number), $0) } }
                let sums = try await engine.read { connection in
                    try connection.rows("SELECT number FROM items ORDER BY number") { row in
                        row.int(0) + (try numbers(connection).reduce(0, +))
                    }
                }
                #expect(sums == [7, 8, 9])
            }
        },
        Case("an error in a row's handler ends the query and is thrown on") { open in
            try await withItems(open) { engine in
                try await engine.write(.work) { for number in 1...3 { try insert(Int64(number), $0) } }
                await #expect(throws: Refusal(number: 1)) {
                    try await engine.read { connection in
                        try connection.forEachRow("SELECT number FROM items ORDER BY number", []) { row in
                            throw Refusal(number: row.int(0))
                        }
                    }
                }
                let left = try await engine.read(numbers)
                #expect(left == [1, 2, 3])
            }
        },
        Case("a broken constraint is told from a wrong statement") { open in
            try await withItems(open) { engine in
                try await engine.write(.work) { try insert(1, $0) }
                let wrong: [(String, [SQLValue], Bool)] = [
                    ("INSERT INTO items (number) VALUES (?)", [.int(1)], true),
                    ("INSERT INTO items (number) VALUES (?)", [.null], true),
                    ("INSERT INTO items (number) VALUES (?)", [], false),
                    ("INSERT INTO items (number) VALUES (?)", [.int(2), .int(3)], false),
                    ("INSERT INTO absent (number) VALUES (?)", [.int(1)], false),
                    ("INSRT", [], false),
                ]
                for (sql, arguments, isConstraint) in wrong {
                    let error = await #expect(throws: StoreError.self) {
                        try await engine.write(.work) { try $0.execute(sql, arguments) }
                    }
                    switch error {
                    case .constraint: #expect(isConstraint, "\(sql)")
                    case .statement: #expect(!isConstraint, "\(sql)")
                    default: Issue.record("\(sql) gave \(String(describing: error))")
                    }
                }
                let left = try await engine.read(numbers)
                #expect(left == [1])
            }
        },
        Case("a body may go on after a statement that failed") { open in
            try await withItems(open) { engine in
                try await engine.write(.work) { connection in
                    try insert(1, connection)
                    #expect(throws: StoreError.self) {
                        try connection.savepoint { try insert(1, connection) }
                    }
                    try insert(2, connection)
                }
                let left = try await engine.read(numbers)
                #expect(left == [1, 2])
            }
        },
    ]
}
