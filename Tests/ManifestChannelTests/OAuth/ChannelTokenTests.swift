import ChannelKit
import Foundation
import InboxDomain
import Synchronization
import Testing
import Transport

@testable import ManifestChannel

/// The shipped channels that need tokens, against a server that gives and judges them.
@Suite(.enabled(if: TokenServer.isAvailable, "python3-jwt is not installed")) struct ChannelTokenTests {
    static let channels = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "channels").path

    /// Shows what it is set to; never sleeps.
    final class Hands: SourceClock {
        private let state: Mutex<Instant>

        /// Tokens live by the server's clock, which is the system's.
        init() { state = Mutex(SystemSourceClock().now()) }

        func now() -> Instant { state.withLock { $0 } }

        func advance(seconds: Int64) { state.withLock { $0 = $0.adding(seconds: seconds) } }

        func sleep(until instant: Instant) async throws { throw CancellationError() }
    }

    let server: TokenServer
    let clock = Hands()

    init() throws {
        server = try TokenServer()
    }

    private func adapter(_ channel: String, _ settings: [String: SettingValue]) throws -> ManifestAdapter {
        let manifest = try ManifestLoader.load(folder: "\(Self.channels)/\(channel)")
        let factory = ManifestChannelFactory(manifest: manifest, exchange: server.exchange, clock: clock)
        return try factory.manifestAdapter(for: InboxDefinition(name: "inbox", channel: channel, settings: settings))
    }

    private func teams(secret: String = "s&cr t") throws -> ManifestAdapter {
        try adapter(
            "teams",
            [
                "app_id": .text("app-1"), "app_password": .text(secret), "login_url": .text(server.url),
                "service_url": .text("\(server.url)/teams"),
            ])
    }

    private func message(_ id: Int64 = 1, conversation: String = "a:1") -> OutgoingMessage {
        OutgoingMessage(
            message: MessageID(id), conversation: ConversationID(1), threadKey: conversation, recipient: "29:1",
            text: "Hello", idempotencyKey: "key-\(id)")
    }

    // MARK: Client credentials

    static let login = "/botframework.com/oauth2/v2.0/token"
    static let activities = "/teams/v3/conversations/a%3A1/activities"

    @Test func aTokenServesManySendsAndIsRenewedBeforeItEnds() async throws {
        let teams = try teams()
        #expect(await teams.send(message(1), now: clock.now()) == .sent(providerID: "a:1/activity-2"))
        #expect(await teams.send(message(2), now: clock.now()) == .sent(providerID: "a:1/activity-3"))
        clock.advance(seconds: 3481)
        #expect(await teams.send(message(3), now: clock.now()) == .sent(providerID: "a:1/activity-5"))
        #expect(
            try await server.log() == [
                "200 \(Self.login)", "201 \(Self.activities)", "201 \(Self.activities)", "200 \(Self.login)",
                "201 \(Self.activities)",
            ])
    }

    @Test func aRefusedTokenIsReplacedOnce() async throws {
        let teams = try teams()
        _ = await teams.send(message(1), now: clock.now())
        try await server.control(#"{"revoke":true}"#)
        #expect(await teams.send(message(2), now: clock.now()) == .sent(providerID: "a:1/activity-4"))
        #expect(
            try await server.log().suffix(3) == [
                "401 \(Self.activities)", "200 \(Self.login)", "201 \(Self.activities)",
            ])
    }

    @Test func manyAtOnceAskForOneToken() async throws {
        let teams = try teams()
        let now = clock.now()
        await withTaskGroup(of: Void.self) { group in
            for id in 1...20 {
                group.addTask { [self] in
                    let outcome = await teams.send(message(Int64(id)), now: now)
                    guard case .sent = outcome else {
                        Issue.record("\(outcome)")
                        return
                    }
                }
            }
        }
        #expect(try await server.log().filter { $0.hasSuffix(Self.login) }.count == 1)
    }

    @Test func aWrongSecretNeedsTheOperatorAndIsNotShown() async throws {
        let teams = try teams(secret: "wr0ng")
        let outcome = await teams.send(message(), now: clock.now())
        #expect(
            outcome
                == .failed(
                    SendFailure(
                        .needsOperator, code: "oauth_refused",
                        detail: "the provider gave no access token: invalid_client")))
    }

    @Test func noLoginServiceIsTriedAgain() async throws {
        let adapter = try adapter(
            "teams",
            [
                "app_id": .text("app-1"), "app_password": .text("x"), "login_url": .text("http://127.0.0.1:1"),
                "service_url": .text("\(server.url)/teams"),
            ])
        guard case .failed(let failure) = await adapter.send(message(), now: clock.now()) else {
            Issue.record("sent")
            return
        }
        #expect(failure.retry == .transient)
        #expect(failure.code == "oauth_failed")
    }

    // MARK: Service account

    private func play(key: String) throws -> ManifestAdapter {
        try adapter(
            "google-play",
            ["package": .text("com.example.app"), "service_account": .text(key), "api_base": .text(server.url)])
    }

    @Test func aServiceAccountPolls() async throws {
        let source = try #require(try play(key: server.serviceAccount).source)
        let sink = PollSourceTests.Sink()
        try await source.run(sink)
        #expect(sink.stored.count == 1)
        #expect(
            try await server.log() == [
                "200 /token", "200 /androidpublisher/v3/applications/com.example.app/reviews",
            ])
    }

    @Test func aServiceAccountThatIsNotKnownNeedsTheOperator() async throws {
        let other = try TokenServer()
        let key = server.serviceAccount.replacing(
            JSONValue.string(server.rsaKey).json, with: JSONValue.string(other.rsaKey).json)
        let source = try #require(try play(key: key).source)
        await #expect(
            throws: SourceFailure(
                .needsOperator, code: "oauth_refused", detail: "the provider gave no access token: invalid_grant")
        ) { try await source.run(PollSourceTests.Sink()) }
    }

    // MARK: Tokens signed here

    private func store(issuer: String) throws -> ManifestAdapter {
        try adapter(
            "app-store",
            [
                "app_id": .text("1"), "issuer_id": .text(issuer), "key_id": .text("key-1"),
                "private_key": .text(server.ecKey), "api_base": .text(server.url),
            ])
    }

    @Test func aTokenSignedHereIsTaken() async throws {
        let source = try #require(try store(issuer: "issuer-1").source)
        let sink = PollSourceTests.Sink()
        try await source.run(sink)
        #expect(sink.reports.map(\.state) == [.connected])
        #expect(try await server.log() == ["200 /v1/apps/1/customerReviews"])
    }

    @Test func aTokenThatIsRefusedNeedsTheOperator() async throws {
        let source = try #require(try store(issuer: "issuer-2").source)
        await #expect(
            throws: SourceFailure(
                .needsOperator, code: "NOT_AUTHORIZED",
                detail: "Provide a properly configured and signed bearer token.")
        ) { try await source.run(PollSourceTests.Sink()) }
    }

    // MARK: Sessions

    static let create = "/xrpc/com.atproto.server.createSession"
    static let refresh = "/xrpc/com.atproto.server.refreshSession"

    private func bluesky(password: String = "abcd-efgh") throws -> any ChannelSource {
        let adapter = try adapter(
            "bluesky",
            ["did": .text("did:plc:acme"), "app_password": .text(password), "service": .text(server.url)])
        return try #require(adapter.source)
    }

    @Test func aSessionIsRefreshedAndBegunAnewWhereThatIsRefused() async throws {
        let source = try bluesky()
        let sink = PollSourceTests.Sink()
        try await source.run(sink)
        // The server's tokens end by the system's clock, which goes on: far from either end it does not matter.
        try await server.control(#"{"lifetime":80000}"#)
        clock.advance(seconds: 7200)
        try await source.run(sink)
        try await server.control(#"{"revoke":true,"refuse_refresh":true}"#)
        try await source.run(sink)
        #expect(
            try await server.log().filter { !$0.hasPrefix("200") || $0.hasSuffix("Session") }
                == [
                    "200 \(Self.create)", "200 \(Self.refresh)", "400 /xrpc/chat.bsky.convo.getLog",
                    "400 \(Self.refresh)", "200 \(Self.create)",
                ])
    }

    @Test func aWrongPasswordNeedsTheOperator() async throws {
        let source = try bluesky(password: "wrong")
        await #expect(
            throws: SourceFailure(
                .needsOperator, code: "oauth_refused",
                detail: "the provider gave no access token: AuthenticationRequired")
        ) { try await source.run(PollSourceTests.Sink()) }
    }

    // MARK: Settings

    @Test(arguments: [
        (
            "teams", ["app_id": "a", "app_password": "p", "login_url": "http://login.example.com"],
            "tokens are got over https://, or http:// on this machine, which this makes impossible"
        ),
        (
            "app-store", ["app_id": "1", "issuer_id": "i", "key_id": "k", "private_key": "no key"],
            "\"private_key\" is no private key in PEM for ES256"
        ),
        (
            "google-play", ["package": "p", "service_account": "{}"],
            """
            "service_account" is not the JSON file of a service account's key, with client_email, private_key and \
            token_uri
            """
        ),
    ])
    func whatCannotBeUsedIsSaidWhenTheInboxIsMade(
        _ channel: String, _ settings: [String: String], _ message: String
    ) throws {
        let error = #expect(throws: ChannelConfigurationError.self) {
            try adapter(channel, settings.mapValues { .text($0) })
        }
        #expect(error?.diagnostics.map(\.message) == [message])
    }
}
