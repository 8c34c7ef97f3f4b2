import ChannelKit
import InboxDomain
import Testing

@Suite struct NormalizedEventTests {
    static let received = Instant(milliseconds: 1_700_000_000_000)

    static let examples = [
        #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s","name":"N","email":"e","phone":"p","locale":"de"},"sent_at":1,"text":"t","html":"h","subject":"u","reply_to":"0","quote":"q","attachments":[{"kind":"image","name":"n","content_type":"image/png","size":3,"url":"https://x"},{"kind":"file","ref":"r"}]}"#,
        #"{"type":"echo","id":"1","conversation":"c","sender":{"id":"s"},"sent_at":1,"text":"t","recipient":{"id":"r"}}"#,
        #"{"type":"edit","target":"1","text":"t","html":"h","at":5}"#,
        #"{"type":"delete","target":"1","at":5}"#,
        #"{"type":"reaction","target":"1","sender":{"id":"s"},"emoji":"👍","removed":true,"at":5}"#,
        #"{"type":"receipt","target":"1","state":"failed","error":"e","at":5}"#,
        #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"sent_at":1,"text":"t","threading":{"message_id":"m","reply_token":"r1.x","in_reply_to":["a"],"references":["a","b"],"to":[{"address":"x@y","name":"X"}],"cc":[{"address":"z@y"}]},"bounce":{"originals":["o"],"recipients":[{"address":"x@y","permanent":true,"detail":"550"},{"address":"z@y"}]}}"#,
        #"{"type":"receipt","target":"1","state":"failed","error":"e","at":5,"recipient":"x@y","permanent":true}"#,
        #"{"type":"contact","sender":{"id":"s"},"change":"blocked","at":5}"#,
        #"{"type":"ignored","reason":"typing"}"#,
    ]

    @Test(arguments: examples)
    func readsWhatItWrites(_ text: String) throws {
        let json = try JSONValue(parsing: text)
        let event = try NormalizedEvent(json: json, receivedAt: Self.received)
        #expect(event.json == json)
    }

    @Test func missingTimesAreThoseOfTheDelivery() throws {
        let json = try JSONValue(
            parsing:
                #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"text":"t","sent_at":null,"new":1}"#
        )
        guard case .message(let message) = try NormalizedEvent(json: json, receivedAt: Self.received) else {
            Issue.record("no message")
            return
        }
        #expect(message.sentAt == Self.received)
        #expect(message.attachments.isEmpty)
    }

    @Test func whatRoutingAsksForIsReadAndWritten() throws {
        let text =
            #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"text":"t","to":"help@example.com","#
            + #""headers":{"X-Spam":"yes","Empty":null},"automatic":true,"language":"de-AT"}"#
        let event = try NormalizedEvent(json: try JSONValue(parsing: text), receivedAt: Self.received)
        guard case .message(let message) = event else {
            Issue.record("no message")
            return
        }
        #expect(message.to == "help@example.com")
        #expect(message.headers == ["x-spam": "yes"])
        #expect(message.automatic)
        #expect(message.language == "de-AT")
        #expect(try NormalizedEvent(json: event.json, receivedAt: Self.received) == event)
    }

    @Test func tooManyHeadersAreRefused() throws {
        let headers = (0...EventLimits.headers).map { "\"h\($0)\":\"\"" }.joined(separator: ",")
        let text =
            #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"text":"t","headers":{"# + headers
            + "}}"
        #expect(throws: NormalizationError.self) {
            try NormalizedEvent(json: try JSONValue(parsing: text), receivedAt: Self.received)
        }
    }

    @Test(arguments: [
        ("[]", "event must be an object"), ("{}", "event.type is missing"), (#"{"type":"mail"}"#, "mail"),
        (#"{"type":"delete"}"#, "delete.target is missing"),
        (#"{"type":"delete","target":""}"#, "delete.target is empty"),
        (#"{"type":"delete","target":1}"#, "delete.target must be a text"),
        (#"{"type":"delete","target":"1","at":"now"}"#, "delete.at"),
        (#"{"type":"delete","target":"1","at":-1}"#, "delete.at"),
        (#"{"type":"delete","target":"1","at":1e300}"#, "delete.at"),
        (
            #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"text":""}"#,
            "neither text nor attachments"
        ),
        (#"{"type":"message","id":"1","conversation":"c","sender":{},"text":"t"}"#, "message.sender.id is missing"),
        (
            #"{"type":"message","id":"1","conversation":"c","sender":"s","text":"t"}"#,
            "message.sender must be an object"
        ),
        (
            #"{"type":"message","id":"1","conversation":"c","sender":{"id":"s"},"text":"t","attachments":[{"kind":"gif"}]}"#,
            "kind"
        ),
        (#"{"type":"receipt","target":"1","state":"lost"}"#, "sent, delivered, read, failed"),
        (#"{"type":"reaction","target":"1","sender":{"id":"s"},"emoji":"x","removed":1}"#, "reaction.removed"),
    ])
    func saysWhatIsWrong(_ text: String, part: String) throws {
        let json = try JSONValue(parsing: text)
        let error = #expect(throws: NormalizationError.self) {
            try NormalizedEvent(json: json, receivedAt: Self.received)
        }
        #expect(error?.code == .invalidEvent)
        #expect(error?.detail.contains(part) == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: [("id", 512), ("conversation", 512), ("text", 1 << 20), ("subject", 8192)])
    func limitsTexts(_ member: String, limit: Int) throws {
        func event(_ count: Int) throws -> NormalizedEvent {
            var object = JSONObject([
                ("type", .string("message")), ("id", .string("1")), ("conversation", .string("c")),
                ("sender", .object([("id", .string("s"))])), ("text", .string("t")),
            ])
            object[member] = .string(String(repeating: "x", count: count))
            return try NormalizedEvent(json: .object(object), receivedAt: Self.received)
        }
        _ = try event(limit)
        #expect(throws: NormalizationError.self) { try event(limit + 1) }
    }
}

@Suite struct ChannelRegistryTests {
    struct Named: ChannelFactory {
        var channel: String

        func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
            throw ChannelConfigurationError([Diagnostic(at: SourceLocation(file: channel), "made")])
        }
    }

    @Test func anUnknownChannelNamesTheNearest() {
        let registry = ChannelRegistry([Named(channel: "telegram"), Named(channel: "slack")])
        #expect(registry.channels == ["slack", "telegram"])
        let inbox = InboxDefinition(
            name: "a", channel: "telegramm", locations: ["channel": SourceLocation(file: "f", line: 3, column: 5)])
        let error = #expect(throws: ChannelConfigurationError.self) { try registry.makeAdapter(for: inbox) }
        #expect(
            error?.diagnostics.first?.rendered
                == #"f:3:5: error: unknown channel "telegramm"; did you mean "telegram"?"#)
    }

    @Test func asksTheFactory() {
        let registry = ChannelRegistry([Named(channel: "slack")])
        let error = #expect(throws: ChannelConfigurationError.self) {
            try registry.makeAdapter(for: InboxDefinition(name: "a", channel: "slack"))
        }
        #expect(error?.diagnostics.first?.message == "made")
    }
}
