package import InboxDomain

/// What changed about a stored conversation: the columns that differ, and no others.
///
/// SQLite writes an index anew for each column of it that a statement sets, whether its value changes or not; most
/// changes touch one of the six.
package struct ConversationUpdate: Sendable, Hashable {
    package let id: ConversationID
    private let changed: [Int]
    let values: [SQLValue]

    /// Nil where nothing differs that can change.
    package init?(from old: Conversation, to new: Conversation) {
        guard new != old else { return nil }
        var changed: [Int] = []
        var values: [SQLValue] = []
        for (index, (before, after)) in zip(Conversations.mutable(old), Conversations.mutable(new)).enumerated()
        where before != after {
            changed.append(index)
            values.append(after)
        }
        guard !changed.isEmpty else { return nil }
        id = new.id
        self.changed = changed
        self.values = values
    }

    /// Takes `values`, and the id after them.
    var statement: String {
        var sql = "UPDATE conversations SET "
        for (position, index) in changed.enumerated() {
            sql += position == 0 ? "" : ", "
            sql += Self.columns[index]
            sql += " = ?"
        }
        return sql + " WHERE id = ?"
    }

    private static let columns = [
        "queue", "status", "is_active", "priority", "assignee", "sla_policy", "subject", "tags", "skills",
        "created_at", "last_message_at", "last_inbound_at", "first_responded_at", "waiting_since", "snoozed_until",
        "resolved_at", "next_due_at", "next_timer_at", "held_since", "sla_version", "message_count",
    ]
}
