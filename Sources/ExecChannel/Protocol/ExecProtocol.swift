import ChannelKit
import InboxDomain

/// The numbers of the protocol, and the lines that we write. `docs/exec-protocol.md` is its description.
enum ExecProtocol {
    static let version: Int64 = 1
    /// Bytes of a line, its end not counted, in both directions.
    static let lineLimit = 1 << 20
    /// Bytes of a cursor.
    static let cursorLimit = 4096
    /// Bytes of an event's id.
    static let idLimit = 200
    /// Events, and their bytes, that may wait for the ledger before nothing more is read.
    static let window = 256
    static let windowBytes = 4 << 20
    /// Lines that may wait for the adapter to read them.
    static let unreadLimit = 20_000
    /// Lines a minute that may be no lines of the protocol.
    static let malformedLimit = 20
    /// Seconds until a `hello` must have come; of silence before a ping, and after it; until a `send` must be answered.
    static let helloSeconds: Int64 = 20
    static let silenceSeconds: Int64 = 30
    static let sendSeconds: Int64 = 30
    /// Seconds that it must have run before it counts as connected, so that one that ends at once is started more and
    /// more seldom.
    static let settleSeconds: Int64 = 3
    /// Seconds that it has for going when it was told to, before it is sent signals.
    static let patienceSeconds: Int64 = 5

    /// What an adapter exits with where it does not speak our version (sysexits: EX_PROTOCOL), may not log in
    /// (EX_NOPERM), or cannot use its settings (EX_CONFIG).
    static let exitProtocol: Int32 = 76
    static let exitNotPermitted: Int32 = 77
    static let exitConfiguration: Int32 = 78

    /// `settings` is JSON; secrets are revealed here, and nowhere else: it is written to the child's standard input.
    /// `version` is another one, and there are `more` members, only where the conformance kit asks.
    static func hello(
        inbox: String, settings: Secret, cursor: String?, stateDirectory: String?, version: Int64 = version,
        more: [(String, JSONValue)] = []
    ) -> [UInt8] {
        line(
            [
                ("type", .string("hello")), ("version", .number(String(version))), ("inbox", .string(inbox)),
                ("settings", (try? JSONValue(parsing: settings.reveal())) ?? .object([])),
                ("cursor", cursor.map(JSONValue.string) ?? .null),
                ("state_directory", stateDirectory.map(JSONValue.string) ?? .null),
            ] + more)
    }

    static func ack(_ id: String) -> [UInt8] {
        line([("type", .string("ack")), ("id", .string(id))])
    }

    /// Tells the adapter that a line of its own cannot be used.
    static func error(line number: Int, id: String?, problem: String) -> [UInt8] {
        line([
            ("type", .string("error")), ("line", .number(String(number))), ("id", id.map(JSONValue.string) ?? .null),
            ("problem", .string(problem)),
        ])
    }

    static func ping(_ id: Int64) -> [UInt8] {
        line([("type", .string("ping")), ("id", .string(String(id)))])
    }

    static var stop: [UInt8] { line([("type", .string("stop"))]) }

    static func send(_ message: OutgoingMessage, id: Int64) -> [UInt8] {
        send(
            conversation: message.threadKey, recipient: message.recipient, text: message.text,
            replyTo: message.replyTo, lastInboundAt: message.lastInboundAt, idempotencyKey: message.idempotencyKey,
            id: String(id))
    }

    static func send(
        conversation: String, recipient: String, text: String, replyTo: String?, lastInboundAt: Instant?,
        idempotencyKey: String, id: String
    ) -> [UInt8] {
        line([
            ("type", .string("send")), ("id", .string(id)),
            (
                "message",
                .object([
                    ("conversation", .string(conversation)), ("recipient", .string(recipient)),
                    ("text", .string(text)), ("reply_to", replyTo.map(JSONValue.string) ?? .null),
                    ("last_inbound_at", lastInboundAt.map { .number(String($0.milliseconds)) } ?? .null),
                    ("idempotency_key", .string(idempotencyKey)),
                ])
            ),
        ])
    }

    static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
        JSONValue.object(members).jsonBytes + [UInt8(ascii: "\n")]
    }
}
