import ControlAPI
import Foundation
import InboxDomain
import InboxEngine
import InboxStore

/// What a team does to a queue of a million open conversations: its first page, its most urgent conversation, and moving
/// a hundred thousand of them in one transaction while deliveries come in.
struct QueueBench {
    let workplace: Workplace
    let conversations: Int

    private static let reads = 500
    private static let moved = 100_000

    func run() async throws {
        print("queue: \(conversations) open conversations")
        workplace.removeStore()
        let bench = try await EngineUnderTest(configuration: workplace.configurationFile.path)
        try await BulkStore(engine: bench.engine).grow(to: conversations, from: 1)
        let page = try await percentile { _ = try await bench.desk.queue("support", page: PageRequest(limit: 50)) }
        print(String(format: "  first page, p99          %8.2f ms  (goal: 5)", page))
        let pick = try await percentile {
            _ = try await bench.engine.read { try Conversations($0).unassigned(queue: "support", limit: 1) }
        }
        print(String(format: "  most urgent one, p99     %8.2f ms  (goal: 5)", pick))
        try await reassign(bench)
        await bench.engine.close()
    }

    private func reassign(_ bench: EngineUnderTest) async throws {
        let moved = min(Self.moved, conversations / 2)
        _ = try await bench.engine.write(.work) { connection in
            try connection.execute(
                "UPDATE conversations SET priority = 'high' WHERE id <= ?", [.int(Int64(moved))])
        }
        let intake = Task {
            var longest = 0.0
            while !Task.isCancelled {
                let start = Date()
                try await bench.append([Array("{}".utf8)])
                longest = max(longest, Date().timeIntervalSince(start))
            }
            return longest
        }
        let start = Date()
        let result = try await bench.desk.reassignQueue(
            "support", ReassignRequest(to: "billing", where: "priority:high"),
            by: Caller(user: "bench", uid: 0, gid: 0, role: .admin))
        let seconds = Date().timeIntervalSince(start)
        intake.cancel()
        let longest = try await intake.value
        print(String(format: "  reassign of %6d        %8.2f s   (goal: 5 for 100000)", result.moved, seconds))
        print(String(format: "  longest accept meanwhile %8.2f s", longest))
    }

    /// The 99th percentile of some hundred runs, in milliseconds.
    private func percentile(_ body: () async throws -> Void) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<Self.reads {
            let start = Date()
            try await body()
            times.append(Date().timeIntervalSince(start) * 1000)
        }
        times.sort()
        return times[times.count * 99 / 100]
    }
}
