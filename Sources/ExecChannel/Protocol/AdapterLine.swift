import ChannelKit
import InboxDomain

/// One line that an adapter wrote.
enum AdapterLine: Sendable, Hashable {
    case hello(AdapterHello)
    case event(ExecEvent)
    case sent(id: String, providerID: String?)
    case failed(id: String, AdapterFailure)
    case pong(id: String)
    case log(level: String, message: String)
    /// How its own connection is doing.
    case state(SourceReport.State, problem: String?, progress: String?)
    /// A type that we do not know: a later version's. Left aside.
    case unknown(type: String)

    /// Throws where it is no JSON object, or a type that we know lacks what it must have.
    init(_ bytes: [UInt8]) throws(LineProblem) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw LineProblem("it is no JSON: \(error)")
        }
        guard case .object = json else { throw LineProblem("it is no JSON object") }
        guard let type = json["type"]?.string else { throw LineProblem("type is missing") }
        switch type {
        case "hello":
            do throws(LineProblem) {
                self = .hello(try AdapterHello(json))
            } catch {
                var problem = error
                problem.refusesHello = true
                throw problem
            }
        case "event": self = .event(try ExecEvent(json))
        case "sent": self = .sent(id: try Self.id(json, type), providerID: json["provider_id"]?.scalarText)
        case "failed": self = .failed(id: try Self.id(json, type), AdapterFailure(json))
        case "pong": self = .pong(id: try Self.id(json, type))
        case "log":
            self = .log(level: json["level"]?.string ?? "info", message: json["message"]?.scalarText ?? "")
        case "state":
            guard let state = json["state"]?.string.flatMap(SourceReport.State.init(rawValue:)) else {
                throw LineProblem("state.state must be connecting, connected, backfilling or failing")
            }
            self = .state(state, problem: json["problem"]?.string, progress: json["progress"]?.string)
        default: self = .unknown(type: type)
        }
    }

    private static func id(_ json: JSONValue, _ type: String) throws(LineProblem) -> String {
        guard let id = json["id"]?.scalarText else { throw LineProblem("\(type).id is missing") }
        return id
    }
}

/// One event, as the adapter wrote it.
struct ExecEvent: Sendable, Hashable {
    /// The adapter's own name of it: what comes again under an id that the ledger has is not stored again.
    var id: String
    /// The event as JSON. Whether it is one of ours is judged when it is normalized, after it has been stored.
    var body: [UInt8]
    var cursor: String?

    init(_ json: JSONValue) throws(LineProblem) {
        guard let id = json["id"]?.string, 1...ExecProtocol.idLimit ~= id.utf8.count else {
            throw LineProblem("event.id must be a text of 1 to \(ExecProtocol.idLimit) bytes")
        }
        self.id = id
        body = (json["event"] ?? .null).jsonBytes
        guard let cursor = json["cursor"], !cursor.isNull else { return }
        guard let text = cursor.string, text.utf8.count <= ExecProtocol.cursorLimit else {
            throw LineProblem("event.cursor must be a text of at most \(ExecProtocol.cursorLimit) bytes", id: id)
        }
        self.cursor = text
    }
}

/// Why a message was not sent, in the adapter's words.
struct AdapterFailure: Sendable, Hashable {
    var `class`: String
    var code: String
    var detail: String
    /// Seconds.
    var retryAfter: Int64?

    init(_ json: JSONValue) {
        `class` = json["class"]?.string ?? "transient"
        code = json["code"]?.scalarText ?? "unknown"
        detail = json["detail"]?.scalarText ?? ""
        retryAfter = json["retry_after"]?.integer
    }

    /// An unknown class is transient, as an unknown failure is.
    func failure(_ redaction: Redaction, at now: Instant) -> SendFailure {
        let retry: SendFailure.Retry =
            switch `class` {
            case "permanent": .permanent
            case "needs_operator": .needsOperator
            case "maybe_sent": .maybeSent
            case "rate_limited": .rateLimited(until: now.adding(seconds: min(max(retryAfter ?? 60, 1), 86_400)))
            default: .transient
            }
        return SendFailure(
            retry, code: redaction.clean(Array(code.utf8), limit: 64),
            detail: redaction.clean(Array(detail.utf8), limit: 300))
    }
}

/// What is wrong with a line, for the operator and whoever writes the adapter.
struct LineProblem: Error, Sendable, Hashable {
    var text: String
    /// Of the event that it was, where that much could be read.
    var id: String?
    /// Whether it is a hello that says what we cannot work with: it would say so again.
    var refusesHello = false

    init(_ text: String, id: String? = nil) {
        self.text = text
        self.id = id
    }
}
