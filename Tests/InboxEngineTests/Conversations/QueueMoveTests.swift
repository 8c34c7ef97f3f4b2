import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// A reassignment writes in few statements what moving the conversations one by one would.
@Suite struct QueueMoveTests {
    private static let admin = EngineHarness.admin
    private static let targets = ["vip", "plain", "twin", "late", "returning"]

    /// Beside the common queues: one under the same policy, one whose steps leave a note when a clock is used up, and one
    /// that takes conversations back from who is silent.
    private static func configure(_ configuration: inout Configuration) {
        configuration.policies["late"] = SLAPolicy(
            name: "late", calendar: "always",
            targets: [.normal: [.firstResponse: .working(60_000), .resolution: .real(600_000)]],
            escalations: [
                EscalationStep(
                    clock: .firstResponse, moment: .breach(offset: 0),
                    actions: [.note("too late"), .priority(.urgent), .tag("late")])
            ])
        configuration.queues["twin"] = QueueDefinition(name: "twin", slaPolicy: "standard")
        configuration.queues["late"] = QueueDefinition(name: "late", slaPolicy: "late", agents: ["ann"])
        configuration.queues["returning"] = QueueDefinition(name: "returning", agents: ["ann"], returnAfter: 900)
    }

    /// A queue with a conversation of every sort.
    private static func filled(versioned: Bool) async throws -> EngineHarness {
        let harness = try await EngineHarness(configure: configure)
        if versioned { try await harness.register() }
        let desk = harness.desk
        for number in 1...24 {
            let text = number % 8 == 0 ? "office" : number % 11 == 0 ? "please escalate" : "hello"
            let id = try await harness.converse(text, id: "m\(number)", thread: "t\(number)", from: "u\(number)")
            switch number % 6 {
            case 0: _ = try await desk.assign(id, to: number % 12 == 0 ? "ann" : "bob", by: admin)
            case 1: try await harness.reply(id, "which one?", then: .pending)
            case 2: _ = try await desk.snooze(id, until: harness.clock.now().adding(seconds: 1500), by: admin)
            case 3: _ = try await desk.setPriority(id, number % 2 == 0 ? .urgent : .low, by: admin)
            case 4 where number == 4: _ = try await desk.resolve(id, by: admin)
            default: break
            }
            harness.clock.advance(seconds: 100)
        }
        if versioned {
            try await harness.registeredReload {
                $0.policies["office"]?.targets[.normal]?[.resolution] = .real(86_400_000)
            }
        }
        // Some of the clocks are used up by now, and nobody was there to see it.
        harness.clock.advance(to: harness.clock.now().adding(milliseconds: 2_469_135))
        return harness
    }

    private static func rows(_ harness: EngineHarness) async throws -> [String] {
        try await harness.effects().filter { row in
            ["conversations ", "clocks ", "messages "].contains { row.hasPrefix($0) }
        }
    }

    /// The history of every conversation, but for the event's number and the reason that only a reassignment has.
    private static func history(_ harness: EngineHarness) async throws -> [String] {
        try await harness.texts(
            """
            SELECT conversation_id || ' ' || at || ' ' || type || ' ' || COALESCE(message_id, '-') || ' '
                || COALESCE(actor, '-') || ' ' || COALESCE(REPLACE(data, ',"reason":"queue_reassigned"', ''), '-')
            FROM events WHERE conversation_id IS NOT NULL ORDER BY conversation_id, id
            """)
    }

    @Test(arguments: targets, [true, false]) func eachIsMovedAsByItself(target: String, versioned: Bool) async throws {
        let single = try await Self.filled(versioned: versioned)
        let ids = try await single.desk.queue("support", page: .init()).items.map(\.id)
        #expect(ids.count == 23)
        for id in ids { _ = try await single.desk.move(ConversationID(id), to: target, by: Self.admin) }

        let many = try await Self.filled(versioned: versioned)
        let result = try await many.desk.reassignQueue("support", ReassignRequest(to: target), by: Self.admin)
        #expect(result.moved == ids.count)
        #expect(result.sample.map(\.conversation) == Array(ids.prefix(10)))
        // The notes of escalation steps come in another order, so they have other numbers.
        if target != "late" { #expect(try await Self.rows(many) == Self.rows(single)) }
        let notes = #/note.added \d+/#
        #expect(
            try await Self.history(many).map { $0.replacing(notes, with: "note.added") }
                == Self.history(single).map { $0.replacing(notes, with: "note.added") })
    }

    @Test(arguments: targets) func aDryRunTellsWhatWouldBe(target: String) async throws {
        let harness = try await Self.filled(versioned: true)
        let before = try await harness.effects()
        var planned = try await harness.desk.reassignQueue(
            "support", ReassignRequest(to: target, dryRun: true), by: Self.admin)
        #expect(try await harness.effects() == before)
        let done = try await harness.desk.reassignQueue("support", ReassignRequest(to: target), by: Self.admin)
        planned.dryRun = false
        #expect(planned == done)
        let deadlines = done.deadlines
        #expect(deadlines.sooner + deadlines.later + deadlines.unchanged + deadlines.none > done.moved)
        #expect(try await harness.count("SELECT COUNT(*) FROM audit WHERE action = 'queue.reassign'") == 1)
    }

    @Test func moreThanOnePartIsMovedInTheOrderOfUrgency() async throws {
        let harness = try await EngineHarness(configure: Self.configure)
        try await harness.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203)
            INSERT INTO conversations (inbox, channel, contact_id, address, thread_key, queue, status, is_active,
                priority, tags, skills, created_at, last_message_at, next_due_at, message_count)
            SELECT 'chat', 'chat', i, 'u' || i, 't' || i, 'support', 'open', 1, 'normal', '', '', i, i, i * 7 % 1201, 0
            FROM n
            """)
        let result = try await harness.desk.reassignQueue("support", ReassignRequest(to: "returning"), by: Self.admin)
        #expect(result.moved == 1203)
        #expect(try await harness.desk.queue("support", page: .init()).items.isEmpty)
        let moved = "SELECT c.next_due_at, c.id FROM events e JOIN conversations c ON c.id = e.conversation_id"
        let order = try await harness.texts("SELECT next_due_at || ' ' || id FROM (\(moved) ORDER BY e.id)")
        #expect(order.count == 1203)
        #expect(try await order == harness.texts("SELECT next_due_at || ' ' || id FROM (\(moved) ORDER BY 1, 2)"))
    }
}
