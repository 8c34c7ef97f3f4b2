package import InboxDomain

/// Finds conversations by a filter: the filter's terms as SQL. `ConversationFilter.matches` is the reference for what
/// each of them means.
package struct ConversationSearch {
    package enum Order: Sendable {
        /// Earliest due instant first.
        case due
        /// Last message first.
        case newest
        /// Oldest last message first.
        case oldest
        /// Longest unanswered first.
        case waiting

        var clause: String {
            switch self {
            case .due: "next_due_at, id"
            case .newest: "last_message_at DESC, id DESC"
            case .oldest: "last_message_at, id"
            case .waiting: "CASE WHEN waiting_since IS NULL THEN 1 ELSE 0 END, waiting_since, id"
            }
        }
    }

    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Every active conversation of a queue that the filter finds, the most urgent first, handed out in parts of `size`
    /// so that a queue of any length needs little memory.
    package func find(
        _ filter: ConversationFilter?, queue: String, now: Instant, size: Int, _ body: ([Conversation]) throws -> Void
    ) throws {
        var condition = SQLCondition("queue = ? AND is_active = 1", [.text(queue)])
        if let filter { condition.add(filter, now: now) }
        var part: [Conversation] = []
        part.reserveCapacity(size)
        try connection.forEachRow(
            """
            SELECT \(Conversations.columns) FROM conversations WHERE \(condition.sql) ORDER BY next_due_at, id
            """, condition.arguments
        ) { row in
            part.append(Conversations.read(row))
            if part.count == size {
                try body(part)
                part.removeAll(keepingCapacity: true)
            }
            return true
        }
        if !part.isEmpty { try body(part) }
    }

    /// A page of what the filter finds anywhere.
    package func page(
        _ filter: ConversationFilter, order: Order, offset: Int, limit: Int, now: Instant
    ) throws -> [Conversation] {
        var condition = SQLCondition(filter.isAboutActive ? "is_active = 1" : "1 = 1", [])
        condition.add(filter, now: now)
        return try connection.rows(
            """
            SELECT \(Conversations.columns) FROM conversations WHERE \(condition.sql) ORDER BY \(order.clause)
            LIMIT ? OFFSET ?
            """, condition.arguments + [.int(Int64(limit)), .int(Int64(offset))], Conversations.read)
    }
}

extension ConversationFilter {
    /// Whether a term restricts it to active conversations, for which there is an index.
    fileprivate var isAboutActive: Bool {
        terms.contains { term in
            guard !term.isNegated, case .trait(let traits) = term.condition else { return false }
            return traits.allSatisfy { [.open, .pending, .snoozed, .active, .waiting].contains($0) }
        }
    }
}

/// A condition of a WHERE clause, with its arguments in order.
private struct SQLCondition {
    var sql: String
    var arguments: [SQLValue]

    init(_ sql: String, _ arguments: [SQLValue]) {
        self.sql = sql
        self.arguments = arguments
    }

    mutating func add(_ filter: ConversationFilter, now: Instant) {
        for term in filter.terms {
            let condition = Self.of(term.condition, now: now)
            // A comparison with NULL is neither true nor false; a filter takes it as false, also before a negation.
            sql += " AND CASE WHEN \(condition.sql) THEN 1 ELSE 0 END = \(term.isNegated ? 0 : 1)"
            arguments += condition.arguments
        }
    }

    private static func of(_ condition: ConversationFilter.Condition, now: Instant) -> SQLCondition {
        switch condition {
        case .queue(let names): among("queue", names.map(SQLValue.text))
        case .inbox(let names): among("inbox", names.map(SQLValue.text))
        case .channel(let names): among("channel", names.map(SQLValue.text))
        case .assignee(let names): among("assignee", names.map(SQLValue.text))
        case .policy(let names): among("sla_policy", names.map(SQLValue.text))
        case .priority(let priorities): among("priority", priorities.map { .text($0.rawValue) })
        case .id(let ids): among("id", ids.map { .int($0.rawValue) })
        case .trait(let traits): any(traits.map { trait($0, now: now) })
        case .tag(let tags): any(tags.map(tag))
        case .contact(let tests): any(tests.map(contact))
        case .subject(let parts): any(parts.map { like("subject", part: $0) })
        case .text(let part): any([like("subject", part: part), contact(.name(part))])
        case .due(let test):
            SQLCondition(
                "next_due_at < ? AND next_due_at - ? \(test.comparison.rawValue) ?",
                [.int(Instant.distantFuture.milliseconds), .int(now.milliseconds), .int(test.milliseconds)])
        case .dueNever: SQLCondition("next_due_at = ?", [.int(Instant.distantFuture.milliseconds)])
        case .age(let test): since("created_at", test, now: now)
        case .idle(let test): since("last_message_at", test, now: now)
        }
    }

    private static func trait(_ trait: ConversationFilter.Trait, now: Instant) -> SQLCondition {
        switch trait {
        case .open, .pending, .snoozed, .resolved, .closed: SQLCondition("status = ?", [.text(trait.rawValue)])
        case .active: SQLCondition("is_active = 1", [])
        case .unassigned: SQLCondition("assignee IS NULL", [])
        case .assigned: SQLCondition("assignee IS NOT NULL", [])
        case .overdue: SQLCondition("next_due_at < ?", [.int(now.milliseconds)])
        case .waiting: SQLCondition("is_active = 1 AND waiting_since IS NOT NULL", [])
        }
    }

    /// LIKE takes upper and lower case for the same, and tags are exact.
    private static func tag(_ tag: String) -> SQLCondition {
        SQLCondition("REPLACE(tags, ?, '') <> tags", [.text("\n\(tag)\n")])
    }

    private static func contact(_ test: ConversationFilter.ContactTest) -> SQLCondition {
        switch test {
        case .id(let id): return SQLCondition("contact_id = ?", [.int(id.rawValue)])
        case .name(let part):
            let name = like("c.name", part: part)
            return SQLCondition(
                "EXISTS (SELECT 1 FROM contacts c WHERE c.id = conversations.contact_id AND \(name.sql))",
                name.arguments)
        }
    }

    private static func among(_ column: String, _ values: [SQLValue]) -> SQLCondition {
        SQLCondition("\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))", values)
    }

    private static func any(_ conditions: [SQLCondition]) -> SQLCondition {
        SQLCondition(
            "(" + conditions.map { "(\($0.sql))" }.joined(separator: " OR ") + ")", conditions.flatMap(\.arguments))
    }

    private static func since(
        _ column: String, _ test: ConversationFilter.TimeTest, now: Instant
    ) -> SQLCondition {
        SQLCondition(
            "? - \(column) \(test.comparison.rawValue) ?", [.int(now.milliseconds), .int(test.milliseconds)])
    }

    /// Whether the column holds the text as it stands: the wildcards of LIKE are escaped.
    private static func like(_ column: String, part: String) -> SQLCondition {
        var pattern = "%"
        for character in part.unicodeScalars {
            if character == "%" || character == "_" || character == "!" { pattern += "!" }
            pattern.unicodeScalars.append(character)
        }
        return SQLCondition("\(column) LIKE ? ESCAPE '!'", [.text(pattern + "%")])
    }
}
