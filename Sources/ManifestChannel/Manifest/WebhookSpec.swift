import ChannelKit

/// `webhook:` of a manifest, before an inbox's settings are put in.
struct WebhookSpec: Sendable {
    var methods: [String]
    var verify: VerifySpec
    var guards: [GuardSpec]
    var handshakes: [HandshakeSpec]
    var acknowledgement: WebhookResponse
    /// The status for a missing or wrong signature, and for a stale one.
    var refusal: Int
    var guardRefusal: Int
}

indirect enum VerifySpec: Sendable {
    case token(TokenSpec)
    case basic(BasicSpec)
    case hmac(HMACSpec)
    case all([VerifySpec])
    case any([VerifySpec])
    case none
}

struct TokenSpec: Sendable {
    var place: RequestPlace
    var prefix: String
    var token: TextSource
}

struct BasicSpec: Sendable {
    var user: TextSource
    var password: TextSource
    var challenge: Bool
}

struct HMACSpec: Sendable {
    struct Key: Sendable {
        var source: TextSource
        var encoding: BinaryEncoding
        var stripPrefix: String
    }

    var algorithm: HashAlgorithm
    var mode: SigningKey.Mode
    var keys: [Key]
    var message: [MessagePart]
    var signature: SignaturePlace
    var timestamp: TimestampRule?
}

/// Skipped where the setting that it needs is not set.
struct GuardSpec: Sendable {
    var source: ContentGuard.Source
    var allowed: [TextSource]
}

/// A request that is answered at once, and stored nowhere.
struct HandshakeSpec: Sendable {
    enum Verification: String, Sendable, CaseIterable {
        case required
        case notSent = "not_sent"
    }

    struct Check: Sendable {
        var place: RequestPlace
        var expected: TextSource
    }

    var condition: HandshakeCondition
    var verification: Verification
    var check: Check?
    var refusal: Int
    var status: Int
    var contentType: String?
    var headers: [(name: String, value: Template)]
    var body: Template
}

/// Which requests a handshake is about; all of it must hold.
struct HandshakeCondition: Sendable {
    /// What a value must be.
    enum Expectation: Sendable, Hashable {
        /// There must be one: written `"*"`.
        case present
        case equals(JSONValue)

        func holds(for value: JSONValue?) -> Bool {
            guard let value, !value.isNull else { return false }
            switch self {
            case .present: return true
            case .equals(let wanted):
                if let text = wanted.scalarText { return value.scalarText == text }
                return value == wanted
            }
        }
    }

    var method: String?
    var query: [(name: String, expectation: Expectation)]
    var headers: [(name: String, expectation: Expectation)]
    var json: [(path: JSONPath, expectation: Expectation)]

    /// The body is looked at last: mostly something else has settled it by then.
    func holds(for request: WebhookRequest) -> Bool {
        if let method, request.method != method { return false }
        for (name, expectation) in headers
        where !expectation.holds(for: request.header(name).map(JSONValue.string)) { return false }
        if !query.isEmpty {
            let fields = request.queryFields
            for (name, expectation) in query
            where !expectation.holds(for: fields[name].map(JSONValue.string)) { return false }
        }
        for (path, expectation) in json {
            guard let values = try? path.values(in: request.body), expectation.holds(for: values.last) else {
                return false
            }
        }
        return true
    }
}
