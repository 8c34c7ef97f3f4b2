import InboxConfig
package import InboxDomain
package import InboxStore
package import Logging
import ServiceLifecycle
package import Transport

/// Makes the calls of webhooks that wait: those of one webhook in their order and one at a time, those of different ones
/// beside each other, so that none holds up another.
///
/// A call is taken from the store once its outcome is written, and keeps its id: after a crash between the answer and
/// that, it is made again, and the receiver knows it by its id. A webhook that answers 410 is turned off until the
/// configuration is read again, by a reload or a start. Nothing is polled.
package struct WebhookSender: Service {
    private let graph: GraphHolder
    private let engine: any SQLEngine
    private let signals: EngineSignals
    private let time: any TimeSource
    private let metrics: EngineMetrics
    private let logger: Logger
    private let caller: WebhookCaller
    private let rules = WebhookRules()
    private let jitter: @Sendable () -> Double
    private let lines = WebhookLines()

    /// `jitter` is the part of a back-off that is waited, from 0 to 1.
    package init(
        graph: GraphHolder, engine: any SQLEngine, http: any HTTPExchange, signals: EngineSignals,
        time: any TimeSource, metrics: EngineMetrics, logger: Logger,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0.5...1) }
    ) {
        self.graph = graph
        self.engine = engine
        self.signals = signals
        self.time = time
        self.metrics = metrics
        self.logger = logger
        self.jitter = jitter
        caller = WebhookCaller(exchange: http)
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.watchUntilCancelled() }
                var known: [String: WebhookDefinition] = [:]
                while !Task.isCancelled {
                    let seen = graph.replaced.generation
                    let webhooks = graph.current.configuration.webhooks
                    await takeOver(webhooks, changed: webhooks.filter { known[$0.key] != $0.value }.keys.sorted())
                    known = webhooks
                    for name in await names() where lines.begin(name) {
                        group.addTask { await self.serveUntilCancelled(name) }
                    }
                    await graph.replaced.wait(past: seen)
                }
            }
        }
    }

    /// Tells history and calls that something may wait for them.
    private func watchUntilCancelled() async {
        var known: Int64 = 0
        var feed = EventFeed(graph: graph, engine: engine, time: time)
        while !Task.isCancelled {
            let (seen, reloads) = (signals.changed.generation, graph.replaced.generation)
            var next: Instant?
            do {
                if try await feed.tellSome() { continue }
                let last = try await engine.read { try WebhookCalls($0).lastID() }
                if last > known { signals.called.notify() }
                known = max(known, last)
            } catch {
                if Task.isCancelled { return }
                logger.error("Calls of webhooks cannot be read; it is tried again.", metadata: ["error": "\(error)"])
                next = time.now().adding(seconds: 1)
            }
            // Nobody is told anything: what happens need not be looked at.
            if next == nil, graph.current.configuration.webhooks.isEmpty {
                await graph.replaced.wait(past: reloads)
            } else {
                await signals.changed.wait(past: seen, until: next, time: time)
            }
        }
    }

    /// Turns what happened, and was not told yet, into calls.
    package func tellAll() async throws {
        var feed = EventFeed(graph: graph, engine: engine, time: time)
        while try await feed.tellSome() {}
    }

    /// At start and after each reload: what was turned off is on again, and what waits for a webhook that is another one
    /// now waits no longer.
    package func takeOver(_ webhooks: [String: WebhookDefinition], changed: [String]) async {
        await UntilStored(time: time, logger: logger).run("Webhooks could not be turned on; it is tried again.") {
            try await engine.write(.work) { connection in
                try WebhookStates(connection).enableAll()
                for name in changed { try WebhookCalls(connection).retryAtOnce(name) }
            }
        }
        signals.called.notify()
        // Events may be wanted that were not before.
        signals.changed.notify()
    }

    /// Those of the configuration, and those that left it and have calls that wait.
    private func names() async -> Set<String> {
        let waiting = (try? await engine.read { try WebhookCalls($0).waiting() }) ?? []
        return Set(graph.current.configuration.webhooks.keys).union(waiting.map(\.webhook))
    }

    private func serveUntilCancelled(_ webhook: String) async {
        while !Task.isCancelled {
            let seen = signals.called.generation
            var next: Instant?
            do {
                switch try await serve(webhook) {
                case .call, .expire: continue
                case .wait(let instant): next = instant
                case .rest:
                    if lines.end(webhook, unless: { graph.current.configuration.webhooks[webhook] != nil }) { return }
                }
            } catch {
                if Task.isCancelled { return }
                logger.error(
                    "A webhook could not be served; it is tried again.",
                    metadata: ["webhook": "\(webhook)", "error": "\(error)"])
                next = time.now().adding(seconds: 1)
            }
            await signals.called.wait(past: seen, until: next, time: time)
        }
    }

    /// Does what there is to do about a webhook now, and says what that was: an attempt of the oldest call, or giving up
    /// what has waited too long. Returns once its outcome is durable.
    @discardableResult
    package func serve(_ webhook: String) async throws -> WebhookRules.Step {
        let definition = graph.current.configuration.webhooks[webhook]
        let (call, isDisabled) = try await engine.read { connection in
            (try WebhookCalls(connection).first(of: webhook), try WebhookStates(connection).isDisabled(webhook))
        }
        let step = rules.step(
            queuedAt: call?.queuedAt, nextAttemptAt: call?.nextAttemptAt, isCallable: definition != nil && !isDisabled,
            now: time.now())
        switch step {
        case .call:
            guard let call, let definition else { return .rest }
            await attempt(call, definition)
        case .expire:
            let (rules, now) = (rules, time.now())
            let count = try await engine.write(.work) { connection in
                try WebhookOutcome(connection: connection, rules: rules, now: now).expire(webhook)
            }
            metrics.webhookFailed(webhook, count)
            signals.changed.notify()
        case .rest, .wait: break
        }
        return step
    }

    private func attempt(_ call: WebhookCall, _ webhook: WebhookDefinition) async {
        let answer = await caller.call(webhook, id: call.key, body: call.body, now: time.now())
        // Given up because the daemon stops: the next start makes it again.
        if Task.isCancelled, case .none = answer { return }
        let now = time.now()
        let verdict = rules.verdict(
            answer, attempts: call.attempts + 1, queuedAt: call.queuedAt, now: now, jitter: jitter())
        metrics.webhookAttempt(webhook.name, answer.outcome)
        if verdict != .delivered {
            logger.warning(
                verdict == .gone ? "A webhook takes nothing any more." : "A webhook was not called.",
                metadata: [
                    "webhook": "\(webhook.name)", "call": "\(call.key)", "answer": "\(answer.text)",
                    "attempts": "\(call.attempts + 1)",
                ])
        }
        let rules = rules
        // Until this is written the call waits as before, and would be made again.
        let failed = await UntilStored(time: time, logger: logger).run(
            "The outcome of a call could not be stored; it is tried again."
        ) {
            try await engine.write(.work) { connection in
                try WebhookOutcome(connection: connection, rules: rules, now: now).record(answer, verdict, of: call)
            }
        }
        guard let failed else { return }
        if failed > 0 { metrics.webhookFailed(webhook.name, failed) }
        if failed > 0 || verdict == .gone { signals.changed.notify() }
    }
}
