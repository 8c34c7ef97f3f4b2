import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore

/// Turns events of the history into calls of the webhooks that take them, in the order of the history. An event is told to
/// a webhook once, whatever stops in between: its calls and the new position are one transaction.
///
/// Telling begins with the first webhook that takes any event: what happened before is not told. For one task.
struct EventFeed: Sendable {
    /// Events that are looked at together.
    private static let chunk = 500
    /// Events that nobody takes are passed over without a write; so many, at most, are looked at again after a start.
    private static let passedOver: Int64 = 20_000

    private let graph: GraphHolder
    private let engine: any SQLEngine
    private let time: any TimeSource
    /// As it is stored, which only this feed changes; nil where nobody is told anything.
    private var position: EventID?
    private var isLoaded = false
    /// What was looked at beyond the stored position, and taken by nobody.
    private var seen = EventID(0)

    init(graph: GraphHolder, engine: any SQLEngine, time: any TimeSource) {
        self.graph = graph
        self.engine = engine
        self.time = time
    }

    /// Tells some of what was not told yet; false where nothing is left.
    mutating func tellSome() async throws -> Bool {
        let takers = graph.current.configuration.webhooks.values.filter { !$0.events.isEmpty }
            .sorted { $0.name < $1.name }
        if !isLoaded {
            position = try await engine.read { try WebhookFeed($0).position() }
            isLoaded = true
        }
        guard let position, !takers.isEmpty else {
            if position != nil || !takers.isEmpty { try await begin(takers.isEmpty ? .nobody : .now) }
            return false
        }
        let from = max(position, seen)
        let events = try await engine.read { try Events($0).after(from, limit: Self.chunk) }
        guard let last = events.last?.id else { return false }
        let wanted = events.filter { event in
            EventType(rawValue: event.type)?.isTold ?? false && takers.contains { $0.takes(event.type) }
        }
        if !wanted.isEmpty || last.rawValue - position.rawValue > Self.passedOver {
            let now = time.now()
            try await engine.write(.work) { connection in
                for event in wanted { try Self.tell(event, to: takers, connection, now) }
                try WebhookFeed(connection).setPosition(last)
            }
            self.position = last
        }
        seen = last
        return events.count == Self.chunk
    }

    private enum Beginning {
        case now
        case nobody
    }

    /// Begins to tell what happens from now on, or ends.
    private mutating func begin(_ beginning: Beginning) async throws {
        position = try await engine.write(.work) { connection in
            let position = beginning == .now ? try Events(connection).last() : nil
            try WebhookFeed(connection).setPosition(position)
            return position
        }
    }

    private static func tell(
        _ event: StoredEvent, to takers: [WebhookDefinition], _ connection: any SQLConnection, _ now: Instant
    ) throws {
        let record = try EventRecord(event, connection: connection)
        // An escalation step that calls a webhook has called it already.
        var called: String?
        if event.type == EventType.slaNotification.rawValue, case .text(let name)? = record.data["webhook"] {
            called = name
        }
        var data = JSONFields()
        data.add("event", record.id)
        data.add("queue", record.queue)
        data.add("inbox", record.inbox)
        data.add("actor", record.actor)
        data.add("detail", json: String(decoding: try ControlJSON.encode(record.data), as: UTF8.self))
        let body = WebhookBody.text(type: event.type, at: event.at, conversation: event.conversation, data)
        for webhook in takers where webhook.takes(event.type) && webhook.name != called {
            try WebhookCalls(connection).queue(
                event.type, for: webhook.name, conversation: event.conversation, body: body, at: now)
        }
    }
}
