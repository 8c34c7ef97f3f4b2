import ChannelKit
import InboxDomain
import Synchronization
import Testing
import Transport

@testable import ManifestChannel

@Suite struct PollSourceTests {
    static let start = Instant(milliseconds: 1_767_225_600_000)

    static let manifest = """
        name: sample
        settings: {token: {type: secret, required: true}}
        poll:
          interval: 30s
          request: poll.jq
          items: .body.items[]
          key: .id
          cursor: .body.next
          more: .body.more
          pages: 3
          errors:
            - {when: '.body.error? == "slow"', class: rate_limited, retry_after: .body.wait, detail: '"slow down"'}
        normalize: {program: normalize.jq}
        """

    static let program = """
        {method: "GET", url: "https://api.example.com/items?after=\\(.cursor // "none")&page=\\(.page)",
         headers: {authorization: "Bearer \\($settings.token)"}}
        """

    /// Answers in order, and is silent after that.
    final class Provider: HTTPExchange {
        private let state: Mutex<(answers: [HTTPResponse], urls: [String])>

        init(_ answers: [(Int, String)]) {
            state = Mutex((answers.map { HTTPResponse(status: $0.0, body: Array($0.1.utf8)) }, []))
        }

        var urls: [String] { state.withLock(\.urls) }

        func perform(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            let answer = state.withLock { state -> HTTPResponse? in
                state.urls.append(request.url)
                return state.answers.isEmpty ? nil : state.answers.removeFirst()
            }
            guard let answer else { throw .notSent("api.example.com: nothing more") }
            return answer
        }
    }

    /// Keeps what it is given, as the ledger does.
    final class Sink: DeliverySink {
        private let state: Mutex<(cursor: String?, stored: [IncomingDelivery], reports: [SourceReport])>

        init(cursor: String? = nil) { state = Mutex((cursor, [], [])) }

        var cursor: String? { state.withLock(\.cursor) }
        var stored: [String] { state.withLock { $0.stored.map { String(decoding: $0.body, as: UTF8.self) } } }
        var reports: [SourceReport] { state.withLock(\.reports) }

        func cursor() async throws(SourceFailure) -> String? { cursor }

        func accept(_ deliveries: [IncomingDelivery], cursor: String?) async throws(SourceFailure) -> [DeliveryID] {
            state.withLock {
                $0.stored += deliveries
                $0.cursor = cursor ?? $0.cursor
            }
            return deliveries.indices.map { DeliveryID(Int64($0)) }
        }

        func known(_ keys: [String]) async throws(SourceFailure) -> Set<String> {
            state.withLock { Set($0.stored.compactMap(\.key)).intersection(keys) }
        }

        func report(_ report: SourceReport) { state.withLock { $0.reports.append(report) } }
    }

    /// Jumps to the instant that is waited for.
    final class Clock: SourceClock {
        private let state = Mutex<(now: Instant, sleeps: [Int64])>((PollSourceTests.start, []))

        var seconds: [Int64] { state.withLock(\.sleeps) }

        func now() -> Instant { state.withLock(\.now) }

        func sleep(until instant: Instant) async throws {
            state.withLock {
                $0.sleeps.append(instant.milliseconds(since: $0.now) / 1000)
                $0.now = instant
            }
        }
    }

    /// Runs the source until the provider has nothing more to say.
    static func run(_ answers: [(Int, String)], sink: Sink = Sink()) async throws -> (Provider, Clock, SourceFailure?) {
        let folder = try ChannelFolder(manifest: manifest)
        try folder.write(program, to: "poll.jq")
        let provider = Provider(answers)
        let clock = Clock()
        let factory = ManifestChannelFactory(
            manifest: try ManifestLoader.load(folder: folder.path), exchange: provider, clock: clock)
        let adapter = try factory.manifestAdapter(
            for: InboxDefinition(name: "inbox", channel: "sample", settings: ["token": .text("s3cret")]))
        let source = try #require(adapter.source as? PollSource)
        do throws(SourceFailure) {
            try await source.run(sink)
            return (provider, clock, nil)
        } catch {
            return (provider, clock, error)
        }
    }

    @Test func readsPagesAndStoresTheCursorWithThem() async throws {
        let sink = Sink()
        let (provider, clock, failure) = try await Self.run(
            [
                (200, #"{"items":[{"id":"a"},{"id":"b"}],"next":"c1","more":true}"#),
                (200, #"{"items":[{"id":"b"},{"id":"c"}],"next":"c2"}"#), (200, #"{"items":[],"next":null}"#),
            ], sink: sink)
        #expect(
            provider.urls == [
                "https://api.example.com/items?after=none&page=1", "https://api.example.com/items?after=c1&page=2",
                "https://api.example.com/items?after=c2&page=1", "https://api.example.com/items?after=c2&page=1",
            ])
        #expect(sink.stored == [#"{"id":"a"}"#, #"{"id":"b"}"#, #"{"id":"c"}"#])
        #expect(sink.cursor == #""c2""#)
        #expect(clock.seconds == [30, 30])
        #expect(sink.reports == [SourceReport(.connected), SourceReport(.connected)])
        #expect(failure == SourceFailure(.transient, code: "no_answer", detail: "api.example.com: nothing more"))
    }

    @Test func goesOnWhereTheCursorStands() async throws {
        let (provider, _, _) = try await Self.run([], sink: Sink(cursor: #""c9""#))
        #expect(provider.urls == ["https://api.example.com/items?after=c9&page=1"])
    }

    @Test func readsNoMorePagesThanTheBoundInOneRound() async throws {
        let page = (200, #"{"items":[],"more":true}"#)
        let (provider, clock, _) = try await Self.run([page, page, page])
        #expect(provider.urls.count == 4)
        #expect(clock.seconds == [30])
    }

    @Test func waitsAsLongAsTheProviderAsks() async throws {
        let sink = Sink()
        let (_, clock, _) = try await Self.run(
            [(200, #"{"items":[]}"#), (400, #"{"error":"slow","wait":90}"#), (429, "{}")], sink: sink)
        #expect(clock.seconds == [30, 90, 60])
        #expect(sink.reports[1] == SourceReport(.failing, problem: "slow down"))
    }

    @Test(arguments: [
        (401, "{}", SourceFailure.Retry.needsOperator, "http_401"), (500, "{}", .transient, "http_500"),
        (200, #"{"other":1}"#, .needsOperator, "poll_items"), (200, "no json", .needsOperator, "poll_items"),
    ])
    func saysWhyItStopped(_ status: Int, _ body: String, _ retry: SourceFailure.Retry, _ code: String) async throws {
        let (_, _, failure) = try await Self.run([(status, body)])
        #expect(failure?.retry == retry)
        #expect(failure?.code == code)
    }

    @Test func nothingIsPushedToSuchAChannel() async throws {
        let folder = try ChannelFolder(manifest: Self.manifest)
        try folder.write(Self.program, to: "poll.jq")
        let admission = try folder.adapter().admit(WebhookRequest(method: "POST"), now: Self.start)
        #expect(await WebhookAdmissionTests.settle(admission) == "method_not_allowed 404 allow=")
    }

    @Test func casesOfAPoll() async throws {
        let folder = try ChannelFolder(
            manifest: Self.manifest,
            cases: [
                "settings": "token: t",
                "page": """
                poll:
                  cursor: c1
                  request: {method: GET, url: "https://api.example.com/items?after=c1&page=1"}
                  response: {json: {items: [{id: a}], next: c2, more: true}}
                  outcome:
                    {cursor: c2, more: true, keys: [a], events: [{type: message, id: a, conversation: c, sender: {id: s}, text: t}]}
                """,
                "slow": """
                poll:
                  response: {status: 429}
                  outcome: {failed: rate_limited}
                """,
                "wrong": """
                poll:
                  response: {json: {items: []}}
                  outcome: {cursor: c2}
                """,
            ])
        try folder.write(Self.program, to: "poll.jq")
        let results = try await CaseRunner.run(folder: folder.path)
        #expect(results.map(\.passed) == [true, true, false])
        #expect(results.map(\.problems).first == [])
    }

    @Test func mistakesAreToldWithTheirPlace() throws {
        let folder = try ChannelFolder(
            manifest: Self.manifest.replacing("interval: 30s", with: "interval: 2s").replacing(
                "items: .body.items[]", with: "items: .body["))
        try folder.write(Self.program, to: "poll.jq")
        let found = folder.diagnostics()
        #expect(found.contains { $0.contains("channel.yaml:4") && $0.contains("at least 5s") })
        #expect(found.contains { $0.contains("channel.yaml:6") && $0.contains("no jq expression") })
    }
}
