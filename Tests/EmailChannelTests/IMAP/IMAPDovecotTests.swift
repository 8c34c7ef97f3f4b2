import ChannelKit
import Foundation
import IMAPProtocol
import InboxDomain
import Synchronization
import Testing
import Transport

@testable import EmailChannel

@Suite(
    .serialized, .timeLimit(.minutes(5)), .enabled(if: DovecotServer.isInstalled, "Debian's dovecot-imapd is absent"))
struct IMAPDovecotTests {
    private let streams = CurlStreams()

    private func settings(
        _ server: DovecotServer, _ security: StreamAddress.Security = .loopbackOnly
    ) -> IMAPSettings {
        IMAPSettings(
            address: StreamAddress(
                host: "localhost", port: security == .tls ? server.tlsPort : server.port, security: security,
                authorities: server.certificate),
            user: "joe", login: .password(Secret(DovecotServer.password)))
    }

    private func source(_ settings: IMAPSettings, _ streams: (any StreamConnector)? = nil) -> IMAPSource {
        IMAPSource(settings: settings, streams: streams ?? self.streams, exchange: ExactExchange()) {
            Instant(milliseconds: 1_800_000_000_000)
        }
    }

    /// Runs the source until the condition holds, and stops it. Gives the failure that ended it before that.
    @discardableResult
    private func run(
        _ source: IMAPSource, _ sink: MemorySink, until condition: @escaping @Sendable (MemorySink.State) -> Bool
    ) async -> SourceFailure? {
        await withTaskGroup(of: SourceFailure?.self) { group in
            group.addTask {
                do throws(SourceFailure) {
                    try await source.run(sink)
                    return nil
                } catch {
                    // Whoever waits in vain shall not wait for ever.
                    guard error.code != "cancelled" else { return nil }
                    sink.change { $0.reports.append(SourceReport(.failing, problem: error.code)) }
                    return error
                }
            }
            await sink.wait { condition($0) || $0.reports.last?.state == .failing }
            group.cancelAll()
            return await group.next() ?? nil
        }
    }

    private static func isIdle(_ state: MemorySink.State) -> Bool { state.reports.last?.state == .connected }

    private func mails(_ range: ClosedRange<Int>) -> [String] {
        range.map { "Message-ID: <\($0)@example.org>\nSubject: mail \($0)\n\nText \($0)\n" }
    }

    private func subjects(_ sink: MemorySink) -> [Int] {
        sink.bodies.compactMap { body in
            body.split(separator: "Subject: mail ").last.flatMap { Int($0.prefix { $0.isNumber }) }
        }
    }

    // MARK: Ways in

    @Test(arguments: [StreamAddress.Security.loopbackOnly, .imapStartTLS, .tls])
    func readsAMailbox(security: StreamAddress.Security) async throws {
        let server = try DovecotServer()
        try server.deliver(mails(1...3))
        let sink = MemorySink()
        #expect(await run(source(settings(server, security)), sink, until: Self.isIdle) == nil)
        #expect(subjects(sink) == [1, 2, 3])
        #expect(sink.bodies[0] == "Message-ID: <1@example.org>\r\nSubject: mail 1\r\n\r\nText 1\r\n")
        let delivery = try #require(sink.now.deliveries.first)
        #expect(delivery.key?.hasSuffix("/1") == true)
        #expect(delivery.headers.map(\.name) == ["imap-mailbox", "imap-internal-date"])
        // Nothing was changed: not even \Seen.
        #expect(server.files().allSatisfy { !$0.contains(":2,S") })
        let gaps = try await source(settings(server, security)).gaps(sink)
        #expect(gaps.isEmpty)
    }

    @Test func refusesACertificateThatNobodyVouchesFor() async throws {
        let server = try DovecotServer()
        for security in [StreamAddress.Security.tls, .imapStartTLS] {
            var settings = settings(server, security)
            settings.address.authorities = nil
            let failure = await run(source(settings), MemorySink()) { _ in false }
            #expect(failure?.code == "tls_untrusted")
            #expect(failure?.retry == .needsOperator)
        }
    }

    @Test func refusesToSpeakWithoutTLSWhereThereIsNone() async throws {
        let server = try DovecotServer(extra: "ssl = no")
        let failure = await run(source(settings(server, .imapStartTLS)), MemorySink()) { _ in false }
        #expect(failure?.code == "tls_required")
    }

    @Test func saysThatAPasswordIsWrong() async throws {
        let server = try DovecotServer()
        var settings = settings(server)
        settings.login = .password(Secret("wr0ng"))
        let failure = await run(source(settings), MemorySink()) { _ in false }
        #expect(failure?.code == "auth_failed")
        #expect(failure?.retry == .needsOperator)
        #expect(failure?.detail.contains("wr0ng") == false)
        settings = self.settings(server)
        settings.mailbox = "Nowhere"
        #expect(await run(source(settings), MemorySink()) { _ in false }?.code == "no_mailbox")
    }

    // MARK: News

    @Test(arguments: ["", "imap_capability = IMAP4rev1 UIDPLUS"])
    func noticesWhatComes(extra: String) async throws {
        let server = try DovecotServer(extra: extra)
        var settings = settings(server)
        // Without IDLE it is the poll that finds it.
        settings.poll = .milliseconds(50)
        let sink = MemorySink()
        async let failure = run(source(settings), sink) { $0.deliveries.count == 4 }
        await sink.wait(until: Self.isIdle)
        try server.deliver(mails(1...1))
        await sink.wait { $0.deliveries.count == 1 }
        try server.deliver(mails(2...4))
        #expect(await failure == nil)
        #expect(subjects(sink).sorted() == [1, 2, 3, 4])
    }

    // MARK: After

    @Test(arguments: [
        (IMAPSettings.After.flag(["\\Seen", "$Inboxd"]), ""), (.move("Archive & more"), ""), (.delete, ""),
        (.move("Archive & more"), "imap_capability = IMAP4rev1 UIDPLUS"),
        (.move("Archive & more"), "imap_capability = IMAP4rev1"), (.delete, "imap_capability = IMAP4rev1"),
    ])
    func doesWhatIsToBeDoneAfterwards(after: IMAPSettings.After, extra: String) async throws {
        let server = try DovecotServer(extra: extra)
        try server.deliver(mails(1...3))
        var settings = settings(server)
        settings.after = after
        let sink = MemorySink()
        #expect(await run(source(settings), sink, until: Self.isIdle) == nil)
        #expect(sink.now.reports.last?.problem == nil)
        switch after {
        case .flag:
            #expect(server.files().count == 3)
            #expect(server.files().allSatisfy { $0.contains("S") && $0.contains(":2,") })
        case .move:
            #expect(server.files().isEmpty)
            #expect(server.files(in: "Archive &- more").count == 3)
        default: #expect(server.files().isEmpty)
        }
        // Once more: nothing twice, neither here nor there.
        #expect(await run(source(settings), sink) { $0.reports.filter { $0.state == .connected }.count >= 2 } == nil)
        #expect(sink.now.deliveries.count == 3)
        #expect(sink.now.doubles == 0)
        if case .move = after { #expect(server.files(in: "Archive &- more").count == 3) }
    }

    @Test func finishesAfterACrashBetweenTheLedgerAndTheServer() async throws {
        let server = try DovecotServer()
        try server.deliver(mails(1...3))
        var settings = settings(server)
        settings.after = .move("Archive")
        let sink = MemorySink()
        sink.afterAccept.withLock { $0 = { _ in server.kill() } }
        #expect(await run(source(settings), sink) { _ in false } != nil)
        #expect(sink.now.deliveries.count == 3)
        #expect(server.files().count == 3)
        sink.afterAccept.withLock { $0 = { _ in } }
        sink.change { $0.reports = [] }
        try server.start()
        try server.deliver(mails(4...4))
        #expect(await run(source(settings), sink, until: Self.isIdle) == nil)
        #expect(subjects(sink) == [1, 2, 3, 4])
        #expect(server.files().isEmpty)
        #expect(server.files(in: "Archive").count == 4)
    }

    // MARK: What goes wrong

    @Test func readsOnWhileAnotherClientExpunges() async throws {
        let server = try DovecotServer()
        try server.deliver(mails(1...400))
        let other = try await IMAPLogin(settings: settings(server), connector: streams, tokens: nil).open()
        let sink = MemorySink()
        let connection = Mutex(other)
        let isDone = Atomic(false)
        sink.afterAccept.withLock {
            $0 = { _ in
                guard isDone.exchange(true, ordering: .relaxed) == false else { return }
                var other = connection.withLock { $0 }
                _ = try? await other.perform(.store(IMAPUIDSet(300...310), adding: ["\\Deleted"]))
                _ = try? await other.perform(.expunge(IMAPUIDSet(300...310)))
            }
        }
        #expect(await run(source(settings(server)), sink, until: Self.isIdle) == nil)
        other.close()
        #expect(sink.now.deliveries.count == 389)
        #expect(Set(sink.now.deliveries.compactMap(\.key)).count == 389)
        #expect(try await source(settings(server)).gaps(sink) == [])
    }

    @Test func readsAllAgainUnderNewKeysWhereTheServerRenumbers() async throws {
        let server = try DovecotServer()
        try server.deliver(mails(1...5))
        let sink = MemorySink()
        #expect(await run(source(settings(server)), sink, until: Self.isIdle) == nil)
        let first = sink.now
        try server.renumber()
        try server.deliver(mails(6...6))
        #expect(try await source(settings(server)).gaps(sink).count == 1)
        sink.change { $0.reports = [] }
        #expect(await run(source(settings(server)), sink, until: Self.isIdle) == nil)
        #expect(sink.now.reports.last?.problem?.contains("UIDVALIDITY") == true)
        // Every message of the mailbox is in the ledger under its new key, with the very bytes of the first time: their
        // Message-IDs and digests are those that the engine knows.
        let again = sink.now.deliveries.dropFirst(first.deliveries.count)
        #expect(again.count == 6)
        let bodies = Set(first.deliveries.map(\.body))
        #expect(again.filter { !bodies.contains($0.body) }.count == 1)
        #expect(again.allSatisfy { $0.key?.hasPrefix("imap 1999999999/") == true })
        #expect(try await source(settings(server)).gaps(sink) == [])
        let count = sink.now.deliveries.count
        sink.change { $0.reports = [] }
        #expect(await run(source(settings(server)), sink, until: Self.isIdle) == nil)
        #expect(sink.now.deliveries.count == count)
    }

    @Test func losesNothingWhereTheServerIsKilledInTheMiddleOfALiteral() async throws {
        let server = try DovecotServer()
        let large = "Subject: mail 2\n\n" + String(repeating: String(repeating: "x", count: 76) + "\n", count: 300_000)
        try server.deliver(mails(1...1) + [large] + mails(3...3))
        let sink = MemorySink()
        let streams = TappedStreams { if $0 > 8 << 20 { server.kill() } }
        let failure = await run(source(settings(server), streams), sink) { _ in false }
        #expect(failure?.retry == .transient)
        #expect(subjects(sink) == [1])
        sink.change { $0.reports = [] }
        try server.start()
        #expect(await run(source(settings(server)), sink, until: Self.isIdle) == nil)
        #expect(subjects(sink) == [1, 2, 3])
        #expect(sink.now.deliveries[1].body.count == large.utf8.count + 300_002)
        #expect(sink.now.doubles == 0)
    }

    @Test func takesWhatNobodyCanParse() async throws {
        let server = try DovecotServer()
        let odd = [
            "", "\n", "no header at all", "Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n{12}\n* BYE\n",
        ]
        try server.deliver(odd)
        let sink = MemorySink()
        #expect(await run(source(settings(server)), sink, until: Self.isIdle) == nil)
        #expect(Set(sink.bodies) == Set(odd.map { $0.replacing("\n", with: "\r\n") }))
    }

    @Test func leavesAndNamesWhatIsTooLarge() async throws {
        let server = try DovecotServer()
        try server.deliver(
            mails(1...1) + ["Subject: mail 2\n\n" + String(repeating: "x\n", count: 60_000)] + mails(3...3))
        var settings = settings(server)
        settings.messageLimit = 64 << 10
        settings.after = .delete
        let sink = MemorySink()
        #expect(await run(source(settings), sink, until: Self.isIdle) == nil)
        #expect(subjects(sink) == [1, 3])
        #expect(sink.now.reports.last?.problem?.contains("message_limit") == true)
        #expect(server.files().count == 1)
        let gaps = try await source(settings).gaps(sink)
        #expect(gaps.count == 1)
        #expect(gaps.first?.contains("/2: 180019 bytes on the server, not in the ledger: over message_limit") == true)
    }

    // MARK: Many

    @Test func readsTenThousandInBatchesWithTheMemoryFlat() async throws {
        let server = try DovecotServer()
        let text = String(repeating: "A line of some text that stands in a mail.\n", count: 110)
        try server.deliver((1...10_000).map { "Message-ID: <\($0)@example.org>\nSubject: mail \($0)\n\n\(text)" })
        let sink = MemorySink(isKeeping: false)
        let memory = Mutex((early: 0, most: 0))
        sink.afterAccept.withLock {
            $0 = { state in
                memory.withLock { memory in
                    let now = Self.residentBytes
                    if state.keys.count < 2000 { memory.early = max(memory.early, now) }
                    memory.most = max(memory.most, now)
                }
            }
        }
        let start = ContinuousClock.now
        #expect(await run(source(settings(server)), sink, until: Self.isIdle) == nil)
        let seconds =
            Double((ContinuousClock.now - start).components.attoseconds) / 1e18
            + Double((ContinuousClock.now - start).components.seconds)
        #expect(sink.now.keys.count == 10_000)
        #expect(sink.now.batches.allSatisfy { $0 <= IMAPReader.batchCount })
        #expect(sink.now.reports.contains { $0.state == .backfilling && $0.progress?.hasSuffix(" of 10000") == true })
        #expect(sink.now.reports.contains { $0.progress == "10000 of 10000" })
        let (early, most) = memory.withLock { $0 }
        print(
            "IMAP backfill: 10000 mails in \(seconds) s, \(Int(10_000 / seconds)) a second; memory +\((most - early) >> 20) MiB"
        )
        #expect(most - early < 40 << 20)
    }

    private static var residentBytes: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
    }
}
