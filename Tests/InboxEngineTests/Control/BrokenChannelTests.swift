import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// What an inbox does whose channel cannot be used, and one that runs on its channel's last good version.
@Suite struct BrokenChannelTests {
    private static let problem = Diagnostic(
        at: SourceLocation(file: "/c/hook/channel.yaml", line: 3, column: 5), "unknown key \"verfy\"")

    /// The inbox `chat` fails, or its channel is outdated.
    private func breakChannel(_ harness: EngineHarness, _ condition: ChannelState.Condition) {
        let graph = harness.graph.current
        let channel = graph.configuration.inboxes["chat"]?.channel ?? ""
        var adapters = graph.adapters
        if condition == .broken { adapters["chat"] = nil }
        harness.graph.replace(
            with: EngineGraph(
                configuration: graph.configuration, adapters: adapters,
                failures: condition == .broken
                    ? ["chat": "channel \(channel) cannot be used: \(Self.problem.rendered)"] : [:],
                channels: [
                    ChannelState(name: channel, folder: "/c/hook", condition: condition, problems: [Self.problem])
                ]))
    }

    @Test func theSenderIsAskedToComeAgain() async throws {
        let harness = try await EngineHarness()
        breakChannel(harness, .broken)
        let request = WebhookRequest(method: "POST", subpath: "", query: "", headers: [], body: [])
        let answer = await harness.services.intake.handle(inbox: "chat", request: request)
        #expect(answer.status == 503)
        #expect(answer.headers.contains { $0.name == "retry-after" })
        #expect(try await harness.count("SELECT COUNT(*) FROM deliveries") == 0)
        #expect(await harness.services.intake.handle(inbox: "nobody", request: request).status == 404)
        #expect(try await harness.desk.inbox("chat").rejected == ["channel_broken": 1])
    }

    @Test func theListsSayWhyAndWhere() async throws {
        let harness = try await EngineHarness()
        breakChannel(harness, .broken)
        let inbox = try required(try await harness.desk.inboxes().first { $0.name == "chat" })
        #expect(inbox.state == "failing")
        #expect(inbox.problem?.contains("/c/hook/channel.yaml:3:5: error: unknown key \"verfy\"") == true)
        #expect(try await harness.desk.status().problems.contains { $0.contains("chat") && $0.contains("verfy") })
        let channel = try required(try await harness.desk.channels().first)
        #expect(channel.state == "broken")
        #expect(channel.inboxes.contains("chat"))
        #expect(channel.problems.map(\.line) == [3])
    }

    @Test func theLastGoodVersionGoesOnAndIsSaidToBeIt() async throws {
        let harness = try await EngineHarness()
        breakChannel(harness, .outdated)
        let inbox = try required(try await harness.desk.inboxes().first { $0.name == "chat" })
        #expect(inbox.state == "outdated")
        #expect(inbox.problem?.contains("last good version") == true)
        #expect(inbox.problem?.contains("channel.yaml:3:5") == true)
        #expect(try await harness.receive(.hello(id: "m1")).state == .processed)
    }

    /// What came before the daemon was started with a broken channel is kept, and replayed after the fix.
    @Test func whatWaitsIsQuarantinedWithTheReason() async throws {
        let harness = try await EngineHarness()
        let whole = harness.graph.current
        let id = try await harness.post(.hello(id: "m1"))
        breakChannel(harness, .broken)
        try await harness.services.processor.drain()
        let record = try await harness.delivery(id)
        #expect(record.state == .quarantined)
        #expect(record.reason == "channel_broken")
        harness.graph.replace(with: whole)
        try await harness.replay(id)
        #expect(try await harness.delivery(id).state == .processed)
    }
}
