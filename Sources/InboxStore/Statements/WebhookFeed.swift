package import InboxDomain

/// Up to which event of the history webhooks were told.
package struct WebhookFeed {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// Nil where nobody wants to be told.
    package func position() throws -> EventID? {
        try connection.first("SELECT last_event FROM webhook_feed") { EventID($0.int(0)) }
    }

    /// Nil for nobody.
    package func setPosition(_ last: EventID?) throws {
        guard let last else {
            try connection.execute("DELETE FROM webhook_feed")
            return
        }
        if try connection.execute("UPDATE webhook_feed SET last_event = ?", [.int(last.rawValue)]) == 0 {
            try connection.execute("INSERT INTO webhook_feed (last_event) VALUES (?)", [.int(last.rawValue)])
        }
    }
}
