import ChannelKit
import ControlAPI
import InboxDomain
import InboxStore
import Testing

@testable import InboxEngine

@Suite struct MessagePartTests {
    static func part(_ number: Int, of total: Int, _ text: String, group: String = "g") -> NormalizedEvent {
        guard case .message(var event) = NormalizedEvent.hello(text, id: "p\(group)\(number)") else {
            return .ignored(reason: "none")
        }
        event.part = MessageEvent.Part(group: group, number: number, total: total)
        return .message(event)
    }

    @Test func partsInAnyOrderBecomeOneMessage() async throws {
        let harness = try await EngineHarness()
        let second = try await harness.receive(Self.part(2, of: 3, "b"))
        #expect(second.state == .processed)
        #expect(try await harness.receive(Self.part(2, of: 3, "b")).state == .duplicate)
        _ = try await harness.receive(Self.part(3, of: 3, "c"))
        #expect(try await harness.count("SELECT COUNT(*) FROM messages") == 0)
        let last = try await harness.receive(Self.part(1, of: 3, "a"))
        #expect(last.message != nil)
        #expect(try await harness.texts("SELECT text FROM messages") == ["abc"])
        #expect(try await harness.count("SELECT COUNT(*) FROM message_parts") == 0)
        // A late repetition changes nothing.
        #expect(try await harness.receive(Self.part(1, of: 3, "a")).state == .duplicate)
        #expect(try await harness.desk.ledgerCheck().balanced)
    }

    @Test func whatIsThereAfterTheTimeIsTheMessage() async throws {
        let harness = try await EngineHarness()
        _ = try await harness.receive(Self.part(3, of: 3, "c"))
        _ = try await harness.receive(Self.part(1, of: 3, "a"))
        _ = try await harness.receive(Self.part(1, of: 2, "other", group: "h"))
        #expect(try await harness.services.parts.collect() == 0)
        harness.clock.advance(seconds: 599)
        #expect(try await harness.services.parts.collect() == 0)
        harness.clock.advance(seconds: 1)
        #expect(try await harness.services.parts.collect() == 2)
        #expect(try await harness.texts("SELECT text FROM messages ORDER BY text") == ["ac", "other"])
        #expect(try await harness.services.parts.collect() == 0)
    }
}
