import ChannelKit
import Foundation
import InboxDomain
import Synchronization
import Testing
import Transport

@testable import ManifestChannel

/// Handshakes, answers, paths, and keys that are not there yet.
@Suite struct WebhookAdmissionTests {
    static let now = Instant(milliseconds: 1_767_225_600_000)

    static func settle(_ admission: Admission) async -> String {
        switch admission {
        case .accept(_, let answer): "accept \(text(answer))"
        case .respond(let answer): "respond \(text(answer))"
        case .reject(let reason, let answer): "\(reason.rawValue) \(text(answer))"
        case .wait(let work): "waited: \(await settle(work()))"
        }
    }

    private static func text(_ answer: WebhookResponse) -> String {
        ([String(answer.status)] + answer.headers.map { "\($0.name)=\($0.value)" }
            + [String(decoding: answer.body, as: UTF8.self)]).filter { !$0.isEmpty }.joined(separator: " ")
    }

    static let matrix = """
          methods: [PUT]
          paths: ["/_matrix/app/v1/transactions/{txnId}"]
          ack: {status: 200, content_type: application/json, body: "{}"}
          reject:
            bad_signature: {status: 403, content_type: application/json, body: '{"errcode":"M_FORBIDDEN"}'}
            path: {status: 404, content_type: application/json, body: '{"errcode":"M_UNRECOGNIZED"}'}
          handshake:
            - {when: {method: POST, path: /_matrix/app/v1/ping}, respond: {status: 200, body: "{}"}}
            - {when: {method: GET, path: "/_matrix/app/v1/users/{userId}"}, respond: {status: 404, body: "none: ${path userId}"}}
        """

    @Test(arguments: [
        ("PUT", "/_matrix/app/v1/transactions/7", "Bearer t", "accept 200 content-type=application/json {}"),
        (
            "PUT", "/_matrix/app/v1/transactions/7", "Bearer u",
            #"signature_wrong 403 content-type=application/json {"errcode":"M_FORBIDDEN"}"#
        ),
        (
            "PUT", "/_matrix/app/v1/else", "Bearer t",
            #"path_unknown 404 content-type=application/json {"errcode":"M_UNRECOGNIZED"}"#
        ),
        ("POST", "/_matrix/app/v1/transactions/7", "Bearer t", "method_not_allowed 405 allow=PUT"),
        ("POST", "/_matrix/app/v1/ping", "Bearer t", "respond 200 {}"),
        ("GET", "/_matrix/app/v1/users/%40a%3Ab", "Bearer t", "respond 404 none: @a:b"),
    ])
    func pathsMethodsAndAnswers(_ method: String, _ path: String, _ token: String, _ expected: String) async throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(verify: "token: {bearer: true, setting: token}", webhook: Self.matrix))
        let request = WebhookRequest(
            method: method, subpath: path, headers: [.init(name: "authorization", value: token)], body: Array("{}".utf8)
        )
        #expect(await Self.settle(try folder.adapter().admit(request, now: Self.now)) == expected)
    }

    @Test func theProgramSeesThePath() throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(webhook: Self.matrix),
            normalize: #"{type: "ignored", reason: "\($method) \($path) \($params.txnId)"}"#)
        let delivery = RawDelivery(
            id: DeliveryID(1), inbox: "inbox", receivedAt: Self.now, method: "PUT",
            subpath: "/_matrix/app/v1/transactions/a%2Fb", body: Array("{}".utf8))
        #expect(
            try folder.adapter().normalize(delivery)
                == [.ignored(reason: "PUT /_matrix/app/v1/transactions/a%2Fb a/b")])
    }

    /// Requests without a body, with a form, and with JSON, as one vendor may send all three.
    @Test(arguments: [
        ("", "", #"null {"a":"1"}"#), ("application/json", #"{"b":2}"#, #"{"b":2} {"a":"1"}"#),
        ("application/x-www-form-urlencoded", "b=2", #"{"b":"2"} {"a":"1"}"#),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=b; filename=c\r\n\r\nabc\r\n--x--",
            #"{"b":{"filename":"c","content_type":null,"size":3}} {"a":"1"}"#
        ),
    ])
    func anyFormat(_ type: String, _ body: String, _ expected: String) throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(normalize: "  format: any"),
            normalize: #"{type: "ignored", reason: "\(tojson) \($query | tojson)"}"#)
        let delivery = RawDelivery(
            id: DeliveryID(1), inbox: "inbox", receivedAt: Self.now, query: "a=1",
            headers: type.isEmpty ? [] : [.init(name: "content-type", value: type)], body: Array(body.utf8))
        #expect(try folder.adapter().normalize(delivery) == [.ignored(reason: expected)])
    }

    // MARK: Answers by what was asked

    @Test(arguments: [
        ("POST", "", #"{"type":1}"#, #"respond 200 content-type=application/json {"type":1}"#),
        ("POST", "", #"{"type":2}"#, #"accept 200 content-type=application/json {"type":5}"#),
        ("POST", "", #"{"type":3}"#, "accept 204"),
        ("POST", "", #"{"events":[]}"#, "respond 200"),
        ("POST", "", #"{"events":[1]}"#, "accept 204"),
        ("HEAD", "", "", "respond 200"),
        (
            "GET", "crc_token=abc", "",
            #"respond 200 content-type=application/json {"response_token":"sha256=vZfgniTTqbPDLpB+uSsb1tPk8SLoOPdtWQnpbJBUbcA="}"#
        ),
        ("OPTIONS", "", "", "respond 200 webhook-allowed-origin=eventemitter.example.com"),
    ])
    func handshakes(_ method: String, _ query: String, _ body: String, _ expected: String) async throws {
        let webhook = """
              ack:
                - {when: {json: {.type: 2}}, content_type: application/json, body: '{"type":5}'}
                - {status: 204}
              handshake:
                - {when: {json: {.type: 1}}, respond: {content_type: application/json, body: '{"type":1}'}}
                - {when: {json: {.events: []}}, respond: {status: 200}}
                - {when: {method: HEAD}, verify: not_sent, respond: {status: 200}}
                - when: {method: GET, query: {crc_token: "*"}}
                  verify: not_sent
                  respond: {content_type: application/json, body: '{"response_token":"sha256=${hmac sha256 base64 token query crc_token}"}'}
                - when: {method: OPTIONS, header: {webhook-request-origin: "event*"}}
                  verify: not_sent
                  respond: {headers: {WebHook-Allowed-Origin: "${header webhook-request-origin}"}}
            """
        let folder = try ChannelFolder(manifest: ChannelFolder.manifest(webhook: webhook))
        let request = WebhookRequest(
            method: method, query: query,
            headers: [
                .init(name: "x-token", value: "t"),
                .init(name: "webhook-request-origin", value: "eventemitter.example.com"),
            ], body: Array(body.utf8))
        #expect(await Self.settle(try folder.adapter().admit(request, now: Self.now)) == expected)
    }

    // MARK: What is fetched

    /// Answers by URL, and counts.
    final class Web: HTTPExchange {
        private let pages: [String: String]
        private let asked = Mutex<[String]>([])

        init(_ pages: [String: String]) { self.pages = pages }

        var urls: [String] { asked.withLock { $0 } }

        func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            asked.withLock { $0.append(request.url) }
            guard let page = pages[request.url] else { throw .notSent("nobody is there") }
            return HTTPResponse(status: 200, body: Array(page.utf8))
        }
    }

    static let subscription = """
          guard: [{json: .topic, equals: mine}]
          handshake:
            - when: {json: {.type: confirm}}
              fetch: {field: .url, url: "https://sns.*.amazonaws.com/"}
              respond: {status: 200}
        """

    @Test(arguments: [
        ("mine", "https://sns.eu-west-1.amazonaws.com/?Token=1", "waited: respond 200", 1),
        ("mine", "https://sns.eu-west-1.amazonaws.com/?Token=2", "waited: handshake_refused 503 retry-after=30", 1),
        ("mine", "https://sns.example.com/?Token=1", "handshake_refused 403", 0),
        ("other", "https://sns.eu-west-1.amazonaws.com/?Token=1", "guard_failed 401", 0),
    ])
    func aHandshakeMayAskAnAddress(_ topic: String, _ url: String, _ expected: String, _ asked: Int) async throws {
        let folder = try ChannelFolder(manifest: ChannelFolder.manifest(webhook: Self.subscription))
        let web = Web(["https://sns.eu-west-1.amazonaws.com/?Token=1": "<ok/>"])
        let request = WebhookRequest(
            method: "POST", headers: [.init(name: "x-token", value: "t")],
            body: Array(#"{"type":"confirm","topic":"\#(topic)","url":"\#(url)"}"#.utf8))
        #expect(await Self.settle(try folder.adapter(exchange: web).admit(request, now: Self.now)) == expected)
        #expect(web.urls.count == asked)
    }

    @Test func anUnsignedRequestMakesUsAskNobody() async throws {
        let folder = try ChannelFolder(manifest: ChannelFolder.manifest(webhook: Self.subscription))
        let web = Web([:])
        let request = WebhookRequest(
            method: "POST", body: Array(#"{"type":"confirm","topic":"mine","url":"https://sns.a.amazonaws.com/"}"#.utf8)
        )
        #expect(
            await Self.settle(try folder.adapter(exchange: web).admit(request, now: Self.now))
                == "signature_missing 401")
        #expect(web.urls.isEmpty)
    }

    /// No answer from the servers with the keys: the sender is asked to come again, and they are not asked each time.
    @Test func keysThatCannotBeHad() async throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(
                verify:
                    "jwt: {algorithms: [RS256], keys: {openid: 'https://login.example.com/'}, audience: app}"))
        let web = Web([:])
        let adapter = try folder.adapter(exchange: web)
        let header = Base64.encodeURL(Array(#"{"alg":"RS256","kid":"a"}"#.utf8))
        let request = WebhookRequest(
            method: "POST", headers: [.init(name: "authorization", value: "Bearer \(header).e30.AAAA")])
        #expect(
            await Self.settle(adapter.admit(request, now: Self.now)) == "waited: keys_unavailable 503 retry-after=30")
        #expect(await Self.settle(adapter.admit(request, now: Self.now)) == "keys_unavailable 503 retry-after=30")
        #expect(web.urls == ["https://login.example.com/"])
    }

    @Test func aSignatureIsGoodForOneBody() async throws {
        let folder = try ChannelFolder(
            manifest: ChannelFolder.manifest(webhook: "  replay: {key: [{header: x-id}], window: 1h}"))
        let adapter = try folder.adapter()
        func admit(_ id: String, _ body: String) async -> String {
            await Self.settle(
                adapter.admit(
                    WebhookRequest(
                        method: "POST",
                        headers: [.init(name: "x-token", value: "t"), .init(name: "x-id", value: id)],
                        body: Array(body.utf8)), now: Self.now))
        }
        #expect(await admit("1", "{}") == "accept 200")
        #expect(await admit("1", "{}") == "accept 200")
        #expect(await admit("1", "{ }") == "replayed 401")
        #expect(await admit("2", "{ }") == "accept 200")
    }
}
