import ChannelKit
import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle

/// Runs the sources of the inboxes: starts each, starts it again with back-off where it fails, and takes over the changes
/// of a reload. What one source does never touches another.
package struct SourceSupervisor: Service {
    /// Seconds: the first back-off, doubled from failure to failure, and the longest one.
    private static let minimalBackoff = 1.0
    private static let maximalBackoff = 300.0

    private let graph: GraphHolder
    private let intake: Intake
    private let ledger: Ledger
    private let states: SourceStates
    private let time: any TimeSource
    private let logger: Logger
    private let jitter: @Sendable () -> Double

    /// `jitter` is the part of a back-off that is waited, from 0 to 1.
    package init(
        graph: GraphHolder, intake: Intake, ledger: Ledger, states: SourceStates, time: any TimeSource,
        logger: Logger, jitter: @escaping @Sendable () -> Double = { Double.random(in: 0.5...1) }
    ) {
        self.graph = graph
        self.intake = intake
        self.ledger = ledger
        self.states = states
        self.time = time
        self.logger = logger
        self.jitter = jitter
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await self.superviseUntilCancelled()
        }
    }

    /// What makes a running source the one that the configuration asks for.
    private struct Identity: Hashable {
        var inbox: InboxDefinition
        var fingerprint: String
    }

    private struct Running {
        var identity: Identity
        var task: Task<Void, Never>
    }

    private func superviseUntilCancelled() async {
        var running: [String: Running] = [:]
        while !Task.isCancelled {
            let seen = graph.replaced.generation
            let adapters = graph.current.adapters.filter { $0.value.source != nil }
            for (name, run) in running where adapters[name].map(Self.identity) != run.identity {
                run.task.cancel()
                await run.task.value
                running[name] = nil
                states.remove(name)
            }
            for (name, adapter) in adapters where running[name] == nil {
                guard let source = adapter.source else { continue }
                running[name] = Running(
                    identity: Self.identity(of: adapter), task: Task { await self.keepRunning(source, inbox: name) })
            }
            await graph.replaced.wait(past: seen)
        }
        for run in running.values { run.task.cancel() }
        for run in running.values { await run.task.value }
    }

    private static func identity(of adapter: any ChannelAdapter) -> Identity {
        var inbox = adapter.inbox
        // Lines that moved in the file change nothing.
        inbox.locations = [:]
        return Identity(inbox: inbox, fingerprint: adapter.source?.fingerprint ?? "")
    }

    private func keepRunning(_ source: any ChannelSource, inbox: String) async {
        let sink = LedgerSink(inbox: inbox, intake: intake, ledger: ledger, states: states)
        var backoff = Self.minimalBackoff
        while !Task.isCancelled {
            states.set(inbox, SourceReport(.connecting))
            var failure = SourceFailure(.transient, code: "ended", detail: "it ended by itself")
            do throws(SourceFailure) {
                try await source.run(sink)
            } catch {
                failure = error
            }
            if Task.isCancelled { return }
            if sink.takeConnected() { backoff = Self.minimalBackoff }
            if failure.retry == .needsOperator { backoff = Self.maximalBackoff }
            let wait = backoff * jitter()
            backoff = min(backoff * 2, Self.maximalBackoff)
            logger.warning(
                "An inbox cannot be read; it is tried again.",
                metadata: [
                    "inbox": "\(inbox)", "code": "\(failure.code)", "detail": "\(failure.detail)",
                    "seconds": "\(wait.rounded(.up))",
                ])
            states.set(
                inbox, SourceReport(.failing, problem: failure.detail), needsOperator: failure.retry == .needsOperator)
            do { try await time.sleep(until: time.now().adding(milliseconds: Int64(wait * 1000))) } catch { return }
        }
    }
}
