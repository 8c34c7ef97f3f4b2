import InboxDomain
import InboxStore
import Testing

/// The SQL of a filter against its meaning in memory.
@Suite struct ConversationSearchTests {
    private struct Stored: Sendable {
        var conversation: Conversation
        var contactName: String?
    }

    private static let now = Instant(milliseconds: 1_000_000_000)

    @Test(arguments: [1, 2, 3] as [UInt64]) func aFilterFindsWhatItMatches(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let folder = try TemporaryFolder()
        let engine = try SQLiteEngine(path: folder.file("inbox.db"))
        _ = try await MigrationRunner(Schema.migrations).run(on: engine)
        let planned = (0..<150).map { Self.conversation($0, &random) }
        let stored = try await engine.write(.work) { connection in
            try planned.map { planned in
                var stored = planned
                stored.conversation.contact = try Contacts(connection).insert(
                    Contact(id: ContactID(0), name: stored.contactName), channel: "chat",
                    address: stored.conversation.address, at: Self.now)
                stored.conversation.id = try Conversations(connection).insert(stored.conversation)
                return stored
            }
        }
        let filters = (0..<200).map { _ in Self.filter(&random) }
        try await engine.read { connection in
            for filter in filters {
                try Self.compare(filter, stored, ConversationSearch(connection))
            }
        }
        await engine.close()
    }

    private static func compare(
        _ filter: ConversationFilter, _ stored: [Stored], _ search: ConversationSearch
    ) throws {
        let matching = stored.filter { filter.matches($0.conversation, contactName: $0.contactName, now: now) }
            .map(\.conversation)
        let orders: [(ConversationSearch.Order, (Conversation, Conversation) -> Bool)] = [
            (.due, { ($0.nextDueAt ?? .distantFuture, $0.id) < ($1.nextDueAt ?? .distantFuture, $1.id) }),
            (.newest, { ($1.lastMessageAt, $1.id) < ($0.lastMessageAt, $0.id) }),
            (.oldest, { ($0.lastMessageAt, $0.id) < ($1.lastMessageAt, $1.id) }),
            (.waiting, { ($0.waitingSince ?? .distantFuture, $0.id) < ($1.waitingSince ?? .distantFuture, $1.id) }),
        ]
        for (order, isBefore) in orders {
            let expected = matching.sorted(by: isBefore)
            let found = try search.page(filter, order: order, offset: 0, limit: 1000, now: now)
            #expect(found == expected, "\(filter)")
            let page = try search.page(filter, order: order, offset: 3, limit: 5, now: now)
            #expect(page == Array(expected.dropFirst(3).prefix(5)), "\(filter)")
        }
        let inQueue = matching.filter { $0.queue == "billing" && $0.status.isActive }.sorted(by: orders[0].1)
        var found: [Conversation] = []
        try search.find(filter, queue: "billing", now: now, size: 7) { part in
            #expect((1...7).contains(part.count))
            found += part
        }
        #expect(found == inQueue, "\(filter)")
    }

    // MARK: - Random examples

    private static let names: [String?] = [
        nil, "", "Ann Ångström", "ann", "100% sure", "under_score", "bang!", "Ünal", "ünal", "it's \"quoted\"", "日本",
    ]
    private static let parts = ["ann", "%", "_", "!", "ü", "Ü", "s", "sure", "'", "\"", "本", "zzz"]
    private static let times: [Int64] = [0, 1000, 60_000, 3_600_000]

    private static func conversation(_ number: Int, _ random: inout SplitMix) -> Stored {
        func instant(_ random: inout SplitMix) -> Instant {
            now.adding(milliseconds: random.pick(times) * (random.chance(2) ? 1 : -1))
        }
        var conversation = Conversation(
            id: ConversationID(0), inbox: random.pick(["chat", "mail"]), channel: random.pick(["chat", "mail"]),
            contact: ContactID(0), address: "u\(number)", threadKey: "t\(number)",
            queue: random.pick(["billing", "sales", "a'b"]), status: random.pick(ConversationStatus.allCases),
            priority: random.pick(Priority.allCases), assignee: random.pick([nil, "ann", "bob"]),
            slaPolicy: random.pick([nil, "gold"]), subject: random.pick(names), createdAt: instant(&random),
            lastMessageAt: instant(&random))
        conversation.tags = ["vip", "vi", "v%p", "Vip"].filter { _ in random.chance(3) }
        conversation.skills = random.chance(2) ? ["de"] : []
        conversation.waitingSince = random.chance(2) ? instant(&random) : nil
        conversation.nextDueAt = random.chance(3) ? nil : instant(&random)
        return Stored(conversation: conversation, contactName: random.pick(names))
    }

    private static func filter(_ random: inout SplitMix) -> ConversationFilter {
        let count = random.number(below: 4)
        return ConversationFilter(
            terms: (0..<count).map { _ in
                ConversationFilter.Term(condition(&random), isNegated: random.chance(3))
            })
    }

    private static func condition(_ random: inout SplitMix) -> ConversationFilter.Condition {
        let time = ConversationFilter.TimeTest(
            random.pick(ConversationFilter.Comparison.allCases),
            milliseconds: random.pick(times) * (random.chance(3) ? -1 : 1))
        let part = random.pick(parts)
        return switch random.number(below: 17) {
        case 0: .queue(random.some(["billing", "sales", "a'b", "none"]))
        case 1: .inbox(random.some(["chat", "mail"]))
        case 2: .channel(random.some(["chat", "mail"]))
        case 3, 4: .trait(random.some(ConversationFilter.Trait.allCases))
        case 5: .assignee(random.some(["ann", "bob", "cleo"]))
        case 6: .priority(random.some(Priority.allCases))
        case 7: .tag(random.some(["vip", "v%p", "v_p", "none"]))
        case 8: .policy(["gold"])
        case 9: .contact([.name(part)])
        case 10: .contact([.id(ContactID(Int64(random.number(below: 160)))), .name(part)])
        case 11: .id([ConversationID(Int64(random.number(below: 160))), ConversationID(7)])
        case 12: .subject([part, random.pick(parts)])
        case 13: .due(time)
        case 14: random.chance(2) ? .dueNever : .age(time)
        case 15: .idle(time)
        default: .text(part)
        }
    }
}

/// The same numbers on every machine.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func number(below limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// True once in `count` times.
    mutating func chance(_ count: Int) -> Bool { number(below: count) == 0 }

    mutating func pick<T>(_ values: [T]) -> T { values[number(below: values.count)] }

    /// One or two of them.
    mutating func some<T>(_ values: [T]) -> [T] { chance(2) ? [pick(values)] : [pick(values), pick(values)] }
}
