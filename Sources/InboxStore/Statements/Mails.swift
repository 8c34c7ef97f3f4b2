import Crypto
package import InboxDomain

/// What mail has beyond its message: ids, people, subjects, and why it stands where it stands.
package struct Mails {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    // MARK: - One mail

    /// Notes what belongs to a stored message. `people` of an inbound mail are those whom it named besides us; of ours,
    /// its recipients, To first.
    package func insert(
        _ message: MessageID, in conversation: ConversationID, mailID: String?, people: [MailParty]
    ) throws {
        try connection.execute(
            "INSERT INTO mails (message_id, conversation_id, mail_id, people) VALUES (?, ?, ?, ?)",
            [
                .int(message.rawValue), .int(conversation.rawValue), .optional(mailID), .text(PartyText.write(people)),
            ])
    }

    package func find(_ message: MessageID) throws -> StoredMail? {
        try connection.first(
            "SELECT \(Self.columns) FROM mails m WHERE m.message_id = ?", [.int(message.rawValue)], Self.read)
    }

    /// Whether anything in the conversation came or went by mail.
    package func isCarriedByMail(_ conversation: ConversationID) throws -> Bool {
        try connection.first("SELECT 1 FROM mails WHERE conversation_id = ? LIMIT 1", [.int(conversation.rawValue)]) {
            _ in true
        } ?? false
    }

    /// The Message-IDs of a conversation before message `id`, oldest first: the first one, and the last `limit` others.
    package func chain(of conversation: ConversationID, before id: MessageID, limit: Int) throws -> [String] {
        let first = try connection.first(
            """
            SELECT mail_id FROM mails WHERE conversation_id = ? AND message_id < ? AND mail_id IS NOT NULL
            ORDER BY message_id LIMIT 1
            """, [.int(conversation.rawValue), .int(id.rawValue)]
        ) { $0.text(0) }
        let last = try connection.rows(
            """
            SELECT mail_id FROM mails WHERE conversation_id = ? AND message_id < ? AND mail_id IS NOT NULL
            ORDER BY message_id DESC LIMIT ?
            """, [.int(conversation.rawValue), .int(id.rawValue), .int(Int64(limit))]
        ) { $0.text(0) }
        guard let first, last.last != first else { return last.reversed() }
        return [first] + last.reversed()
    }

    /// Our mail has its Message-ID now.
    package func setMailID(_ mailID: String, of message: MessageID) throws {
        try connection.execute(
            "UPDATE mails SET mail_id = ? WHERE message_id = ?", [.text(mailID), .int(message.rawValue)])
    }

    /// Who has not got our mail yet, so that only they are tried again; none: everybody was reached or refused.
    package func setUnreached(_ addresses: [String], of message: MessageID) throws {
        try connection.execute(
            "UPDATE mails SET unreached = ? WHERE message_id = ?",
            [.text(addresses.joined(separator: "\n")), .int(message.rawValue)])
    }

    private static let columns = "m.message_id, m.conversation_id, m.mail_id, m.people, m.unreached"

    private static func read(_ row: any SQLRow) -> StoredMail {
        StoredMail(
            message: MessageID(row.int(0)), conversation: ConversationID(row.int(1)), mailID: row.optionalText(2),
            people: PartyText.read(row.text(3)),
            unreached: row.optionalText(4).map { $0.split(separator: "\n").map(String.init) })
    }

    // MARK: - Message-IDs

    /// Makes a Message-ID known in an inbox; the first message of an id keeps it.
    package func note(
        _ mailID: String, inbox: String, message: MessageID, conversation: ConversationID
    ) throws {
        try connection.execute(
            """
            INSERT INTO mail_ids (key, inbox, message_id, conversation_id) VALUES (?, ?, ?, ?)
            ON CONFLICT (key, inbox) DO NOTHING
            """,
            [
                .blob(Self.key(mailID)), .text(inbox), .int(message.rawValue), .int(conversation.rawValue),
            ])
    }

    /// The conversation that a Message-ID of this inbox belongs to.
    package func conversation(of mailID: String, inbox: String) throws -> ConversationID? {
        try connection.first(
            "SELECT conversation_id FROM mail_ids WHERE key = ? AND inbox = ?", [.blob(Self.key(mailID)), .text(inbox)]
        ) { ConversationID($0.int(0)) }
    }

    /// The messages that came under a Message-ID, in whichever inbox: ten at most.
    package func messages(of mailID: String) throws -> [MessageID] {
        try connection.rows(
            "SELECT message_id FROM mail_ids WHERE key = ? ORDER BY inbox LIMIT 10", [.blob(Self.key(mailID))]
        ) { MessageID($0.int(0)) }
    }

    private static func key(_ mailID: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(mailID.utf8)).prefix(16))
    }

    // MARK: - Conversations

    package func isParticipant(_ address: String, of conversation: ConversationID) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM participants WHERE conversation_id = ? AND address = ?",
            [.int(conversation.rawValue), .text(MailParty.key(of: address))]
        ) { _ in true } ?? false
    }

    package func join(_ party: MailParty, to conversation: ConversationID, at: Instant) throws {
        try connection.execute(
            """
            INSERT INTO participants (conversation_id, address, name, joined_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (conversation_id, address) DO NOTHING
            """,
            [.int(conversation.rawValue), .text(party.key), .optional(party.name), .int(at.milliseconds)])
    }

    /// The participants of a conversation, in the order of their addresses; 1,000 at most.
    package func participants(of conversation: ConversationID) throws -> [MailParty] {
        try connection.rows(
            "SELECT address, name FROM participants WHERE conversation_id = ? ORDER BY address LIMIT 1000",
            [.int(conversation.rawValue)]
        ) { MailParty(address: $0.text(0), name: $0.optionalText(1)) }
    }

    /// Notes a normalized subject under which the conversation goes.
    package func addSubject(_ subject: String, to conversation: ConversationID) throws {
        try connection.execute(
            """
            INSERT INTO conversation_subjects (conversation_id, subject) VALUES (?, ?)
            ON CONFLICT (conversation_id, subject) DO NOTHING
            """, [.int(conversation.rawValue), .text(subject)])
    }

    /// The normalized subjects of a conversation; 100 at most.
    package func subjects(of conversation: ConversationID) throws -> [String] {
        try connection.rows(
            "SELECT subject FROM conversation_subjects WHERE conversation_id = ? ORDER BY subject LIMIT 100",
            [.int(conversation.rawValue)]
        ) { $0.text(0) }
    }

    /// Notes that a conversation's mail came to a further inbox too. Returns whether that is new.
    package func addInbox(_ inbox: String, to conversation: ConversationID, at: Instant) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO conversation_inboxes (conversation_id, inbox, since) VALUES (?, ?, ?)
            ON CONFLICT (conversation_id, inbox) DO NOTHING
            """, [.int(conversation.rawValue), .text(inbox), .int(at.milliseconds)]) > 0
    }

    package func inboxes(of conversation: ConversationID) throws -> [String] {
        try connection.rows(
            "SELECT inbox FROM conversation_inboxes WHERE conversation_id = ? ORDER BY inbox",
            [.int(conversation.rawValue)]
        ) { $0.text(0) }
    }

    /// The conversations of a contact that were opened after `previous`, newest first, among the contact's last hundred.
    package func linked(to previous: ConversationID, contact: ContactID) throws -> [ConversationID] {
        let recent = try connection.rows(
            "SELECT id, previous_id FROM conversations WHERE contact_id = ? ORDER BY id DESC LIMIT 100",
            [.int(contact.rawValue)]
        ) { (id: ConversationID($0.int(0)), previous: $0.optionalInt(1)) }
        return recent.filter { $0.previous == previous.rawValue }.map(\.id)
    }
}

/// What the store has of one mail beyond its message.
package struct StoredMail: Sendable, Hashable {
    package var message: MessageID
    package var conversation: ConversationID
    /// The Message-ID without brackets; nil for one of ours that is not sent yet.
    package var mailID: String?
    package var people: [MailParty]
    /// Nil: everybody, or nobody knows.
    package var unreached: [String]?
}

/// A list of people as a text: one a line, a tab between address and name.
enum PartyText {
    static func write(_ parties: [MailParty]) -> String {
        parties.map { party in
            clean(party.address) + (party.name.map { "\t" + clean($0) } ?? "")
        }.joined(separator: "\n")
    }

    static func read(_ text: String) -> [MailParty] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            return MailParty(address: parts[0], name: parts.count > 1 ? parts[1] : nil)
        }
    }

    private static func clean(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars where scalar.value >= 0x20 { result.unicodeScalars.append(scalar) }
        return result
    }
}
