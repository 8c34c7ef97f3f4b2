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
        decision = graph.configuration.routes.decide(facts)
        let redirects = try Operations(connection).redirects(at: now)
        (queue, redirected) = Self.follow(redirects, from: decision.queue)
        policy = decision.slaPolicy ?? graph.configuration.queues[queue]?.slaPolicy
    }

    /// Follows redirects until a queue has none; one that leads back ends where it began to repeat.
    static func follow(_ redirects: [Redirect], from queue: String) -> (queue: String, path: [String]) {
        guard !redirects.isEmpty else { return (queue, []) }
        let targets = Dictionary(redirects.map { ($0.queue, $0.target) }, uniquingKeysWith: { first, _ in first })
        var path = [queue]
        while let next = targets[path[path.count - 1]], !path.contains(next) {
            path.append(next)
        }
        return (path[path.count - 1], path.count > 1 ? path : [])
    }

    /// For the history: why the conversation is where it is.
    func explanation(previous: ConversationID?) -> JSONFields {
        var data = JSONFields()
        data.add("queue", queue)
        data.add("priority", decision.priority.rawValue)
        data.add("policy", policy)
        if !decision.tags.isEmpty { data.add("tags", decision.tags) }
        data.add("route", decision.path.map(RouteStepText.write))
        if !redirected.isEmpty { data.add("redirected", redirected) }
        data.add("previous", previous?.rawValue)
        return data
    }
}
