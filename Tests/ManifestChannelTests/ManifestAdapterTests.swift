import ChannelKit
import InboxDomain
import Testing

@testable import ManifestChannel

@Suite struct ManifestAdapterTests {
    static let now = Instant(milliseconds: 1_772_442_000_000)

    func request(
        _ method: String = "POST", token: String? = "t", query: String = "", body: String = "{}",
        headers: [WebhookRequest.Header] = []
    ) -> WebhookRequest {
        WebhookRequest(
            method: method, query: query,
            headers: headers + (token.map { [.init(name: "x-token", value: $0)] } ?? []), body: Array(body.utf8))
    }

    func delivery(_ body: String, headers: [WebhookRequest.Header] = [], query: String = "") -> RawDelivery {
        RawDelivery(
            id: DeliveryID(1), inbox: "inbox", receivedAt: Self.now, query: query, headers: headers,
            body: Array(body.utf8))
    }

    @Test func acceptsKeepsAndAcknowledges() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                webhook: "  ack: {status: 202, content_type: text/xml, body: <Response/>}",
                normalize: "  headers: [X-Kind]"))
        let request = request(headers: [.init(name: "x-kind", value: "k"), .init(name: "x-other", value: "o")])
        guard case .accept(let kept, let answer) = try folder.adapter().admit(request, now: Self.now) else {
            Issue.record("not accepted")
            return
        }
        #expect(kept == [.init(name: "x-kind", value: "k")])
        #expect(answer == WebhookResponse(status: 202, contentType: "text/xml", body: Array("<Response/>".utf8)))
    }

    @Test func refusesWithTheManifestsStatus() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                webhook: "  reject: {bad_signature: 403, guard: 410}\n  guard: [{json: .to, equals: us}]"))
        let adapter = try folder.adapter()
        func refusal(_ request: WebhookRequest) -> (RejectionReason, Int)? {
            guard case .reject(let reason, let answer) = adapter.admit(request, now: Self.now) else { return nil }
            return (reason, answer.status)
        }
        #expect(refusal(request(token: nil))! == (.signatureMissing, 403))
        #expect(refusal(request(token: "x"))! == (.signatureWrong, 403))
        #expect(refusal(request(body: #"{"to":"them"}"#))! == (.guardFailed, 410))
        #expect(refusal(request("PUT"))! == (.methodNotAllowed, 405))
        #expect(refusal(request(body: #"{"to":"us"}"#)) == nil)
    }

    @Test func aGuardWithoutItsSettingIsSkipped() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                settings: "{token: {type: secret, required: true}, app: {type: text}}",
                webhook: "  guard: [{json: .app, equals: {setting: app}}]"))
        guard case .accept = try folder.adapter().admit(request(), now: Self.now) else {
            Issue.record("not accepted")
            return
        }
        let pinned = try folder.adapter(["token": .text("t"), "app": .text("a")])
        guard case .reject(.guardFailed, _) = pinned.admit(request(), now: Self.now) else {
            Issue.record("accepted")
            return
        }
    }

    @Test func asksForCredentials() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                verify: "basic: {user: sns, password: {setting: token}, challenge: true}"))
        guard case .reject(.signatureMissing, let answer) = try folder.adapter().admit(request(), now: Self.now) else {
            Issue.record("not refused")
            return
        }
        #expect(answer.headers == [.init(name: "www-authenticate", value: "Basic realm=\"inbox\"")])
    }

    @Test func answersHandshakes() throws {
        let handshakes = """
              handshake:
                - when: {method: GET, query: {mode: subscribe}}
                  verify: not_sent
                  check: {query: verify, equals: {setting: token}}
                  respond: {content_type: text/plain, body: "${query challenge}"}
                - when: {method: GET, query: {crc_token: "*"}}
                  verify: not_sent
                  respond:
                    content_type: application/json
                    body: '{"response_token":"sha256=${hmac sha256 base64 token query crc_token}"}'
                - when: {json: {.type: check, .list: []}}
                  respond: {status: 201, content_type: application/json, headers: {X-Origin: "${header origin}"}, body: '{"c":"${json .c}"}'}
            """
        let adapter = try ChannelFolder(manifest: ChannelFolder.manifest(webhook: handshakes)).adapter()
        func answer(_ request: WebhookRequest) -> String {
            switch adapter.admit(request, now: Self.now) {
            case .accept: "accepted"
            case .respond(let answer):
                "\(answer.status) \(answer.headers.map(\.value)) \(String(decoding: answer.body, as: UTF8.self))"
            case .reject(let reason, let answer): "\(reason.rawValue) \(answer.status)"
            case .wait: "wait"
            }
        }
        #expect(
            answer(request("GET", token: nil, query: "mode=subscribe&verify=t&challenge=1%26"))
                == #"200 ["text/plain"] 1&"#)
        #expect(answer(request("GET", token: nil, query: "mode=subscribe&verify=x")) == "handshake_refused 403")
        #expect(answer(request("GET", token: nil, query: "mode=other")) == "method_not_allowed 405")
        // Computed with Python's hmac.
        #expect(
            answer(request("GET", token: nil, query: "crc_token=challenge"))
                == #"200 ["application/json"] {"response_token":"sha256=\#(Self.crc)"}"#)
        let check = #"{"type":"check","list":[],"c":"a\"\n"}"#
        #expect(answer(request(token: nil, body: check)) == "signature_missing 401")
        let origin = WebhookRequest.Header(name: "origin", value: "o\r\nset-cookie: x")
        #expect(
            answer(request(body: check, headers: [origin]))
                == #"201 ["application/json", "oset-cookie: x"] {"c":"a\"\n"}"#)
        #expect(answer(request(body: #"{"type":"check","list":[1]}"#)) == "accepted")
    }

    static let crc = Base64.encode(
        SigningKey(Array("t".utf8), algorithm: .sha256)!.signature(of: Array("challenge".utf8)))

    @Test func offersTheProgramWhatItMay() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(settings: "{token: {type: secret, required: true}, app: {type: text}}"),
            normalize:
                "ignored([$headers.h, $query.q, $settings.app, $settings.token, $inbox, $received_at, .id] | tojson)")
        let adapter = try folder.adapter(["token": .text("t"), "app": .text("a\"")])
        let delivery = delivery(
            #"{"id":12345678901234567890}"#, headers: [.init(name: "h", value: "\"1\"")], query: "q=%22&q=2")
        #expect(
            try adapter.normalize(delivery) == [
                .ignored(reason: #"["\"1\"","\"","a\"",null,"inbox",1772442000000,"12345678901234567890"]"#)
            ])
    }

    @Test func readsForms() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(normalize: "  format: form"), normalize: "ignored(tojson)")
        #expect(
            try folder.adapter().normalize(delivery("a=1&b=%22&a=2")) == [
                .ignored(reason: #"{"a":["1","2"],"b":"\""}"#)
            ])
    }

    @Test(arguments: [
        (".", "no json", NormalizationError.Code.notJSON), (".", "", .notJSON), (".", "1}", .notJSON),
        ("error(\"x\")", "{}", .mappingFailed), (".a.b", "[]", .mappingFailed), ("def f: f; f", "{}", .timeLimit),
        (".", "{}", .invalidEvent), (".", "[]", .invalidEvent), ("range(2000) | ignored(\"x\")", "{}", .invalidEvent),
        ("{type: \"delete\"}", "{}", .invalidEvent), ("halt", "{}", .mappingFailed), ("empty", "{}", .mappingFailed),
        // In jq 1.6 the question mark hides the error behind it.
        ("(\"1\" | tonumber?) | error(\"x\")", "{}", .mappingFailed),
    ])
    func saysWhyADeliveryCannotBeUnderstood(_ program: String, body: String, code: NormalizationError.Code) throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(normalize: "  time_limit: 20ms"), normalize: program)
        let adapter = try folder.adapter()
        // Twice: what one delivery does to the program is no matter of the next one.
        for _ in 0..<2 {
            let error = #expect(throws: NormalizationError.self) { try adapter.normalize(delivery(body)) }
            #expect(error?.code == code)
            #expect((error?.detail.utf8.count ?? 0) <= 250)
        }
    }

    @Test func saysWhereAKeyIsBroken() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                verify: "hmac: {algorithm: sha256, keys: [{setting: token, encoding: base64, strip_prefix: whsec_}], "
                    + "message: [raw_body], signature: {header: s, encoding: base64}}"))
        _ = try folder.adapter(["token": .text("whsec_AAAA")])
        let error = #expect(throws: ChannelConfigurationError.self) { try folder.adapter(["token": .text("whsec_!")]) }
        #expect(error?.diagnostics.map(\.message) == ["\"token\" is not written in base64"])
    }

    /// One item of a batch that cannot be mapped, and one whose event is none: the others are there.
    @Test func oneItemThatFailsLeavesTheOthersAlone() throws {
        let folder = try ChannelFolder(
            normalize: """
                .[] | alone(if .bad then error("no such kind") else
                    {type: "message", id, conversation: "c", sender: {id: "s"}, text: "t"} end)
                """)
        let delivery = RawDelivery(
            id: DeliveryID(1), inbox: "inbox", receivedAt: Self.now,
            body: Array(#"[{"id":"1"},{"bad":true},{"id":null},{"id":"4"}]"#.utf8))
        let batch = try folder.adapter().normalizeEach(delivery)
        #expect(batch.events.map { $0.json["id"] } == [.string("1"), .string("4")])
        #expect(
            batch.failures == [
                NormalizationError(.mappingFailed, "event 2: no such kind"),
                NormalizationError(.invalidEvent, "event 3: message.id is missing"),
            ])
        #expect(throws: NormalizationError(.mappingFailed, "event 2: no such kind")) {
            try folder.adapter().normalize(delivery)
        }
    }
}
