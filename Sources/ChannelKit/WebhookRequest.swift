package import InboxDomain

/// One request as it came in, before anything is believed of it.
package struct WebhookRequest: Sendable {
    /// Upper case.
    package var method: String
    /// The path after `/in/<inbox>`; empty, or beginning with a slash.
    package var subpath: String
    /// The query as sent, without the question mark; empty where there is none.
    package var query: String
    /// In the order sent; names in lower case.
    package var headers: [Header]
    package var body: [UInt8]
    /// The URL that the sender used: the configured public URL, the path and the query. Some signatures cover it.
    package var publicURL: String

    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        method: String, subpath: String = "", query: String = "", headers: [Header] = [], body: [UInt8] = [],
        publicURL: String = ""
    ) {
        self.method = method
        self.subpath = subpath
        self.query = query
        self.headers = headers
        self.body = body
        self.publicURL = publicURL
    }

    /// The value of the first header of that name (lower case).
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// What to do with a request.
package enum Admission: Sendable {
    /// Store the body with these headers, and only after that answer `acknowledgement`.
    case accept(keeping: [WebhookRequest.Header], acknowledgement: WebhookResponse)
    /// A handshake or a probe: answer, and store nothing.
    case respond(WebhookResponse)
    /// Answer, store nothing, and count it under the reason.
    case reject(RejectionReason, WebhookResponse)
    /// Something must be fetched first: a key, or what a handshake asks for. The work does that, in some ten seconds at
    /// most, and says what to do then; it may be done again for the same request, and gives nothing that is to be waited
    /// for once more. A sender that cannot be told is asked to try again.
    case wait(@Sendable () async -> Admission)
}

/// Why a request was refused: a closed set, since it is a metric label.
package enum RejectionReason: String, Sendable, CaseIterable {
    case signatureMissing = "signature_missing"
    case signatureWrong = "signature_wrong"
    case timestampStale = "timestamp_stale"
    case guardFailed = "guard_failed"
    /// What was signed once came again with another body.
    case replayed
    /// The keys that the sender signs with cannot be fetched; it is asked to try again.
    case keysUnavailable = "keys_unavailable"
    /// The sender comes too often.
    case rateLimited = "rate_limited"
    case pathUnknown = "path_unknown"
    case methodNotAllowed = "method_not_allowed"
    case handshakeRefused = "handshake_refused"
    case unknownInbox = "unknown_inbox"
    /// The channel's files cannot be used; the sender is asked to try again.
    case channelBroken = "channel_broken"
    case tooLarge = "too_large"
    case timeout
    case overload
    case storeFailure = "store_failure"
}

/// An answer to a sender.
package struct WebhookResponse: Sendable, Hashable {
    package var status: Int
    package var headers: [WebhookRequest.Header]
    package var body: [UInt8]

    /// `contentType` becomes the Content-Type header where it is not nil.
    package init(
        status: Int, contentType: String? = nil, headers: [WebhookRequest.Header] = [], body: [UInt8] = []
    ) {
        self.status = status
        self.headers = contentType.map { [.init(name: "content-type", value: $0)] + headers } ?? headers
        self.body = body
    }
}

/// One delivery as the ledger holds it.
package struct RawDelivery: Sendable {
    package var id: DeliveryID
    package var inbox: String
    package var receivedAt: Instant
    package var method: String
    package var subpath: String
    package var query: String
    /// Only those that the adapter asked to keep.
    package var headers: [WebhookRequest.Header]
    package var body: [UInt8]

    package init(
        id: DeliveryID, inbox: String, receivedAt: Instant, method: String = "POST", subpath: String = "",
        query: String = "", headers: [WebhookRequest.Header] = [], body: [UInt8]
    ) {
        self.id = id
        self.inbox = inbox
        self.receivedAt = receivedAt
        self.method = method
        self.subpath = subpath
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// Why a delivery could not be understood; it is quarantined whole, with this.
package struct NormalizationError: Error, Sendable, Hashable {
    /// A closed set: the reason that `delivery list` and the metrics show.
    package enum Code: String, Sendable, CaseIterable {
        case notJSON = "not_json"
        case mappingFailed = "mapping_failed"
        case timeLimit = "time_limit"
        case invalidEvent = "invalid_event"
    }

    package var code: Code
    /// For the operator: what failed and where; never a part of the body longer than a few words.
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
