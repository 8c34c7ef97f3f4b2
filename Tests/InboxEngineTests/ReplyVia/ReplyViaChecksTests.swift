import ChannelKit
import InboxConfig
import InboxDomain
import InboxEngine
import Testing

@Suite struct ReplyViaChecksTests {
    private static func problems(
        through name: String, _ capabilities: ChannelCapabilities = ChannelCapabilities(canSend: true),
        channel: String = "form", undecided: Set<String> = []
    ) async throws -> [String] {
        let harness = try await EngineHarness(capabilities: capabilities) {
            $0.inboxes["website"] = InboxDefinition(
                name: "website", channel: channel, replyVia: name,
                locations: ["reply_via": SourceLocation(file: "f", line: 3, column: 5)])
        }
        return ReplyViaChecks.problems(harness.graph.current.configuration, harness.adapters, undecided: undecided)
            .map(\.rendered)
    }

    @Test func anInboxOfMailThatSendsIsRight() async throws {
        #expect(try await Self.problems(through: "mail") == [])
    }

    @Test func whatIsNoMailIsAnError() async throws {
        #expect(
            try await Self.problems(through: "chat") == [
                "f:3:5: error: inbox “chat” is of the channel “chat”, which is no mail: reply_via names an inbox of the "
                    + "channel email"
            ])
    }

    @Test func anInboxOfMailThatCannotSendIsAnError() async throws {
        #expect(
            try await Self.problems(through: "mail", ChannelCapabilities(canSend: false)) == [
                "f:3:5: error: inbox “mail” cannot send: it needs smtp: before another inbox answers through it"
            ])
    }

    @Test func whatCanAnswerByItselfIsAWarning() async throws {
        #expect(
            try await Self.problems(through: "mail", channel: "chat") == [
                "f:3:5: warning: channel “chat” can answer by itself; with reply_via all replies go by mail, through “mail”"
            ])
        #expect(try await Self.problems(through: "mail", channel: "chat", undecided: ["website"]) == [])
    }
}
