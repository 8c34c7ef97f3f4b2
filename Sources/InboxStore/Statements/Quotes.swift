package import InboxDomain

/// By what a provider lets a message be quoted, where its id does not do.
package struct Quotes {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    package func insert(_ quote: String, of message: MessageID) throws {
        try connection.execute(
            "INSERT INTO quotes (message_id, quote) VALUES (?, ?)", [.int(message.rawValue), .text(quote)])
    }

    package func find(_ message: MessageID) throws -> String? {
        try connection.first("SELECT quote FROM quotes WHERE message_id = ?", [.int(message.rawValue)]) { $0.text(0) }
    }
}
