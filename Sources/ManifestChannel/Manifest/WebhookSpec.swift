import ChannelKit

/// `webhook:` of a manifest, before an inbox's settings are put in.
struct WebhookSpec: Sendable {
    var methods: [String]
    /// What may follow `/in/<inbox>`; none: anything.
    var paths: [PathPattern]
    var verify: VerifySpec
    var guards: [GuardSpec]
    var replay: ReplaySpec?
    var limit: LimitSpec?
    var handshakes: [HandshakeSpec]
    /// The first whose condition holds answers; the last has none.
    var acknowledgements: [AcknowledgementSpec]
    var refusals: RefusalSpec

    /// For a channel to which nothing is pushed: every request gets 404.
    static let closed = WebhookSpec(
        methods: [], paths: [], verify: .any([]), guards: [], replay: nil, limit: nil, handshakes: [],
        acknowledgements: [],
        refusals: RefusalSpec(methodNotAllowed: ResponseSpec(status: 404)))
}

/// Skipped where the setting that it needs is not set.
struct GuardSpec: Sendable {
    var source: ContentGuard.Source
    var allowed: [TextSource]
}

/// What may be signed only once.
struct ReplaySpec: Sendable {
    var key: [MessagePart]
    var content: [MessagePart]
    /// Seconds.
    var window: Int64
    var entries: Int
}

/// How often one sender may come.
struct LimitSpec: Sendable {
    /// Says who the sender is; in lower case.
    var header: String
    var count: Int
    /// Seconds.
    var window: Int64
    var entries: Int
}

/// An answer of ours.
struct ResponseSpec: Sendable {
    var status: Int
    var contentType: String?
    var headers: [(name: String, value: Template)] = []
    var body = Template.empty
}

struct AcknowledgementSpec: Sendable {
    var condition: RequestCondition?
    var response: ResponseSpec
}

/// The answers to what is refused.
struct RefusalSpec: Sendable {
    var signatureMissing = ResponseSpec(status: 401)
    var signatureWrong = ResponseSpec(status: 401)
    var timestampStale = ResponseSpec(status: 401)
    var guardFailed = ResponseSpec(status: 401)
    var replayed = ResponseSpec(status: 401)
    var pathUnknown = ResponseSpec(status: 404)
    var methodNotAllowed = ResponseSpec(status: 405)
    var keysUnavailable = ResponseSpec(status: 503)
    var rateLimited = ResponseSpec(status: 429)

    func response(to reason: RejectionReason) -> ResponseSpec {
        switch reason {
        case .signatureMissing: signatureMissing
        case .timestampStale: timestampStale
        case .guardFailed: guardFailed
        case .replayed: replayed
        case .pathUnknown: pathUnknown
        case .methodNotAllowed: methodNotAllowed
        case .keysUnavailable: keysUnavailable
        case .rateLimited: rateLimited
        default: signatureWrong
        }
    }
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

    /// An address that the request names, and that is to be asked before it is answered.
    struct Fetch: Sendable {
        var field: BodyField
        var patterns: [URLPattern]
    }

    var condition: RequestCondition
    var verification: Verification
    /// Whether the guards must hold too.
    var isGuarded: Bool
    var check: Check?
    var fetch: Fetch?
    var refusal: ResponseSpec
    var response: ResponseSpec
}
