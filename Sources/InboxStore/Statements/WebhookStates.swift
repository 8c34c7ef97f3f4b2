package import InboxDomain

/// How each webhook answered last, and whether it was turned off.
package struct WebhookStates {
    private let connection: any SQLConnection

    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// `disables` turns the webhook off until `enableAll`.
    package func answered(
        _ webhook: String, _ answer: String, isGood: Bool, disables: Bool = false, at: Instant
    ) throws {
        try connection.execute(
            """
            INSERT INTO webhook_states (webhook, answer, is_good, answered_at, disabled_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (webhook) DO UPDATE SET answer = excluded.answer, is_good = excluded.is_good,
                answered_at = excluded.answered_at, disabled_at = excluded.disabled_at
            """,
            [
                .text(webhook), .text(answer), .flag(isGood), .int(at.milliseconds),
                .optional(disables ? at.milliseconds : nil),
            ])
    }

    package func isDisabled(_ webhook: String) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM webhook_states WHERE webhook = ? AND disabled_at IS NOT NULL", [.text(webhook)]
        ) { _ in true } ?? false
    }

    /// Turns all on again.
    package func enableAll() throws {
        try connection.execute("UPDATE webhook_states SET disabled_at = NULL WHERE disabled_at IS NOT NULL")
    }

    /// By webhook.
    package func all() throws -> [String: WebhookState] {
        let rows = try connection.rows(
            "SELECT webhook, answer, is_good, answered_at, disabled_at FROM webhook_states"
        ) {
            (
                $0.text(0),
                WebhookState(
                    answer: $0.text(1), isGood: $0.flag(2), answeredAt: Instant(milliseconds: $0.int(3)),
                    disabledAt: $0.optionalInt(4).map { Instant(milliseconds: $0) })
            )
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}

package struct WebhookState: Sendable, Hashable {
    /// For people: `200`, or why there was none.
    package var answer: String
    package var isGood: Bool
    package var answeredAt: Instant
    /// When it said that it takes nothing any more.
    package var disabledAt: Instant?
}
