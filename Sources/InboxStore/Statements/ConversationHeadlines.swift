package import InboxDomain

/// What a list shows of conversations beyond their own rows.
package struct ConversationHeadline: Sendable, Hashable {
    package var contactName: String?
    /// The first words of the customer's last message, on one line.
    package var preview: String
    /// Which clock is due at the conversation's `nextDueAt`; of several the one that started first.
    package var dueClock: ClockKind?
}

/// Finds the headlines of many stored conversations in one statement: a page costs as much as a few of its rows would
/// by themselves.
package struct ConversationHeadlines {
    /// Conversations a statement.
    private static let chunk = 200
    /// Characters of a preview at most.
    private static let previewLength = 200

    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Those of `conversations` that are not stored have none.
    package func of(_ conversations: [ConversationID]) throws -> [ConversationID: ConversationHeadline] {
        var headlines: [ConversationID: ConversationHeadline] = [:]
        for chunk in conversations.chunks(of: Self.chunk) {
            let ids = chunk.map { SQLValue.int($0.rawValue) }
            try connection.forEachRow(Self.query(count: ids.count), ids) { row in
                headlines[ConversationID(row.int(0))] = Self.read(row)
                return true
            }
        }
        return headlines
    }

    private static func read(_ row: any SQLRow) -> ConversationHeadline {
        var due: (startedAt: Int64, kind: ClockKind)?
        for (index, kind) in ClockKind.allCases.enumerated() {
            if let startedAt = row.optionalInt(3 + index), startedAt < due?.startedAt ?? .max {
                due = (startedAt, kind)
            }
        }
        return ConversationHeadline(
            contactName: row.optionalText(1), preview: preview(of: row.text(2)), dueClock: due?.kind)
    }

    private static func preview(of text: String) -> String {
        asciiPreview(of: text)
            ?? text.prefix(previewLength).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The same for text without other characters, byte by byte: a tenth of the time. Nil for other text.
    private static func asciiPreview(of text: String) -> String? {
        let head = text.utf8.prefix(previewLength + 1)
        guard head.allSatisfy({ $0 < 0x80 }) else { return nil }
        var words: [UInt8] = []
        words.reserveCapacity(previewLength)
        var isBetween = false
        for byte in head.prefix(previewLength) {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                isBetween = !words.isEmpty
            } else {
                if isBetween { words.append(0x20) }
                isBetween = false
                words.append(byte)
            }
        }
        return String(decoding: words, as: UTF8.self)
    }

    /// A character may be many code points (a family of emoji has seven), and SQL counts those.
    private static func query(count: Int) -> String {
        """
        SELECT c.id, p.name,
            (SELECT SUBSTR(m.text, 1, \(previewLength * 10)) FROM events e JOIN messages m ON m.id = e.message_id
            WHERE e.conversation_id = c.id AND e.type = 'message.received' ORDER BY e.id DESC LIMIT 1),
            \(dueClocks)
        FROM conversations c LEFT JOIN contacts p ON p.id = c.contact_id
        WHERE c.id IN (\(SQLValue.placeholders(count)))
        """
    }

    /// For each kind when the clock started that is due, in the order of `ClockKind.allCases`. Of a kind at most one is
    /// unfinished, and it is among the last two runs, however long the conversation.
    private static let dueClocks = ClockKind.allCases.map { kind in
        """
        (SELECT started_at FROM (SELECT started_at, due_at, stopped_at FROM clocks
            WHERE conversation_id = c.id AND kind = '\(kind.rawValue)' ORDER BY run DESC LIMIT 2) AS \(kind.rawValue)_runs
            WHERE stopped_at IS NULL AND due_at = c.next_due_at LIMIT 1)
        """
    }.joined(separator: ",\n")
}
