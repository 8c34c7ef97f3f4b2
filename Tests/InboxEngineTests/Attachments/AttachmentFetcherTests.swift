import ChannelKit
import ControlAPI
import InboxDomain
import InboxEngine
import InboxStore
import Testing

/// When attachments are fetched, how often, and what is said of them.
@Suite struct AttachmentFetcherTests {
    /// `Testing` has an `Attachment` too.
    private typealias Attached = InboxDomain.Attachment

    // MARK: - What waits

    @Test func onlyWhatHasContentWaits() async throws {
        let harness = try await EngineHarness.fetching()
        let message = try await harness.attach(
            Attached(kind: .location, url: "geo:52.5,13.4"), Attached(kind: .image, url: "https://example.com/1"),
            Attached(kind: .sticker), Attached(kind: .contact, url: "https://example.com/ann.vcf"))
        let rows = try await harness.engine.read { try Attachments($0).of(message) }
        #expect(rows.map(\.position) == [1])
    }

    @Test func theMessageComesOnceAndItsAttachmentsToo() async throws {
        let harness = try await EngineHarness.fetching()
        let event = NormalizedEvent.hello(
            "look", id: "m1", attachments: [Attached(kind: .file, ref: "a"), Attached(kind: .file, ref: "b")])
        try await harness.receive(event)
        let before = try await harness.effects()
        try await harness.receive(event)
        #expect(try await harness.effects() == before)
        #expect(try await harness.count("SELECT COUNT(*) FROM attachments") == 2)
    }

    @Test func whatStandsInTheDeliveryIsTakenOut() async throws {
        let harness = try await EngineHarness.fetching()
        try harness.chat.hold(Array("%PDF-1.7".utf8), as: "part 2")
        let message = try await harness.attach(
            Attached(kind: .file, ref: "part 2"), Attached(kind: .file, ref: "part 9"))
        #expect(try await harness.fetcher.fetchDue() == 2)
        #expect(try await harness.content(message) == Array("%PDF-1.7".utf8))
        #expect(try await harness.record(message).sniffedType == "application/pdf")
        #expect(try await harness.outcome(message, 1) == "missing not_in_delivery")
    }

    // MARK: - Again

    @Test func whatFailsIsFetchedAgainLater() async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("500 Oops"), .content("there"))
            let harness = try await EngineHarness.fetching()
            let message = try await harness.attach(server.url("/a"))
            try await harness.fetcher.fetchDue()
            #expect(try await harness.outcome(message) == "waiting http_500")
            #expect(try await harness.fetcher.nextLook() == EngineHarness.start.adding(seconds: 60))
            #expect(try await harness.fetcher.fetchDue() == 0)
            harness.clock.advance(seconds: 60)
            #expect(try await harness.fetcher.fetchDue() == 1)
            #expect(try await harness.outcome(message) == "stored")
            #expect(try await harness.record(message).attempts == 2)
        }
    }

    @Test func aServersOwnWordIsHeard() async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("429 Slow", "Retry-After: 500"))
            let harness = try await EngineHarness.fetching()
            _ = try await harness.attach(server.url("/a"))
            try await harness.fetcher.fetchDue()
            #expect(try await harness.fetcher.nextLook() == EngineHarness.start.adding(seconds: 500))
        }
    }

    @Test func afterADayItIsGivenUp() async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("503 Oops"))
            let harness = try await EngineHarness.fetching()
            let message = try await harness.attach(server.url("/a"))
            while try await harness.record(message).state == .waiting {
                try await harness.fetcher.fetchDue()
                guard let next = try await harness.fetcher.nextLook() else { break }
                harness.clock.advance(to: next)
            }
            #expect(try await harness.outcome(message) == "missing http_503")
            #expect(server.requests.count == 8)
            let hours = harness.clock.now().milliseconds(since: EngineHarness.start) / 3_600_000
            #expect((20...24).contains(hours))
        }
    }

    @Test func whatIsGoneIsMissingAtOnceAndSaidToBe() async throws {
        try await FileServer.with { server in
            server.answer("/a", .status("404 Not Found"), .content("there"))
            let harness = try await EngineHarness.fetching()
            let message = try await harness.attach(server.url("/a"))
            try await harness.fetcher.fetchDue()
            #expect(try await harness.outcome(message) == "missing gone")
            let conversation = try await harness.message(message.rawValue).conversation
            let event = try await harness.last(.attachmentMissing, conversation)
            #expect(event.data?.contains("gone: the server answered 404") == true)
            let shown = try await harness.desk.conversation(conversation, page: PageRequest())
            let entry = try required(shown.timeline.first { $0.attachments != nil })
            #expect(entry.attachments?.first?.state == "missing")
            #expect(entry.attachments?.first?.reason?.hasPrefix("gone: ") == true)
            #expect(shown.timeline.last?.summary?.hasPrefix("attachment \(message)/0 is missing: gone") == true)

            let retried = try await harness.desk.retryAttachments(
                AttachmentRetryRequest(message: message.rawValue), by: EngineHarness.admin)
            #expect(retried.retried == 1)
            try await harness.fetcher.fetchDue()
            #expect(try await harness.outcome(message) == "stored")
            let content = try await harness.desk.attachment(message, position: 0)
            #expect(content.bytes == Array("there".utf8) && content.sniffedType == "text/plain")
        }
    }

    // MARK: - The process ends

    @Test func whatWasUnderWayIsFetchedAgainAfterARestart() async throws {
        try await FileServer.with { server in
            server.answer("/a", FileServer.Answer(body: [1], length: 9, ends: false), .content("whole"))
            let harness = try await EngineHarness.fetching()
            let message = try await harness.attach(server.url("/a"))
            let task = Task { try await harness.fetcher.fetchDue() }
            await server.asked(times: 1)
            task.cancel()
            _ = try? await task.value
            // Nothing was written down: as after kill -9.
            #expect(try await harness.outcome(message) == "waiting fetching")
            let again = try await harness.restarted()
            #expect(try await again.fetcher.fetchDue() == 0)
            try await again.fetcher.recover()
            #expect(try await again.fetcher.fetchDue() == 1)
            #expect(try await again.content(message) == Array("whole".utf8))
            #expect(try await again.record(message).attempts == 2)
        }
    }

    @Test func theServiceFetchesWhatArrivesWhileItRuns() async throws {
        try await FileServer.with { server in
            server.answer("/a", .content("there"))
            let harness = try await EngineHarness.fetching()
            let service = Task { try await harness.services.fetcher.run() }
            let changed = harness.services.signals.attachments
            let message = try await harness.attach(server.url("/a"))
            while try await harness.record(message).state == .waiting {
                let seen = changed.generation
                if try await harness.record(message).state != .waiting { break }
                await changed.wait(past: seen)
            }
            #expect(try await harness.outcome(message) == "stored")
            service.cancel()
            _ = try? await service.value
        }
    }

    // MARK: - Several

    @Test func oneInboxDoesNotHoldUpTheOthers() async throws {
        try await FileServer.with { server in
            server.answer("/slow", FileServer.Answer(length: 1, ends: false))
            server.answer("/quick", .content("quick"))
            let harness = try await EngineHarness.fetching()
            for number in 1...3 { _ = try await harness.attach(server.url("/slow"), id: "s\(number)") }
            let quick = try await harness.attach(server.url("/quick"), id: "q", inbox: "mail")
            let fetcher = harness.fetcher
            let slow = Task { try await fetcher.fetchDue() }
            await server.asked(times: 3)
            // Two of the one inbox, and that of the other; the third of the first waits.
            #expect(server.paths.sorted() == ["/quick", "/slow", "/slow"])
            while try await harness.record(quick).state == .waiting { await Task.yield() }
            #expect(try await harness.outcome(quick) == "stored")
            #expect(try await fetcher.fetchDue() == 0)
            slow.cancel()
            #expect(try await slow.value == 3)
        }
    }

    // MARK: - Lists

    @Test func missingOnesAreListedPageByPage() async throws {
        let harness = try await EngineHarness.fetching()
        for number in 1...3 {
            _ = try await harness.attach(
                Attached(kind: .file, name: "n\(number)", ref: "x"), Attached(kind: .file, ref: "y"),
                id: "m\(number)")
        }
        while try await harness.fetcher.fetchDue() > 0 {}
        var places: [String] = []
        var cursor: String?
        repeat {
            let page = try await harness.desk.attachments(
                AttachmentQuery(page: PageRequest(limit: 4, cursor: cursor)))
            places += page.items.map { "\($0.message)/\($0.position)" }
            cursor = page.next
        } while cursor != nil
        #expect(places == ["3/1", "3/0", "2/1", "2/0", "1/1", "1/0"])
        let all = AttachmentRetryRequest(all: true)
        #expect(try await harness.desk.retryAttachments(all, by: EngineHarness.admin).retried == 6)
        #expect(try await harness.desk.attachments(AttachmentQuery()).items.isEmpty)
        #expect(try await harness.desk.attachments(AttachmentQuery(state: "waiting")).items.count == 6)
    }

    @Test func whatCannotBeShownSaysWhy() async throws {
        let harness = try await EngineHarness.fetching()
        let message = try await harness.attach(
            Attached(kind: .file, ref: "x"), Attached(kind: .location, url: "geo:1,2"))
        func code(_ message: MessageID, _ position: Int) async -> ControlError.Code? {
            do {
                _ = try await harness.desk.attachment(message, position: position)
                return nil
            } catch {
                return (error as? ControlError)?.code
            }
        }
        #expect(await code(message, 0) == .conflict)
        #expect(await code(message, 1) == .notFound)
        #expect(await code(message, 2) == .notFound)
        #expect(await code(MessageID(99), 0) == .notFound)
        try await harness.fetcher.fetchDue()
        #expect(await code(message, 0) == .notFound)
    }
}
