import Foundation
import InboxDomain
import InboxEngine
import InboxStore
import NIOCore

/// The clocks of a million conversations: what they cost while none is due, how late a single one is served, and how long
/// it takes when very many fall due in the same second while deliveries come in.
struct SLABench {
    let workplace: Workplace
    let daemon: String
    let conversations: Int

    private static let together = 100_000
    private static let idleSeconds = 30
    /// Deliveries a second, over as many connections.
    private static let intakeRate = 500
    private static let connections = 32
    /// Seconds for which a burst is watched; the goal is 10.
    private static let watched = 20

    func run() async throws {
        print("sla: \(conversations) open conversations, two running clocks each")
        workplace.removeStore()
        let bench = try await EngineUnderTest(configuration: workplace.configurationFile.path)
        try await BulkStore(engine: bench.engine).grow(to: conversations, from: 1)
        try await lateness(bench)
        await bench.engine.close()
        try await idle()
        for what in ["warnings", "breaches"] { try await burst(of: what) }
    }

    // MARK: - One instant

    private func lateness(_ bench: EngineUnderTest) async throws {
        let running = Task { try await bench.scheduler.run() }
        var worst: Int64 = 0
        for round in 1...5 {
            let due = SystemTime().now().adding(seconds: 2)
            let id = Int64(conversations * round / 6)
            try await bench.engine.write(.work) { connection in
                for table in [
                    "conversations SET next_due_at = ?, next_timer_at = ? WHERE id",
                    "clocks SET due_at = ?, timer_at = ? WHERE kind = 'first_response' AND conversation_id",
                ] {
                    try connection.execute(
                        "UPDATE \(table) = ?", [.int(due.milliseconds), .int(due.milliseconds), .int(id)])
                }
            }
            bench.signals.changed.notify()
            let seen = bench.signals.changed.generation
            await bench.signals.changed.wait(past: seen)
            worst = max(worst, SystemTime().now().milliseconds(since: due))
        }
        running.cancel()
        try? await running.value
        print(String(format: "  one instant, worst of 5  %8d ms late (goal: 1000)", Int(worst)))
    }

    // MARK: - Nothing due

    private func idle() async throws {
        // As under systemd, whose watchdog asks for a sign of life twice in this time.
        let server = try DaemonUnderTest(
            path: daemon, configuration: workplace.configurationFile, environment: ["WATCHDOG_USEC": "30000000"])
        defer { server.stop() }
        try await Task.sleep(for: .seconds(10))
        let before = server.processorSeconds
        try await Task.sleep(for: .seconds(Self.idleSeconds))
        let share = (server.processorSeconds - before) / Double(Self.idleSeconds) * 100
        print(String(format: "  none due, %2d s           %8.2f %% of a processor (goal: 1)", Self.idleSeconds, share))
    }

    // MARK: - Many at once

    private func burst(of what: String) async throws {
        let count = min(Self.together, conversations / 4)
        let due = SystemTime().now().adding(seconds: 25)
        try await schedule(what, count, at: due)
        let server = try DaemonUnderTest(path: daemon, configuration: workplace.configurationFile)
        defer { server.stop() }
        // Messages of their own for each burst: what was there before would count as repeated.
        var traffic = Traffic(
            phoneNumberID: workplace.phoneNumberID, customers: conversations,
            messages: what == "warnings" ? 0 : 1_000_000)
        func load(until end: Instant) async throws -> LoadGenerator.Result {
            let seconds = Double(end.milliseconds(since: SystemTime().now())) / 1000
            let requests = traffic.mixed(Int(seconds + 1) * Self.intakeRate).map {
                Payload.request(path: "/in/whatsapp", body: $0, secret: workplace.secret)
            }
            return try await LoadGenerator(
                port: server.port, connections: Self.connections, requests: requests,
                interval: .nanoseconds(Int64(Self.connections) * 1_000_000_000 / Int64(Self.intakeRate))
            ).run(seconds: Double(end.milliseconds(since: SystemTime().now())) / 1000)
        }
        let before = try await load(until: due.adding(seconds: -1))
        let meanwhile = try await load(until: due.adding(seconds: Int64(Self.watched)))
        server.stop()
        let (served, late) = try await record(what, at: due)
        print("  \(count) \(what) due in the same second, \(Self.intakeRate) deliveries a second meanwhile:")
        print(String(format: "    recorded               %8d   (after %d s)", served, Self.watched))
        print(String(format: "    the last within        %8d s (goal: 10)", late + 1))
        for (name, result) in [("before", before), ("meanwhile", meanwhile)] {
            print(
                String(
                    format: "    accept %@ p50 %6.2f ms  p99 %6.2f ms  longest %7.2f ms  failures %d",
                    name.padding(toLength: 10, withPad: " ", startingAt: 0), result.percentile(0.5),
                    result.percentile(0.99), result.latencies.last ?? 0, result.failures))
        }
    }

    /// Has the first clocks of `count` conversations, evenly spread over the store, fall due at one instant.
    private func schedule(_ what: String, _ count: Int, at due: Instant) async throws {
        let engine = try SQLiteEngine(path: workplace.storePath)
        let step = conversations / count
        let first = what == "warnings" ? 1 : 2
        // Not those that a burst before has left behind the store's own.
        let clocks = "conversation_id % \(step) = \(first % step) AND conversation_id <= \(conversations)"
        let rows = "id % \(step) = \(first % step) AND id <= \(conversations)"
        let instant = [SQLValue.int(due.milliseconds)]
        try await engine.write(.work) { connection in
            if what == "warnings" {
                try connection.execute(
                    "UPDATE clocks SET timer_at = ? WHERE kind = 'first_response' AND \(clocks)",
                    instant)
                try connection.execute("UPDATE conversations SET next_timer_at = ? WHERE \(rows)", instant)
            } else {
                try connection.execute(
                    """
                    UPDATE clocks SET due_at = ?, timer_at = ?, fired_steps = 1
                    WHERE kind = 'first_response' AND \(clocks)
                    """, instant + instant)
                try connection.execute(
                    "UPDATE conversations SET next_due_at = ?, next_timer_at = ? WHERE \(rows)",
                    instant + instant)
            }
        }
        await engine.close()
    }

    /// How many events the instant has, and by how many whole seconds the latest was late.
    private func record(_ what: String, at due: Instant) async throws -> (count: Int, late: Int) {
        let engine = try SQLiteEngine(path: workplace.storePath)
        let type = what == "warnings" ? EventType.slaWarning : .slaBreach
        let found = try await engine.read { connection in
            try connection.first(
                """
                SELECT COUNT(*), MAX(COALESCE(json_extract(data, '$.late_by_seconds'), 0)) FROM events
                WHERE type = ? AND at = ?
                """, [.text(type.rawValue), .int(due.milliseconds)]
            ) { (Int($0.int(0)), Int($0.int(1))) }
        }
        await engine.close()
        return found ?? (0, 0)
    }
}
