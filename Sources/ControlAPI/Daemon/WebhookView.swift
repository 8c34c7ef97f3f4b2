/// A webhook and how it is doing.
package struct WebhookView: Sendable, Hashable, Codable {
    package var name: String
    /// Scheme, host and port: the rest of the address may hold a token. Nil for one that left the configuration.
    package var origin: String?
    /// `ok`, `retrying` (the oldest call was not taken), `disabled` (it answered 410), `removed` (it left the
    /// configuration, and calls wait for it).
    package var state: String
    /// The events that it takes, as configured.
    package var events: [String]
    /// Calls that wait.
    package var waiting: Int
    package var oldestAt: Timestamp?
    /// Attempts of the oldest call.
    package var attempts: Int
    package var nextAttemptAt: Timestamp?
    /// What it answered last: a status, or why there was no answer.
    package var lastAnswer: String?
    package var lastAnswerAt: Timestamp?

    package init(
        name: String, origin: String? = nil, state: String, events: [String] = [], waiting: Int = 0,
        oldestAt: Timestamp? = nil, attempts: Int = 0, nextAttemptAt: Timestamp? = nil, lastAnswer: String? = nil,
        lastAnswerAt: Timestamp? = nil
    ) {
        self.name = name
        self.origin = origin
        self.state = state
        self.events = events
        self.waiting = waiting
        self.oldestAt = oldestAt
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.lastAnswer = lastAnswer
        self.lastAnswerAt = lastAnswerAt
    }
}

/// What came of a test of a webhook.
package struct WebhookTest: Sendable, Hashable, Codable {
    package var webhook: String
    /// The id under which it was called.
    package var call: String
    /// Whether the webhook took it: it answered 2xx.
    package var delivered: Bool
    /// A status, or why there was no answer.
    package var answer: String
    package var milliseconds: Int64

    package init(webhook: String, call: String, delivered: Bool, answer: String, milliseconds: Int64) {
        self.webhook = webhook
        self.call = call
        self.delivered = delivered
        self.answer = answer
        self.milliseconds = milliseconds
    }
}
