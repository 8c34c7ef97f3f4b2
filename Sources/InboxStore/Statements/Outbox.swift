package import InboxDomain

/// Outbound messages on their way. A row has the id of its message.
package struct Outbox {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    package func queue(_ message: MessageID, conversation: ConversationID, inbox: String, at: Instant) throws {
        try connection.execute(
            """
            INSERT INTO outbox (id, conversation_id, inbox, state, attempts, queued_at, next_attempt_at)
            VALUES (?, ?, ?, 'queued', 0, ?, ?)
            """,
            [
                .int(message.rawValue), .int(conversation.rawValue), .text(inbox), .int(at.milliseconds),
                .int(at.milliseconds),
            ])
    }

    /// Marks up to `limit` messages whose time has come as being sent, and returns them. Of a conversation only the
    /// oldest unsettled one is taken, so that replies keep their order. Inboxes in `except` are passed over.
    package func claim(notAfter now: Instant, limit: Int, except: Set<String>) throws -> [OutboxItem] {
        let taken = try connection.rows(
            """
            SELECT o.id, o.conversation_id, o.inbox, o.attempts, o.queued_at, o.unsure_since FROM outbox o
            WHERE o.state = 'queued' AND o.next_attempt_at <= ?\(Self.goesFirst)\(Self.outside(except))
            ORDER BY o.next_attempt_at, o.id LIMIT ?
            """, [.int(now.milliseconds)] + Self.names(except) + [.int(Int64(limit))]
        ) {
            OutboxItem(
                message: MessageID($0.int(0)), conversation: ConversationID($0.int(1)), inbox: $0.text(2),
                attempts: Int($0.int(3)) + 1, queuedAt: Instant(milliseconds: $0.int(4)),
                takenAt: now, unsureSince: $0.optionalInt(5).map(Instant.init(milliseconds:)))
        }
        // While a message is being sent, `next_attempt_at` says since when.
        for item in taken {
            try connection.execute(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_attempt_at = ? WHERE id = ?",
                [.int(now.milliseconds), .int(item.message.rawValue)])
        }
        return taken
    }

    /// No older message of its conversation is on its way.
    private static let goesFirst = """
         AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.conversation_id = o.conversation_id AND e.id < o.id
            AND e.state IN ('queued', 'sending'))
        """

    private static func outside(_ inboxes: Set<String>) -> String {
        inboxes.isEmpty ? "" : " AND o.inbox NOT IN (\(inboxes.map { _ in "?" }.joined(separator: ", ")))"
    }

    private static func names(_ names: Set<String>) -> [SQLValue] {
        names.sorted().map(SQLValue.text)
    }

    /// Messages that were being sent when the process stopped. The first condition and the order are those of the index:
    /// without them the whole history would be read.
    package func interrupted() throws -> [OutboxItem] {
        try connection.rows(
            """
            SELECT id, conversation_id, inbox, attempts, queued_at, next_attempt_at, unsure_since FROM outbox
            WHERE state IN ('queued', 'sending') AND state = 'sending' ORDER BY conversation_id, id
            """
        ) {
            OutboxItem(
                message: MessageID($0.int(0)), conversation: ConversationID($0.int(1)), inbox: $0.text(2),
                attempts: Int($0.int(3)), queuedAt: Instant(milliseconds: $0.int(4)),
                takenAt: Instant(milliseconds: $0.int(5)),
                unsureSince: $0.optionalInt(6).map(Instant.init(milliseconds:)))
        }
    }

    /// Puts a message off until `next`. One that `mayHaveArrived` by the attempt which ends here has been in doubt since
    /// that was made, if not longer.
    package func retry(
        _ message: MessageID, at next: Instant, code: String, detail: String, mayHaveArrived: Bool = false
    ) throws {
        let doubt = mayHaveArrived ? "unsure_since = COALESCE(unsure_since, next_attempt_at), " : ""
        try connection.execute(
            """
            UPDATE outbox SET \(doubt)state = 'queued', next_attempt_at = ?, error_code = ?, error_detail = ? WHERE id = ?
            """, [.int(next.milliseconds), .text(code), .text(detail), .int(message.rawValue)])
    }

    /// Makes due by `now` what waits since an attempt got one of these codes. Returns how many those are.
    package func hasten(_ codes: Set<String>, at now: Instant) throws -> Int {
        try connection.execute(
            """
            UPDATE outbox SET next_attempt_at = ?
            WHERE state = 'queued' AND next_attempt_at > ? AND error_code IN (\(codes.map { _ in "?" }.joined(separator: ", ")))
            """, [.int(now.milliseconds), .int(now.milliseconds)] + Self.names(codes))
    }

    /// Ends the sending of a message.
    package func settle(
        _ message: MessageID, _ state: Message.SendState, at: Instant, code: String? = nil, detail: String? = nil
    ) throws {
        try connection.execute(
            """
            UPDATE outbox SET state = ?, settled_at = ?, next_attempt_at = NULL, error_code = ?, error_detail = ?,
                progress = NULL, unsure_since = NULL
            WHERE id = ?
            """,
            [
                .text(state.rawValue), .int(at.milliseconds), .optional(code), .optional(detail),
                .int(message.rawValue),
            ])
    }

    /// Whether the provider may have the message, or the part of it that is next, though no answer said so.
    package func isInDoubt(_ message: MessageID) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM outbox WHERE id = ? AND unsure_since IS NOT NULL", [.int(message.rawValue)]
        ) { _ in true } ?? false
    }

    /// Notes that the provider has a part of a message, and the next is taken: what was in doubt is not any more.
    package func takeNextPart(of message: MessageID, at now: Instant) throws {
        try connection.execute(
            "UPDATE outbox SET unsure_since = NULL, next_attempt_at = ? WHERE id = ?",
            [.int(now.milliseconds), .int(message.rawValue)])
    }

    /// Notes how far a message has got; gone when it is settled.
    package func setProgress(_ progress: String, of message: MessageID) throws {
        try connection.execute(
            "UPDATE outbox SET progress = ? WHERE id = ?", [.text(progress), .int(message.rawValue)])
    }

    package func progress(of message: MessageID) throws -> String? {
        try connection.first("SELECT progress FROM outbox WHERE id = ?", [.int(message.rawValue)]) {
            $0.optionalText(0)
        } ?? nil
    }

    package func setProviderID(_ providerID: String, of message: MessageID) throws {
        try connection.execute(
            "UPDATE messages SET provider_id = ? WHERE id = ? AND provider_id IS NULL",
            [.text(providerID), .int(message.rawValue)])
    }

    /// What the last attempt got, where it was no success.
    package func failure(of message: MessageID) throws -> String? {
        try connection.first(
            "SELECT error_code, error_detail FROM outbox WHERE id = ? AND error_code IS NOT NULL",
            [.int(message.rawValue)]
        ) { "\($0.text(0)): \($0.text(1))" }
    }

    /// Whether a reply was written after message `id` that has not failed.
    package func hasLaterReply(than id: MessageID, in conversation: ConversationID) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM events e JOIN outbox o ON o.id = e.message_id
            WHERE e.conversation_id = ? AND e.type = 'message.queued' AND e.message_id > ? AND o.state <> 'failed'
            """, [.int(conversation.rawValue), .int(id.rawValue)]
        ) { _ in true } ?? false
    }

    /// When the next of what `claim` would take becomes due.
    package func earliestAttempt(except: Set<String> = []) throws -> Instant? {
        try connection.first(
            """
            SELECT o.next_attempt_at FROM outbox o WHERE o.state = 'queued'\(Self.goesFirst)\(Self.outside(except))
            ORDER BY o.next_attempt_at, o.id LIMIT 1
            """, Self.names(except)
        ) { Instant(milliseconds: $0.int(0)) }
    }

    /// How many messages wait or are being sent, per inbox.
    package func depths() throws -> [String: Int] {
        let rows = try connection.rows(
            "SELECT inbox, COUNT(*) FROM outbox WHERE state IN ('queued', 'sending') GROUP BY inbox"
        ) { ($0.text(0), Int($0.int(1))) }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}

/// One message that was taken to be sent.
package struct OutboxItem: Sendable, Hashable {
    package var message: MessageID
    package var conversation: ConversationID
    package var inbox: String
    /// This attempt included.
    package var attempts: Int
    package var queuedAt: Instant
    /// When this attempt began, or its latest part.
    package var takenAt: Instant
    /// When the first request was made that may have reached the provider, though no answer said so.
    package var unsureSince: Instant?
}
