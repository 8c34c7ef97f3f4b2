import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct AssignerTests {
    /// As many conversations in the queue that assigns in turn, a minute apart.
    private static func fill(_ harness: EngineHarness, _ count: Int, from first: Int = 1) async throws
        -> [ConversationID]
    {
        var ids: [ConversationID] = []
        for number in first..<first + count {
            ids.append(
                try await harness.converse("robin", id: "m\(number)", thread: "t\(number)", from: "u\(number)"))
            harness.clock.advance(seconds: 60)
        }
        return ids
    }

    private static func assignees(_ harness: EngineHarness, _ ids: [ConversationID]) async throws -> [String] {
        var names: [String] = []
        for id in ids { names.append(try await harness.conversation(id).assignee ?? "-") }
        return names
    }

    @Test func everybodyInTurnUpToTheirCapacity() async throws {
        let harness = try await EngineHarness()
        let ids = try await Self.fill(harness, 5)
        #expect(try await Self.assignees(harness, ids) == ["ann", "bob", "ann", "bob", "-"])
        #expect(try await harness.last(.conversationAssigned, ids[0]).data == #"{"to":"ann","reason":"round_robin"}"#)
    }

    @Test(arguments: ["resolve", "reply", "unassign", "give away", "move"])
    func roomThatIsLeftIsFilled(way: String) async throws {
        let harness = try await EngineHarness()
        let ids = try await Self.fill(harness, 6)
        let desk = harness.desk
        switch way {
        case "resolve": _ = try await desk.resolve(ids[1], by: EngineHarness.admin)
        case "reply": try await harness.reply(ids[1], "done", then: .resolved)
        case "unassign": _ = try await desk.assign(ids[1], to: nil, by: EngineHarness.admin)
        case "give away": _ = try await desk.assign(ids[1], to: "cleo", by: EngineHarness.admin)
        default: _ = try await desk.move(ids[1], to: "vip", by: EngineHarness.admin)
        }
        #expect(try await harness.conversation(ids[1]).assignee != "bob" || way == "resolve" || way == "reply")
        #expect(try await harness.conversation(ids[4]).assignee == "bob")
        #expect(try await harness.conversation(ids[5]).assignee == nil)
    }

    @Test func whoIsAwayGetsNothingUntilTheyAreBack() async throws {
        let harness = try await EngineHarness()
        let admin = EngineHarness.admin
        for agent in ["ann", "bob"] {
            let view = try await harness.desk.setAvailability(agent, available: false, by: admin)
            #expect(!view.available)
        }
        let ids = try await Self.fill(harness, 3)
        _ = try await harness.desk.setPriority(ids[2], .urgent, by: admin)
        #expect(try await Self.assignees(harness, ids) == ["-", "-", "-"])
        let view = try await harness.desk.setAvailability("ann", available: true, by: EngineHarness.ann)
        #expect(view.assigned == 2)
        // The most urgent first.
        #expect(try await Self.assignees(harness, ids) == ["ann", "-", "ann"])
    }

    @Test func skillsDecideWhoIsSuitable() async throws {
        let harness = try await EngineHarness { $0.routes.children[0].settings.skills = ["de"] }
        let ids = try await Self.fill(harness, 3)
        #expect(try await Self.assignees(harness, ids) == ["ann", "ann", "-"])
    }

    @Test func aMoveOrAReassignmentIntoTheQueueAssigns() async throws {
        let harness = try await EngineHarness()
        let one = try await harness.converse(id: "m1", thread: "t1")
        _ = try await harness.desk.move(one, to: "robin", by: EngineHarness.admin)
        #expect(try await harness.conversation(one).assignee == "ann")
        let two = try await harness.converse(id: "m2", thread: "t2", from: "u2")
        _ = try await harness.desk.reassignQueue(
            "support", ReassignRequest(to: "robin"), by: EngineHarness.admin)
        #expect(try await harness.conversation(two).assignee == "bob")
    }

    @Test func whatACustomerReopensFindsSomebody() async throws {
        let harness = try await EngineHarness()
        for agent in ["ann", "bob"] {
            _ = try await harness.desk.setAvailability(agent, available: false, by: EngineHarness.admin)
        }
        let id = try await Self.fill(harness, 1)[0]
        _ = try await harness.desk.resolve(id, by: EngineHarness.admin)
        _ = try await harness.desk.setAvailability("bob", available: true, by: EngineHarness.admin)
        #expect(try await harness.conversation(id).assignee == nil)
        try await harness.receive(.hello("again", id: "m9", thread: "t1", from: "u1"))
        #expect(try await harness.conversation(id).assignee == "bob")
    }

    @Test func anAssigneeStaysWithWhatTheirCustomerReopens() async throws {
        let harness = try await EngineHarness()
        let id = try await Self.fill(harness, 1)[0]
        _ = try await harness.desk.resolve(id, by: EngineHarness.admin)
        try await harness.receive(.hello("again", id: "m9", thread: "t1", from: "u1"))
        #expect(try await harness.conversation(id).assignee == "ann")
    }
}
