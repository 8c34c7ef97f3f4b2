import InboxDomain
import InboxStore
import Testing

/// What runs for every message or every wake-up must find its rows through an index, however many there are.
@Suite struct StatementPlanTests {
    private struct Query: Sendable {
        var name: String
        /// What the plan has to name.
        var indexes: [String]
        /// Whether it found what is there.
        var run: @Sendable (any SQLConnection) throws -> Bool
    }

    private static let now = Instant(milliseconds: 50_000)

    private static let queries = [
        Query(name: "queue page", indexes: ["conversations_by_queue"]) {
            try Conversations($0).queue("q3", limit: 50).count == 50
        },
        Query(name: "queue page after a cursor", indexes: ["conversations_by_queue"]) {
            try Conversations($0).queue("q3", after: (now, ConversationID(7)), limit: 50).count == 50
        },
        Query(name: "unassigned", indexes: ["conversations_waiting"]) {
            try Conversations($0).unassigned(queue: "q3", limit: 5).count == 5
        },
        Query(name: "timers due", indexes: ["conversations_by_timer"]) {
            try Conversations($0).withTimer(notAfter: now, limit: 64).count == 64
        },
        Query(name: "earliest timer", indexes: ["conversations_by_timer"]) {
            try Conversations($0).earliestTimer() == Instant(milliseconds: 2)
        },
        Query(name: "load", indexes: ["COVERING INDEX conversations_by_assignee"]) {
            try (Conversations($0).activeCounts(assignee: "a6")["chat"] ?? 0) > 0
        },
        Query(name: "open of an agent", indexes: ["conversations_by_assignee"]) {
            try !Conversations($0).open(assignee: "a6").isEmpty
        },
        Query(name: "claim", indexes: ["conversations USING INTEGER PRIMARY KEY"]) {
            try Conversations($0).claim(ConversationID(1), for: "a6")
        },
        Query(name: "thread", indexes: ["threads USING PRIMARY KEY", "conversations USING INTEGER PRIMARY KEY"]) {
            try Conversations($0).current(inbox: "chat", threadKey: "t77")?.id == ConversationID(77)
        },
        Query(name: "identity", indexes: ["sqlite_autoindex_identities_1", "INTEGER PRIMARY KEY"]) {
            try Contacts($0).find(channel: "chat", address: "u77")?.id == ContactID(77)
        },
        Query(name: "event key", indexes: ["event_keys USING PRIMARY KEY"]) {
            let key = EventKey(bytes: Array("0000000000000077".utf8))
            return try Messages($0).seen(key)?.message == MessageID(77)
        },
        Query(name: "waiting effects", indexes: ["waiting_effects USING PRIMARY KEY"]) {
            try Messages($0).takeWaiting(for: EventKey(bytes: [1])).isEmpty
        },
        Query(
            name: "attachments due",
            indexes: ["attachments_by_next_attempt", "m USING INTEGER PRIMARY KEY", "d USING INTEGER PRIMARY KEY"]
        ) { try AttachmentFetches($0).due(notAfter: now, limit: 64, except: ["mail"]).count == 64 },
        Query(name: "next attachment", indexes: ["attachments_by_next_attempt"]) {
            try AttachmentFetches($0).nextAttempt() == Instant(milliseconds: 100)
        },
        Query(name: "attachments missing", indexes: ["attachments_missing"]) {
            try AttachmentFetches($0).list(.missing, before: nil, limit: 10).count == 10
        },
        Query(name: "attachments of a message", indexes: ["attachments USING PRIMARY KEY"]) {
            try Attachments($0).of(MessageID(77)).count == 1
        },
        Query(name: "history", indexes: ["events_by_conversation"]) {
            try Events($0).of(ConversationID(9), limit: 3).count == 3
        },
        Query(name: "events after", indexes: ["events USING INTEGER PRIMARY KEY"]) {
            try Events($0).after(EventID(99_990), limit: 5).count == 5
        },
        Query(name: "last message of a customer", indexes: ["events_by_conversation", "INTEGER PRIMARY KEY"]) {
            try Messages($0).lastInboundID(in: ConversationID(9)) == nil
        },
        Query(name: "last message of a person", indexes: ["events_by_conversation", "m USING INTEGER PRIMARY KEY"]) {
            try Messages($0).lastInbound(in: ConversationID(9), before: MessageID(60_009))?.id == MessageID(60_008)
        },
        Query(
            name: "headlines of a page",
            indexes: [
                "SEARCH c USING INTEGER PRIMARY KEY", "SEARCH p USING INTEGER PRIMARY KEY", "events_by_conversation",
                "SEARCH m USING INTEGER PRIMARY KEY", "clocks USING PRIMARY KEY (conversation_id=? AND kind=?)",
            ]
        ) {
            let ids = (1...50).map { ConversationID($0) }
            return try ConversationHeadlines($0).of(ids).values.map(\.preview) == ids.map { _ in "hello" }
        },
        Query(name: "clocks", indexes: ["clocks USING PRIMARY KEY"]) {
            try Clocks($0).latest(of: ConversationID(9)).count == 4
        },
        Query(
            name: "clocks of many",
            indexes: [
                "SEARCH k USING PRIMARY KEY (conversation_id=?)",
                "SEARCH l USING PRIMARY KEY (conversation_id=? AND kind=?)",
            ]
        ) {
            try Clocks($0).latest(of: (2...65).map { ConversationID($0) }).values.allSatisfy { $0.count == 4 }
        },
        Query(name: "unfinished clocks", indexes: ["clocks USING PRIMARY KEY"]) {
            try Clocks($0).unfinishedCount(of: (2...11).map { ConversationID($0) }) == 40
        },
        Query(name: "under an older version", indexes: ["conversations_by_version"]) {
            try PolicyVersions($0).conversations(under: 4, limit: 64).count == 64
        },
        Query(name: "older versions in use", indexes: ["policy_versions_by_policy", "conversations_by_version"]) {
            try PolicyVersions($0).outdated() == [2, 3, 4, 5]
        },
        Query(name: "simulation page", indexes: ["conversations USING INTEGER PRIMARY KEY"]) {
            try Conversations($0).created(since: now, after: ConversationID(60_000), limit: 100).count == 100
        },
        Query(name: "move of many", indexes: ["conversations_by_queue"]) { connection in
            var count = 0
            try ConversationSearch(connection).find(nil, queue: "q3", now: now, size: 500) { count += $0.count }
            return count == 10_000
        },
        Query(name: "another queue for many", indexes: ["conversations USING INTEGER PRIMARY KEY"]) {
            try Conversations($0).setQueue("q11", of: (1...500).map { ConversationID($0) })
            return try Conversations($0).find(ConversationID(500))?.queue == "q11"
        },
        Query(name: "change", indexes: ["conversations USING INTEGER PRIMARY KEY"]) { connection in
            let old = try #require(try Conversations(connection).find(ConversationID(9)))
            var new = old
            new.nextTimerAt = now
            new.tags = ["a", "b"]
            try Conversations(connection).apply(try #require(ConversationUpdate(from: old, to: new)))
            return try Conversations(connection).find(ConversationID(9)) == new
        },
        Query(name: "outbox claim", indexes: ["outbox_by_attempt", "outbox_unsettled"]) {
            try Outbox($0).claim(notAfter: now, limit: 16, except: ["mail"]).count == 16
        },
        Query(name: "earliest attempt", indexes: ["outbox_by_attempt", "outbox_unsettled"]) {
            try Outbox($0).earliestAttempt(except: ["mail"]) != nil
        },
        Query(name: "outbox hastened", indexes: ["outbox_by_attempt"]) {
            try Outbox($0).hasten(["cannot_send"], at: now) == 0
        },
        Query(name: "interrupted", indexes: ["outbox_unsettled"]) {
            try Outbox($0).interrupted().count == 16
        },
        Query(name: "later reply", indexes: ["events_by_conversation"]) {
            try !Outbox($0).hasLaterReply(than: MessageID(9), in: ConversationID(9))
        },
        Query(name: "mail of a message", indexes: ["SEARCH m USING INTEGER PRIMARY KEY"]) {
            try Mails($0).find(MessageID(9))?.conversation == ConversationID(10)
        },
        Query(name: "chain of mails", indexes: ["mails_by_conversation"]) {
            try Mails($0).chain(of: ConversationID(9), before: MessageID(.max), limit: 2) == ["m8", "m60008", "m80008"]
        },
        Query(name: "carried by mail", indexes: ["mails_by_conversation"]) {
            try Mails($0).isCarriedByMail(ConversationID(9))
        },
        Query(name: "id of a mail", indexes: ["mail_ids USING PRIMARY KEY"]) {
            try Mails($0).conversation(of: "m8", inbox: "mail") == nil
        },
        Query(name: "id in all inboxes", indexes: ["mail_ids USING PRIMARY KEY"]) {
            try Mails($0).messages(of: "m8").isEmpty
        },
        Query(name: "participant", indexes: ["participants USING PRIMARY KEY"]) {
            try Mails($0).isParticipant("8@Example.com", of: ConversationID(9))
        },
        Query(name: "participants", indexes: ["participants USING PRIMARY KEY"]) {
            try Mails($0).participants(of: ConversationID(9)).count == 5
        },
        Query(name: "subjects", indexes: ["conversation_subjects USING PRIMARY KEY"]) {
            try Mails($0).subjects(of: ConversationID(9)).count == 5
        },
        Query(name: "linked conversations", indexes: ["conversations_by_contact"]) {
            try Mails($0).linked(to: ConversationID(1), contact: ContactID(9)).isEmpty
        },
        Query(name: "thread decisions", indexes: ["thread_decisions USING PRIMARY KEY"]) {
            try ThreadDecisions($0).of(DeliveryID(9)).count == 1
        },
        Query(name: "undeliverable", indexes: ["undeliverable_addresses USING PRIMARY KEY"]) {
            try Addresses($0).undeliverable("9@example.com") != nil
        },
        Query(name: "call of a webhook", indexes: ["webhook_calls_by_webhook"]) {
            try WebhookCalls($0).first(of: "w3")?.id == 3
        },
        Query(name: "newest call", indexes: ["SEARCH webhook_calls"]) {
            try WebhookCalls($0).lastID() == 100_000
        },
        Query(name: "calls that are over", indexes: ["webhook_calls_by_webhook"]) {
            let calls = try WebhookCalls($0).expire("w4", queuedBy: Instant(milliseconds: 14), limit: 500)
            return calls.map(\.id) == [4, 9, 14]
        },
        Query(name: "automatic sends", indexes: ["automatic_sends USING PRIMARY KEY"]) {
            try Addresses($0).automaticCount("9@example.com", since: Instant(milliseconds: 50_000)) == 50
        },
    ]

    @Test func everyHotQueryUsesItsIndex() async throws {
        let store = try await FullStore()
        for query in Self.queries {
            let isRight = try await store.engine.write(.work, query.run)
            #expect(isRight, "\(query.name)")
            Self.check(store.engine.takePlan(), query.name, query.indexes)
        }
        let ledger = Ledger(engine: store.engine, blobs: try BlobStore(folder: store.folder.file("blobs")))
        #expect(try await ledger.pending(after: DeliveryID(5000), limit: 48).count == 48)
        Self.check(store.engine.takePlan(), "pending", ["deliveries_pending"])
        await store.engine.close()
    }

    private static func check(_ plan: [String], _ name: String, _ indexes: [String]) {
        for index in indexes {
            #expect(plan.contains { $0.contains(index) }, "\(name) does not use \(index): \(plan)")
        }
        let tables = [
            "conversations", "threads", "contacts", "identities", "event_keys", "events", "clocks", "outbox",
            "messages", "mails", "mail_ids", "participants", "conversation_subjects", "thread_decisions",
            "undeliverable_addresses", "automatic_sends", "deliveries",
        ]
        let scans = plan.filter { line in
            let words = line.split(separator: " ")
            return words.first == "SCAN" && words.count > 1 && !line.contains("INDEX")
                && (tables.contains(String(words[1]))
                    || ["o", "e", "m", "c", "p", "k", "l", "i", "d", "b"].contains(words[1]))
        }
        #expect(scans.isEmpty, "\(name) reads a whole table: \(scans)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(name) sorts: \(plan)")
    }
}
