package import InboxDomain

/// What became of a delivery.
package enum DeliveryState: String, Sendable, Hashable, CaseIterable {
    case pending
    case processed
    /// Its event had been received before.
    case duplicate
    /// Understood, and of no consequence; the reason says why.
    case ignored
    /// Not understood; it waits whole for a repair and a replay.
    case quarantined
}

/// One raw thing that an inbox received, before the ledger has it.
package struct NewDelivery: Sendable {
    package var inbox: String
    package var receivedAt: Instant
    package var method: String
    package var subpath: String
    package var query: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// What its source calls it, unique in the inbox; nil where it has no name there.
    package var key: String?

    package init(
        inbox: String, receivedAt: Instant, method: String = "", subpath: String = "", query: String = "",
        headers: [(name: String, value: String)] = [], body: [UInt8], key: String? = nil
    ) {
        self.key = key
        self.inbox = inbox
        self.receivedAt = receivedAt
        self.method = method
        self.subpath = subpath
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// One delivery as the ledger holds it, with what was received.
package struct StoredDelivery: Sendable {
    package var id: DeliveryID
    package var inbox: String
    package var receivedAt: Instant
    package var state: DeliveryState
    package var method: String
    package var subpath: String
    package var query: String
    package var headers: [(name: String, value: String)]
    /// Empty where `bodyProblem` is set.
    package var body: [UInt8]
    /// Why the body cannot be read: its file is missing or damaged. Such a delivery belongs into quarantine.
    package var bodyProblem: String?
}

/// One delivery without its content.
package struct DeliveryRecord: Sendable, Hashable {
    package var id: DeliveryID
    package var inbox: String
    package var receivedAt: Instant
    package var state: DeliveryState
    /// A short snake_case word for ignored and quarantined deliveries.
    package var reason: String?
    /// For the operator.
    package var detail: String?
    /// Bytes of the body.
    package var size: Int
    /// How often it was put back to be processed again.
    package var attempts: Int
    package var settledAt: Instant?
    package var message: MessageID?
    package var conversation: ConversationID?
}

/// How many deliveries of one inbox are in which state.
package struct DeliveryCounts: Sendable, Hashable {
    package var processed = 0
    package var duplicate = 0
    package var ignored = 0
    package var quarantined = 0
    package var pending = 0

    package init() {}

    package var received: Int { processed + duplicate + ignored + quarantined + pending }

    package subscript(state: DeliveryState) -> Int {
        get {
            switch state {
            case .pending: pending
            case .processed: processed
            case .duplicate: duplicate
            case .ignored: ignored
            case .quarantined: quarantined
            }
        }
        set {
            switch state {
            case .pending: pending = newValue
            case .processed: processed = newValue
            case .duplicate: duplicate = newValue
            case .ignored: ignored = newValue
            case .quarantined: quarantined = newValue
            }
        }
    }
}
