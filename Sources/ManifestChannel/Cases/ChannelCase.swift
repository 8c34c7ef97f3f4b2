import ChannelKit
import InboxDomain

/// One file of a channel's `cases/`: a request and what must come of it, or a message and the request that it must become.
struct ChannelCase: Sendable {
    enum Kind: Sendable {
        case webhook(Webhook)
        case send(Send)
        case poll(Poll)
        case attachment(Fetch)
    }

    struct Webhook: Sendable {
        var request: WebhookRequest
        /// Whether the runner signs it; nil: where it shows no signature of its own.
        var signed: Bool?
        /// Of the token that is made for it; they replace the rule's own, and a null removes one.
        var claims = JSONObject()
        /// Seconds that the signature is old.
        var age: Int64 = 0
        /// How often it comes; the last time is the one that is judged.
        var times = 1
        var expectation: Expectation
    }

    struct Expectation: Sendable {
        enum Outcome: String, Sendable, CaseIterable {
            case accepted, responded, rejected
        }

        var outcome: Outcome
        var reason: RejectionReason?
        var status: Int?
        var contentType: String?
        var body: String?
        /// Those that are absent are not compared.
        var headers: [(name: String, value: String)] = []
        /// Nil: not compared.
        var events: [NormalizedEvent]?
        /// Of the delivery, or of one event in it; nil: none.
        var error: NormalizationError.Code?
    }

    struct Send: Sendable {
        enum Answer: Sendable {
            case response(status: Int, headers: [(name: String, value: String)], body: [UInt8])
            case lost
            case noConnection
        }

        enum Outcome: Sendable {
            case sent(String?)
            /// The name of a class, and what else is to be compared.
            case failed(ResponseClassifier.Class, code: String?, untilSeconds: Int?)
        }

        /// One request, and what comes back.
        struct Exchange: Sendable {
            /// Members that are absent are not compared.
            var request: JSONObject?
            var answer: Answer
        }

        var message: OutgoingMessage
        /// In their order.
        var exchanges: [Exchange]
        var outcome: Outcome
    }

    /// One request of a poll, and what its answer comes to.
    struct Poll: Sendable {
        enum Outcome: Sendable {
            /// What is nil is not compared.
            case page(cursor: JSONValue?, more: Bool?, keys: [String]?, events: [NormalizedEvent]?)
            case failed(ResponseClassifier.Class, code: String?)
        }

        var cursor: JSONValue?
        var page: Int
        /// Members that are absent are not compared.
        var request: JSONObject?
        var answer: Send.Answer
        var outcome: Outcome
    }

    /// How the content of one attachment is had.
    struct Fetch: Sendable {
        struct Exchange: Sendable {
            /// Members that are absent are not compared.
            var request: JSONObject?
            var answer: Send.Answer
        }

        enum Outcome: Sendable {
            case content([UInt8])
            case failed(ResponseClassifier.Class, code: String?)
            /// There is nothing to fetch.
            case nowhere
        }

        var attachment: Attachment
        /// Where the content stands in the delivery: its Content-Type and body.
        var delivery: (contentType: String, body: [UInt8])?
        var exchanges: [Exchange]
        var outcome: Outcome
    }

    var name: String
    var file: String
    var description: String
    /// What the clock shows.
    var at: Instant
    /// Of the case's inbox.
    var settings: [String: SettingValue]
    var kind: Kind
}
