import Dispatch
import InboxStore
import Testing

@testable import class InboxStore.Latch

extension StoreConformance {
    static let isolation = [
        Case("a body that throws undoes itself, and nothing else") { open in
            try await withItems(open) { engine in
                await withTaskGroup { group in
                    for number in Int64(0)..<90 {
                        group.addTask {
                            do {
                                try await engine.write(number % 2 == 0 ? .intake : .work) { connection in
                                    try insert(number, connection)
                                    if number % 3 == 0 { throw Refusal(number: number) }
                                }
                                #expect(number % 3 != 0)
                            } catch {
                                #expect(number % 3 == 0)
                                #expect(error as? Refusal == Refusal(number: number))
                            }
                        }
                    }
                }
                let left = try await engine.read(numbers)
                #expect(left == (0..<90).filter { $0 % 3 != 0 })
            }
        },
        Case("a savepoint undoes its part, and those inside it") { open in
            try await withItems(open) { engine in
                try await engine.write(.work) { connection in
                    try insert(1, connection)
                    try connection.savepoint {
                        try insert(2, connection)
                        #expect(throws: Refusal(number: 3)) {
                            try connection.savepoint {
                                try insert(3, connection)
                                try connection.savepoint { try insert(4, connection) }
                                throw Refusal(number: 3)
                            }
                        }
                        try insert(5, connection)
                    }
                }
                let left = try await engine.read(numbers)
                #expect(left == [1, 2, 5])
            }
        },
        Case("ids are not given twice, and those undone are known") { open in
            try await withItems(open) { engine in
                let highest = try await engine.write(.work) { connection in
                    try insert(1, connection)
                    try? connection.savepoint {
                        try insert(2, connection)
                        throw Refusal(number: 2)
                    }
                    try insert(3, connection)
                    try connection.execute("DELETE FROM items WHERE number = 3")
                    return try connection.highestIdentity(of: "items")
                }
                let next = try await engine.write(.work) { connection in
                    try connection.first("INSERT INTO items (number) VALUES (4) RETURNING id") { $0.int(0) }
                }
                if let highest {
                    #expect(highest == 2)
                    #expect(next == 3)
                } else {
                    #expect(next ?? 0 > 2)
                }
            }
        },
        Case("a read stays on its snapshot while others write") { open in
            try await withItems(open) { engine in
                try await engine.write(.work) { try insert(1, $0) }
                let hasBegun = Latch()
                let mayEnd = DispatchSemaphore(value: 0)
                async let seen = engine.read { connection in
                    let before = try numbers(connection)
                    hasBegun.open()
                    mayEnd.wait()
                    return [before, try numbers(connection)]
                }
                await hasBegun.wait()
                try await engine.write(.intake) { try insert(2, $0) }
                let after = try await engine.read(numbers)
                mayEnd.signal()
                #expect(after == [1, 2])
                #expect(try await seen == [[1], [1]])
            }
        },
        Case("a read sees every write that has returned") { open in
            try await withItems(open) { engine in
                for number in Int64(0)..<50 {
                    try await engine.write(.intake) { try insert(number, $0) }
                    #expect(try await engine.read(numbers).last == number)
                }
            }
        },
        Case("a read cannot write") { open in
            try await withItems(open) { engine in
                await #expect(throws: StoreError.self) { try await engine.read { try insert(1, $0) } }
                let left = try await engine.write(.work, numbers)
                #expect(left == [])
            }
        },
    ]
}
