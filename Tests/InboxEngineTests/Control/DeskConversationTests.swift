import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Testing

@Suite struct DeskConversationTests {
    private static let admin = EngineHarness.admin

    private struct Change: Sendable, CustomStringConvertible {
        var description: String
        var run: @Sendable (EngineHarness, ConversationID) async throws -> Void
    }

    private static let changes = [
        Change(description: "conversation.assign") { _ = try await $0.desk.assign($1, to: "ann", by: admin) },
        Change(description: "conversation.move") { _ = try await $0.desk.move($1, to: "vip", by: admin) },
        Change(description: "conversation.reply") { try await $0.reply($1, "hello") },
        Change(description: "conversation.note") { _ = try await $0.desk.note($1, text: "call back", by: admin) },
        Change(description: "conversation.resolve") { _ = try await $0.desk.resolve($1, by: admin) },
        Change(description: "conversation.snooze") {
            _ = try await $0.desk.snooze($1, until: EngineHarness.start.adding(seconds: 60), by: admin)
        },
        Change(description: "conversation.priority") { _ = try await $0.desk.setPriority($1, .high, by: admin) },
        Change(description: "conversation.tag") {
            _ = try await $0.desk.tag($1, adding: ["vip"], removing: [], by: admin)
        },
    ]

    @Test(arguments: changes)
    private func aChangeStandsInTheAuditLogAndInTheHistory(_ change: Change) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let before = try await harness.history(id).count
        try await change.run(harness, id)
        let audit = try await harness.texts(
            "SELECT action || '|' || subject || '|' || user || '|' || uid || '|' || role FROM audit")
        #expect(audit == ["\(change)|conversation \(id)|root|0|admin"])
        #expect(try await harness.history(id).count > before)
    }

    @Test(arguments: changes) private func anUnknownConversationIsRefused(_ change: Change) async throws {
        let harness = try await EngineHarness()
        let before = try await harness.effects()
        let error = await refusal { try await change.run(harness, ConversationID(99)) }
        #expect(error?.code == .notFound)
        #expect(error?.hint == "inboxctl conversation list")
        #expect(try await harness.effects() == before)
    }

    @Test(arguments: changes) private func whatIsClosedStaysAsItIs(_ change: Change) async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        _ = try await harness.desk.resolve(id, by: Self.admin)
        harness.clock.advance(seconds: 100_000)
        _ = try await harness.services.scheduler.fireDue()
        let before = try await harness.effects()
        let error = await refusal { try await change.run(harness, id) }
        if ["conversation.note", "conversation.tag"].contains(change.description) {
            #expect(error == nil)
        } else {
            #expect(error?.code == (change.description == "conversation.snooze" ? .invalid : .conflict))
            #expect(error?.hint?.isEmpty == false)
            #expect(try await harness.effects() == before)
        }
    }

    @Test func aSlipIsRefusedWithAHint() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let desk = harness.desk
        let before = try await harness.effects()
        let admin = Self.admin
        #expect(
            await refusal { try await desk.assign(id, to: "anne", by: admin) }?.hint == "did you mean “ann”?")
        #expect(await refusal { try await desk.move(id, to: "vpi", by: admin) }?.hint == "did you mean “vip”?")
        #expect(await refusal { try await desk.note(id, text: "", by: admin) }?.code == .invalid)
        #expect(
            await refusal { try await desk.snooze(id, until: EngineHarness.start, by: admin) }?.code == .invalid)
        #expect(
            await refusal { try await desk.tag(id, adding: ["two words"], removing: [], by: admin) }?.code == .invalid)
        let tags = (0..<51).map { "t\($0)" }
        #expect(await refusal { try await desk.tag(id, adding: tags, removing: [], by: admin) }?.code == .invalid)
        #expect(await refusal { try await desk.reopen(id, by: admin) }?.code == .conflict)
        #expect(try await harness.effects() == before)
    }

    @Test func changesShowInTheAnswer() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        let desk = harness.desk
        #expect(try await desk.assign(id, to: "ann", by: Self.admin).assignee == "ann")
        #expect(try await desk.assign(id, to: nil, by: Self.admin).assignee == nil)
        #expect(try await desk.tag(id, adding: ["b", "a", "b"], removing: [], by: Self.admin).tags == ["b", "a"])
        #expect(try await desk.tag(id, adding: [], removing: ["b"], by: Self.admin).tags == ["a"])
        #expect(try await desk.setPriority(id, .high, by: Self.admin).priority == "high")
        #expect(try await desk.resolve(id, by: Self.admin).status == "resolved")
        #expect(try await desk.reopen(id, by: Self.admin).status == "open")
        // Who is not in the other queue does not keep the conversation there.
        _ = try await desk.assign(id, to: "bob", by: Self.admin)
        let moved = try await desk.move(id, to: "vip", by: Self.admin)
        #expect(moved.queue == "vip")
        #expect(moved.assignee == nil)
        let note = try await desk.note(id, text: "Ümlaut", by: EngineHarness.ann)
        #expect(try await harness.message(note.message).author == "ann")
    }

    @Test func aConversationIsShownWhole() async throws {
        let harness = try await EngineHarness()
        try await harness.receive(
            .hello("one", id: "m1", name: "Una", attachments: [Attachment(kind: .image, url: "https://x.example")]))
        let id = ConversationID(1)
        try await harness.reply(id, "two")
        _ = try await harness.desk.note(id, text: "three", by: EngineHarness.ann)
        let detail = try await harness.desk.conversation(id, page: .init())
        #expect(detail.contact.name == "Una")
        #expect(detail.contact.identities == [.init(channel: "chat", address: "u1")])
        let messages = detail.timeline.filter { $0.kind == .message }
        #expect(messages.map(\.text) == ["one", "two", "three"])
        #expect(messages.map(\.direction) == ["inbound", "outbound", "note"])
        #expect(messages.map(\.author) == ["Una", "root", "ann"])
        #expect(messages[0].attachments?.first?.url == "https://x.example")
        #expect(messages[1].state == "queued")
        #expect(detail.clocks.map(\.kind) == ["first_response", "resolution"])
        #expect(detail.conversation.preview == "one")
    }

    @Test(arguments: [
        ("  two\n lines\t and\r\nmore ", "two lines and more"), (" \n", ""),
        ("Grüße\u{2003}aus 日本", "Grüße aus 日本"),
        (String(repeating: "ab ", count: 100), String(repeating: "ab ", count: 66) + "ab"),
        (String(repeating: "👩‍👩‍👧", count: 201), String(repeating: "👩‍👩‍👧", count: 200)),
    ])
    func aPreviewIsTheBeginningOnOneLine(text: String, preview: String) async throws {
        let harness = try await EngineHarness()
        _ = try await harness.converse("older", id: "m1")
        _ = try await harness.converse(text, id: "m2")
        let list = try await harness.desk.conversations(ConversationQuery())
        #expect(list.items.map(\.preview) == [preview])
        let page = try await harness.desk.queue("support", page: .init())
        #expect(page.items == list.items)
    }

    @Test func aLineOfAListNamesContactAndClock() async throws {
        let harness = try await EngineHarness()
        try await harness.receive(.hello("one", id: "m1", name: "Una"))
        _ = try await harness.converse("two", id: "m2", thread: "t2", from: "u2")
        harness.clock.advance(seconds: 60)
        // Many runs, of which the last two count; and no clock at all.
        for number in 1...5 {
            try await harness.reply(ConversationID(1), "so?")
            try await harness.receive(.hello("\(number)", id: "n\(number)"))
        }
        _ = try await harness.converse("three", id: "m3", thread: "t3", from: "u3")
        _ = try await harness.desk.setPriority(ConversationID(3), .low, by: Self.admin)
        let items = try await harness.desk.queue("support", page: .init()).items
        #expect(items.map(\.id) == [1, 2, 3])
        #expect(items.map(\.contact) == ["Una", "u2", "u3"])
        #expect(items.map(\.dueClock) == ["next_response", "first_response", nil])
        #expect(items.map(\.preview) == ["5", "two", "three"])
    }

    @Test func aLongHistoryComesInPages() async throws {
        let harness = try await EngineHarness()
        for number in 0..<12 { _ = try await harness.converse("\(number)", id: "m\(number)") }
        var texts: [String] = []
        var cursor: String?
        repeat {
            let page = try await harness.desk.conversation(
                ConversationID(1), page: PageRequest(limit: 5, cursor: cursor))
            #expect(page.timeline.count <= 5)
            texts = page.timeline.compactMap(\.text) + texts
            cursor = page.next
        } while cursor != nil
        #expect(texts == (0..<12).map(String.init))
    }

    @Test func aListComesInPagesOfWhatTheFilterFinds() async throws {
        let harness = try await EngineHarness()
        for number in 0..<7 {
            _ = try await harness.converse(id: "m\(number)", thread: "t\(number)", from: "u\(number)")
            harness.clock.advance(seconds: 60)
        }
        _ = try await harness.desk.resolve(ConversationID(3), by: Self.admin)
        var ids: [Int64] = []
        var cursor: String?
        repeat {
            let page = try await harness.desk.conversations(
                ConversationQuery(sort: .newest, page: PageRequest(limit: 2, cursor: cursor)))
            ids += page.items.map(\.id)
            cursor = page.next
        } while cursor != nil
        #expect(ids == [7, 6, 5, 4, 2, 1])
        let resolved = try await harness.desk.conversations(ConversationQuery(filter: "is:resolved"))
        #expect(resolved.items.map(\.id) == [3])
        let error = await refusal { try await harness.desk.conversations(ConversationQuery(filter: "qeue:x")) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("queue") == true)
        let slip = await refusal {
            try await harness.desk.conversations(ConversationQuery(page: PageRequest(cursor: "x")))
        }
        #expect(slip?.code == .invalid)
    }

    @Test func anOverdueBreachComesBeforeTheChange() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse()
        harness.clock.advance(seconds: 7200)
        _ = try await harness.desk.resolve(id, by: Self.admin)
        let types = try await harness.types(id)
        #expect(types.suffix(2) == ["sla.breach", "conversation.status"])
        #expect(try await harness.clock(.firstResponse, id).state == .breached)
    }
}
