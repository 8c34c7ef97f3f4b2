import ChannelKit
import InboxDomain
import InboxEngine
import InboxStore
import Logging
import Synchronization
import Testing

@Suite struct SourceSupervisorTests {
    private struct Outcome {
        var ids: [DeliveryID] = []
        var known: Set<String> = []
        var cursor: String?
    }

    private static func graph(_ harness: EngineHarness, _ adapters: SourceOnlyAdapter...) -> EngineGraph {
        EngineGraph(
            configuration: harness.graph.current.configuration,
            adapters: Dictionary(uniqueKeysWithValues: adapters.map { ($0.inbox.name, $0) }))
    }

    private static func adapter(
        _ name: String, _ source: ScriptedSource, setting: Int64 = 1, line: Int = 1
    ) -> SourceOnlyAdapter {
        let inbox = InboxDefinition(
            name: name, channel: "mail", settings: ["n": .number(setting)],
            locations: ["": SourceLocation(file: "inboxd.yaml", line: line)])
        return SourceOnlyAdapter(inbox: inbox, scripted: source)
    }

    private static func delivery(_ key: String?, _ text: String) -> IncomingDelivery {
        IncomingDelivery(key: key, receivedAt: EngineHarness.start, body: Array(text.utf8))
    }

    /// Runs a supervisor over `graph` while `body` goes on.
    private func supervising(
        _ harness: EngineHarness, _ states: SourceStates = SourceStates(),
        _ body: () async throws -> Void
    ) async throws {
        let supervisor = SourceSupervisor(
            graph: harness.graph, intake: harness.services.intake, ledger: harness.ledger, states: states,
            time: harness.clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 })
        let task = Task { try await supervisor.run() }
        try await body()
        task.cancel()
        try await task.value
    }

    @Test func whatItAcceptsIsStoredWithTheCursor() async throws {
        let harness = try await EngineHarness()
        let outcome = Mutex(Outcome())
        let accepting: ScriptedSource.Run = { sink throws(SourceFailure) in
            var found = Outcome()
            found.cursor = try await sink.cursor()
            found.ids = try await sink.accept(
                [Self.delivery("a", "one"), Self.delivery("b", "two"), Self.delivery(nil, "three")], cursor: "7")
            found.ids += try await sink.accept([Self.delivery("b", "two"), Self.delivery("c", "four")], cursor: "8")
            found.known = try await sink.known(["a", "c", "d"])
            outcome.withLock { $0 = found }
        }
        let source = ScriptedSource(accepting)
        harness.graph.replace(with: Self.graph(harness, Self.adapter("mail", source)))
        try await supervising(harness) {
            await source.untilBegun(1)
            await harness.clock.untilSomebodySleeps()
        }
        let (found, known, cursor) = outcome.withLock { ($0.ids, $0.known, $0.cursor) }
        #expect(cursor == nil)
        #expect(known == ["a", "c"])
        #expect(found.count == 5)
        #expect(found[1] == found[3])
        #expect(Set(found).count == 4)
        #expect(try await harness.ledger.cursor(of: "mail") == "8")
        #expect(try await harness.ledger.key(of: found[0], inbox: "mail") == "a")
        #expect(
            try await harness.texts("SELECT CAST(body AS TEXT) FROM delivery_bodies ORDER BY id") == [
                "one", "two", "three", "four",
            ])
        #expect(try await harness.ledger.check().isSound)
    }

    @Test func aFailureIsTriedAgainLaterAndLater() async throws {
        let harness = try await EngineHarness()
        let failure: ScriptedSource.Run = { _ throws(SourceFailure) in
            throw SourceFailure(.transient, code: "lost", detail: "the connection was lost")
        }
        let connects: ScriptedSource.Run = { sink throws(SourceFailure) in
            sink.report(SourceReport(.connected))
            throw SourceFailure(.transient, code: "lost", detail: "the connection was lost")
        }
        let source = ScriptedSource(failure, failure, connects)
        harness.graph.replace(with: Self.graph(harness, Self.adapter("mail", source)))
        let states = SourceStates()
        try await supervising(harness, states) {
            for (number, seconds) in [(1, 1), (2, 2), (3, 1)] as [(Int, Int64)] {
                await source.untilBegun(number)
                await harness.clock.untilSomebodySleeps()
                #expect(states["mail"]?.report == SourceReport(.failing, problem: "the connection was lost"))
                harness.clock.advance(seconds: seconds - 1)
                #expect(source.count == number)
                harness.clock.advance(seconds: 1)
            }
            await source.untilBegun(4)
        }
    }

    @Test func whatNeedsTheOperatorIsTriedSeldom() async throws {
        let harness = try await EngineHarness()
        let refused: ScriptedSource.Run = { _ throws(SourceFailure) in
            throw SourceFailure(.needsOperator, code: "login", detail: "the password was refused")
        }
        let source = ScriptedSource(refused)
        harness.graph.replace(with: Self.graph(harness, Self.adapter("mail", source)))
        let states = SourceStates()
        try await supervising(harness, states) {
            await source.untilBegun(1)
            await harness.clock.untilSomebodySleeps()
            #expect(states["mail"]?.needsOperator == true)
            harness.clock.advance(seconds: 299)
            #expect(source.count == 1)
            harness.clock.advance(seconds: 1)
            await source.untilBegun(2)
        }
    }

    @Test func aReloadStartsWhatChangedAndLeavesTheRestAlone() async throws {
        let harness = try await EngineHarness()
        let (kept, changed, after) = (ScriptedSource(), ScriptedSource(), ScriptedSource())
        harness.graph.replace(
            with: Self.graph(harness, Self.adapter("kept", kept), Self.adapter("changed", changed)))
        try await supervising(harness) {
            await kept.untilBegun(1)
            await changed.untilBegun(1)
            harness.graph.replace(
                with: Self.graph(
                    harness, Self.adapter("kept", kept, line: 7), Self.adapter("changed", after, setting: 2)))
            await after.untilBegun(1)
        }
        #expect(kept.count == 1)
        #expect(changed.count == 1)
    }
}
