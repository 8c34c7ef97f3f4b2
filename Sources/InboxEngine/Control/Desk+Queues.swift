package import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore

extension Desk {
    package func queues() async throws -> [QueueSummary] {
        let graph = graph.current
        let now = time.now()
        return try await read { connection in
            let figures = Dictionary(
                uniqueKeysWithValues: try Overview(connection).queues(at: now).map { ($0.queue, $0) })
            let redirects = Dictionary(
                uniqueKeysWithValues: try Operations(connection).redirects(at: now).map { ($0.queue, $0) })
            let pauses = Dictionary(
                uniqueKeysWithValues: try Operations(connection).pauses(at: now).map { ($0.queue, $0) })
            let defined = graph.configuration.queues.values.sorted { $0.name < $1.name }
            // A queue that left the configuration still shows for as long as something waits in it.
            let orphaned = figures.keys.filter { graph.configuration.queues[$0] == nil }.sorted()
                .map { QueueDefinition(name: $0) }
            return (defined + orphaned).map {
                QueueSummary($0, figures: figures[$0.name], redirect: redirects[$0.name], pause: pauses[$0.name])
            }
        }
    }

    package func queue(_ name: String, page: PageRequest) async throws -> Page<ControlAPI.ConversationSummary> {
        let graph = graph.current
        let after = try page.cursor.map(QueueCursor.init)
        return try await read { connection in
            if graph.configuration.queues[name] == nil {
                let isUsed = try !Conversations(connection).queue(name, limit: 1).isEmpty
                if !isUsed { throw Self.unknown("queue", name, among: graph.configuration.queues.keys) }
            }
            let found = try Conversations(connection).queue(name, after: after?.position, limit: page.limit + 1)
            let shown = found.prefix(page.limit)
            return Page(
                items: try ConversationSummary.all(shown, connection: connection),
                next: found.count > page.limit ? shown.last.map { QueueCursor($0).text } : nil)
        }
    }

    package func redirectQueue(
        _ name: String, _ request: RedirectRequest, by caller: Caller
    ) async throws -> QueueOverride? {
        var detail = JSONFields()
        detail.add("to", request.to)
        detail.add("until", request.until?.description)
        detail.add("reason", request.reason)
        let override: QueueOverride? = try await change(by: caller, "queue.redirect", on: name, detail: detail) {
            connection, graph, now in
            _ = try Self.queue(name, in: graph)
            let operations = Operations(connection)
            var data = JSONFields()
            data.add("queue", name)
            data.add("to", request.to)
            data.add("reason", request.reason)
            guard let target = request.to else {
                if try operations.removeRedirect(of: name, at: now) {
                    try Events(connection).append(.queueRedirected, at: now, actor: caller.user, data: data)
                }
                return nil
            }
            _ = try Self.queue(target, in: graph)
            if let until = request.until, until.instant <= now {
                throw ControlError(.invalid, "the redirect would end in the past", hint: "give a later --until")
            }
            let others = QueueOverrides.targets(of: try operations.redirects(at: now).filter { $0.queue != name })
            let path = QueueOverrides.follow(others, from: target)
            guard !path.contains(name) else {
                let circle = ([name] + path).map { "“\($0)”" }.joined(separator: " → ")
                throw ControlError(
                    .conflict, "that would lead in a circle: \(circle)",
                    hint: "inboxctl queue list shows the redirects in force")
            }
            let redirect = Redirect(
                queue: name, target: target, reason: request.reason, actor: caller.user, createdAt: now,
                expiresAt: request.until?.instant)
            try operations.insert(redirect)
            try Events(connection).append(.queueRedirected, at: now, actor: caller.user, data: data)
            return QueueOverride(redirect)
        }
        signals.room.notify()
        return override
    }

    package func pauseQueue(_ name: String, _ request: PauseRequest, by caller: Caller) async throws -> QueuePause? {
        var detail = JSONFields()
        detail.add("paused", request.paused)
        detail.add("until", request.until?.description)
        detail.add("reason", request.reason)
        let pause: QueuePause? = try await change(by: caller, "queue.pause", on: name, detail: detail) {
            connection, graph, now in
            let operations = Operations(connection)
            var data = JSONFields()
            data.add("queue", name)
            data.add("reason", request.reason)
            guard request.paused else {
                let wasPaused = try operations.removePause(of: name)
                // One that left the configuration can still be resumed, so that nothing is left behind.
                if !wasPaused { _ = try Self.queue(name, in: graph) }
                if wasPaused { try Events(connection).append(.queueResumed, at: now, actor: caller.user, data: data) }
                return nil
            }
            _ = try Self.queue(name, in: graph)
            if let until = request.until, until.instant <= now {
                throw ControlError(.invalid, "the pause would end in the past", hint: "give a later --until")
            }
            let pause = Pause(
                queue: name, reason: request.reason, actor: caller.user, createdAt: now,
                expiresAt: request.until?.instant)
            try operations.insert(pause)
            data.add("until", request.until?.description)
            try Events(connection).append(.queuePaused, at: now, actor: caller.user, data: data)
            return QueuePause(pause)
        }
        signals.room.notify()
        return pause
    }
}

extension QueueSummary {
    init(_ queue: QueueDefinition, figures: QueueFigures?, redirect: Redirect?, pause: Pause?) {
        self.init(
            name: queue.name, sla: queue.slaPolicy, assignment: queue.assignment.rawValue, agents: queue.agents,
            active: figures?.active ?? 0, unassigned: figures?.unassigned ?? 0, overdue: figures?.overdue ?? 0,
            nextDueAt: Timestamp(figures?.nextDueAt), waitingSince: Timestamp(figures?.waitingSince),
            override: redirect.map(QueueOverride.init), pause: pause.map(QueuePause.init))
    }
}

extension QueueOverride {
    init(_ redirect: Redirect) {
        self.init(
            queue: redirect.queue, to: redirect.target, until: Timestamp(redirect.expiresAt), reason: redirect.reason,
            by: redirect.actor, since: Timestamp(redirect.createdAt))
    }
}

extension QueuePause {
    init(_ pause: Pause) {
        self.init(
            queue: pause.queue, until: Timestamp(pause.expiresAt), reason: pause.reason, by: pause.actor,
            since: Timestamp(pause.createdAt))
    }
}

/// The place in a queue after which the next page begins: `<due>-<id>`.
struct QueueCursor {
    var position: (due: Instant, id: ConversationID)

    init(_ last: Conversation) {
        position = (last.nextDueAt ?? .distantFuture, last.id)
    }

    init(_ text: String) throws(ControlError) {
        let parts = text.split(separator: "-").compactMap { Int64($0) }
        guard parts.count == 2 else {
            throw ControlError(.invalid, "“\(text)” is no cursor", hint: "give back `next` of the page before")
        }
        position = (Instant(milliseconds: parts[0]), ConversationID(parts[1]))
    }

    var text: String { "\(position.due.milliseconds)-\(position.id)" }
}
