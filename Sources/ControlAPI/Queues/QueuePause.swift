/// What an operator decided about a queue at runtime: nothing in it is assigned by itself.
package struct QueuePause: Sendable, Hashable, Codable {
    package var queue: String
    /// When it ends by itself; nil for one that stays until it is removed.
    package var until: Timestamp?
    package var reason: String
    /// The system user.
    package var by: String
    package var since: Timestamp

    package init(queue: String, until: Timestamp? = nil, reason: String, by: String, since: Timestamp) {
        self.queue = queue
        self.until = until
        self.reason = reason
        self.by = by
        self.since = since
    }
}

package struct PauseRequest: Sendable, Hashable, Codable {
    /// False ends the pause.
    package var paused: Bool
    package var until: Timestamp?
    package var reason: String

    package init(paused: Bool, until: Timestamp? = nil, reason: String) {
        self.paused = paused
        self.until = until
        self.reason = reason
    }
}

package struct PauseResult: Sendable, Hashable, Codable {
    /// The pause in force now; nil where there is none.
    package var pause: QueuePause?

    package init(pause: QueuePause?) {
        self.pause = pause
    }
}
