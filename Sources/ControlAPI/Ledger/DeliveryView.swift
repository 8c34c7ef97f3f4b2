/// A delivery as a line of a list.
package struct DeliverySummary: Sendable, Hashable, Codable {
    package var id: Int64
    package var inbox: String
    package var receivedAt: Timestamp
    /// `pending`, `processed`, `duplicate`, `ignored`, `quarantined`.
    package var state: String
    /// Why it was ignored or quarantined: a short word.
    package var reason: String?
    /// Bytes of the body.
    package var size: Int64

    package init(
        id: Int64, inbox: String, receivedAt: Timestamp, state: String, reason: String? = nil, size: Int64
    ) {
        self.id = id
        self.inbox = inbox
        self.receivedAt = receivedAt
        self.state = state
        self.reason = reason
        self.size = size
    }
}

package struct DeliveryDetail: Sendable, Hashable, Codable {
    package struct Header: Sendable, Hashable, Codable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct Body: Sendable, Hashable, Codable {
        package enum Encoding: String, Sendable, CaseIterable, Codable {
            /// The body is UTF-8, and stands in `data` as it is.
            case text
            case base64
        }

        package var encoding: Encoding
        package var data: String

        package init(encoding: Encoding, data: String) {
            self.encoding = encoding
            self.data = data
        }
    }

    /// What a delivery became.
    package struct Effect: Sendable, Hashable, Codable {
        /// The type of the normalized event: `message`, `receipt`, `ignored`.
        package var type: String
        package var conversation: Int64?
        package var message: Int64?
        /// A few words, without the customer's text.
        package var summary: String

        package init(type: String, conversation: Int64? = nil, message: Int64? = nil, summary: String) {
            self.type = type
            self.conversation = conversation
            self.message = message
            self.summary = summary
        }
    }

    package var delivery: DeliverySummary
    package var method: String
    package var subpath: String
    package var query: String
    package var headers: [Header]
    /// Only where it was asked for.
    package var body: Body?
    /// What the reason means here, for the operator.
    package var detail: String?
    package var processedAt: Timestamp?
    package var effects: [Effect]

    package init(
        delivery: DeliverySummary, method: String, subpath: String = "", query: String = "", headers: [Header] = [],
        body: Body? = nil, detail: String? = nil, processedAt: Timestamp? = nil, effects: [Effect] = []
    ) {
        self.delivery = delivery
        self.method = method
        self.subpath = subpath
        self.query = query
        self.headers = headers
        self.body = body
        self.detail = detail
        self.processedAt = processedAt
        self.effects = effects
    }
}

/// Which deliveries are wanted; newest first.
package struct DeliveryQuery: Sendable, Hashable {
    package var inbox: String?
    package var state: String?
    package var page: PageRequest

    package init(inbox: String? = nil, state: String? = nil, page: PageRequest = PageRequest()) {
        self.inbox = inbox
        self.state = state
        self.page = page
    }
}
