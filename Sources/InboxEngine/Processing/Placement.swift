import InboxConfig
import InboxDomain
import InboxStore

/// Where a new conversation goes: what the routing tree decided, and what the operators' redirects made of it.
struct Placement {
    var decision: RoutingDecision
    /// The queue after redirects.
    var queue: String
    var policy: String?
    /// The queues that redirects led through, from the decided one on; empty where none was in force.
    var redirected: [String]

    init(_ facts: RoutingFacts, graph: EngineGraph, connection: any SQLConnection, now: Instant) throws {
        decision = graph.routes.decide(facts)
        let path = try QueueOverrides(connection, graph, now: now).path(from: decision.queue)
        queue = path.last ?? decision.queue
        redirected = path.count > 1 ? path : []
        policy = decision.slaPolicy ?? graph.configuration.queues[queue]?.slaPolicy
    }

    /// For the history: why the conversation is where it is.
    func explanation(previous: ConversationID?) -> JSONFields {
        var data = JSONFields()
        data.add("queue", queue)
        data.add("priority", decision.priority.rawValue)
        data.add("policy", policy)
        if !decision.tags.isEmpty { data.add("tags", decision.tags) }
        data.add("route", decision.path.map(RouteStepText.write))
        data.add("auto_reply", decision.autoReply)
        if !decision.notes.isEmpty { data.add("route_notes", decision.notes) }
        if !redirected.isEmpty { data.add("redirected", redirected) }
        data.add("previous", previous?.rawValue)
        return data
    }
}
