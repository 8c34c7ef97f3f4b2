import ChannelKit
import InboxDomain

/// The numbers of the protocol, and the lines that we write. `docs/exec-protocol.md` is its description.
enum ExecProtocol {
    static let version: Int64 = 1
    /// Bytes of a line, its end not counted, in both directions.
    static let lineLimit = 1 << 20
    /// Bytes of a cursor.
    static let cursorLimit = 4096
    /// Events, and their bytes, that may wait for the ledger before nothing more is read.
    static let window = 256
    static let windowBytes = 4 << 20
    /// Seconds until a `hello` must have come; of silence before a ping, and after it; until a `send` must be answered.
    static let helloSeconds: Int64 = 20
    static let silenceSeconds: Int64 = 30
    static let sendSeconds: Int64 = 30

    /// What an adapter exits with where it does not speak our version (sysexits: EX_PROTOCOL), may not log in
    /// (EX_NOPERM), or cannot use its settings (EX_CONFIG).
    static let exitProtocol: Int32 = 76
    static let exitNotPermitted: Int32 = 77
    static let exitConfiguration: Int32 = 78

    /// `version` is another one only where the conformance kit asks how it is refused.
    static func hello(
        inbox: String, settings: [String: SettingValue], cursor: String?, version: Int64 = version
    ) -> [UInt8] {
        line([
            ("type", .string("hello")), ("version", .number(String(version))), ("inbox", .string(inbox)),
            ("settings", json(.map(settings))), ("cursor", cursor.map(JSONValue.string) ?? .null),
        ])
    }

    static func ack(_ sequence: Int64) -> [UInt8] {
        line([("type", .string("ack")), ("seq", .number(String(sequence)))])
    }

    static func ping(_ id: Int64) -> [UInt8] {
        line([("type", .string("ping")), ("id", .string(String(id)))])
    }

    static var shutdown: [UInt8] { line([("type", .string("shutdown"))]) }

    static func send(_ message: OutgoingMessage, id: Int64) -> [UInt8] {
        line([
            ("type", .string("send")), ("id", .string(String(id))),
            (
                "message",
                .object([
                    ("conversation", .string(message.threadKey)), ("recipient", .string(message.recipient)),
                    ("text", .string(message.text)),
                    ("reply_to", message.replyTo.map(JSONValue.string) ?? .null),
                    (
                        "last_inbound_at",
                        message.lastInboundAt.map { .number(String($0.milliseconds)) } ?? .null
                    ),
                    ("idempotency_key", .string(message.idempotencyKey)),
                ])
            ),
        ])
    }

    static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
        JSONValue.object(members).jsonBytes + [UInt8(ascii: "\n")]
    }

    /// Secrets are revealed here, and nowhere else: it is written to the child's standard input.
    private static func json(_ value: SettingValue) -> JSONValue {
        switch value {
        case .text(let text): .string(text)
        case .number(let number): .number(String(number))
        case .flag(let flag): .bool(flag)
        case .list(let values): .array(values.map(json))
        case .map(let values): .object(values.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) })
        case .secret(let secret): .string(secret.reveal())
        }
    }
}
