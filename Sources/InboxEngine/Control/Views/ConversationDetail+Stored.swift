import ControlAPI
import Foundation
import InboxDomain
import InboxStore

extension ConversationDetail {
    /// A stored conversation whole, with the `limit` entries of its history before event `before`.
    init(
        _ conversation: Conversation, before: EventID?, limit: Int, connection: any SQLConnection, graph: EngineGraph,
        now: Instant
    ) throws {
        let contact = try Contacts(connection).find(conversation.contact)
        let identities = try Contacts(connection).identities(of: conversation.contact)
        let events = try Events(connection).of(conversation.id, before: before, limit: limit + 1)
        let shown = events.suffix(limit)
        let name = contact?.name ?? conversation.address
        let path = graph.replyPath(of: conversation.inbox)
        self.init(
            conversation: try ControlAPI.ConversationSummary(conversation, connection: connection),
            sla: conversation.slaPolicy, skills: conversation.skills, previous: conversation.previous?.rawValue,
            resolvedAt: Timestamp(conversation.resolvedAt),
            contact: ContactView(conversation.contact, contact, identities),
            clocks: try Clocks(connection).all(of: conversation.id).map {
                ClockView($0, graph: graph, now: now)
            },
            route: try Events(connection).creation(of: conversation.id).map { RouteDecision($0, conversation) },
            mail: try MailView(conversation, connection: connection),
            replyVia: path.isVia ? path.inbox : nil,
            timeline: try shown.map { try TimelineEntry($0, contact: name, conversation, connection: connection) },
            next: events.count > limit ? shown.first.map { "\($0.id)" } : nil)
    }
}

extension ContactView {
    init(_ id: ContactID, _ contact: Contact?, _ identities: [Identity]) {
        self.init(
            id: id.rawValue, name: contact?.name, email: contact?.email, phone: contact?.phone,
            locale: contact?.locale, attributes: contact?.attributes ?? [:],
            identities: identities.map { IdentityView(channel: $0.channel, address: $0.address) })
    }
}

extension ClockView {
    init(_ clock: Clock, graph: EngineGraph, now: Instant) {
        self.init(
            kind: clock.kind.rawValue, run: clock.run, state: clock.state.rawValue, policy: clock.policy,
            target: clock.target.described, startedAt: Timestamp(clock.startedAt), dueAt: Timestamp(clock.dueAt),
            stoppedAt: Timestamp(clock.stoppedAt), breachedAt: Timestamp(clock.breachedAt),
            remainingSeconds: Self.remaining(clock, graph: graph, now: now))
    }

    /// Working time where the target has some, else real time.
    private static func remaining(_ clock: Clock, graph: EngineGraph, now: Instant) -> Int64? {
        guard clock.stoppedAt == nil else { return nil }
        let isRunning = clock.state != .paused && clock.dueAt != nil
        switch clock.target {
        case .working(let target), .earlier(let target, _), .later(let target, _):
            let passed =
                isRunning
                ? graph.rules(of: clock.policy)?.workingTime.elapsed(from: clock.since, to: now) ?? 0 : 0
            return (target + clock.allowance - clock.usedWorking - passed) / 1000
        case .real(let target):
            let passed = isRunning ? max(0, now.milliseconds(since: clock.since)) : 0
            return (target - clock.usedReal - passed) / 1000
        }
    }
}

extension SLATarget {
    /// For people: `4h working`, `14d real`.
    var described: String {
        switch self {
        case .working(let time): "\(Self.text(time)) working"
        case .real(let time): "\(Self.text(time)) real"
        case .earlier(let working, let real): "\(Self.text(working)) working or \(Self.text(real)) real, the earlier"
        case .later(let working, let real): "\(Self.text(working)) working or \(Self.text(real)) real, the later"
        }
    }

    private static func text(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 > 0 }
        return parts.isEmpty ? "0s" : parts.map { "\($0.0)\($0.1)" }.joined()
    }
}

extension RouteDecision {
    init(_ decision: RoutingDecision) {
        self.init(
            queue: decision.queue, priority: decision.priority.rawValue, sla: decision.slaPolicy, tags: decision.tags,
            skills: decision.skills, autoReply: decision.autoReply,
            path: decision.path.map {
                Step(location: "\($0.location)", match: $0.description, sets: $0.sets)
            }, notes: decision.notes)
    }

    /// As it was recorded when the conversation was created.
    init(_ created: StoredEvent, _ conversation: Conversation) {
        let data = created.fields
        self.init(
            queue: data.text("queue") ?? conversation.queue,
            priority: data.text("priority") ?? conversation.priority.rawValue, sla: data.text("policy"),
            tags: data.texts("tags"), skills: conversation.skills, autoReply: data.text("auto_reply"),
            path: data.texts("route").map(RouteStepText.read), notes: data.texts("route_notes"))
    }
}

/// An event's data, decoded.
struct EventFields {
    var values: [String: JSONValue]

    func text(_ key: String) -> String? {
        if case .text(let text)? = values[key] { text } else { nil }
    }

    func number(_ key: String) -> Int64? {
        if case .number(let number)? = values[key] { number } else { nil }
    }

    func texts(_ key: String) -> [String] {
        guard case .list(let list)? = values[key] else { return [] }
        return list.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
}

extension StoredEvent {
    var fields: EventFields {
        let decoded = data.flatMap { try? JSONDecoder().decode([String: JSONValue].self, from: Data($0.utf8)) }
        return EventFields(values: decoded ?? [:])
    }
}
