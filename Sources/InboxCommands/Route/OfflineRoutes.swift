import ControlAPI
import InboxConfig
import InboxDomain

/// The routing tree of a configuration file, asked without a daemon.
struct OfflineRoutes {
    var configuration: Configuration
    /// When a message comes that does not say when.
    var now: Instant

    func decide(_ request: RouteTestRequest) throws(CommandError) -> RouteDecision {
        var request = request
        if request.channel == nil, let inbox = request.inbox {
            request.channel = configuration.inboxes[inbox]?.channel
        }
        request.at = request.at ?? Timestamp(now)
        do {
            return RouteDecision(explaining: configuration.routes.decide(try request.facts()))
        } catch {
            throw CommandError(error)
        }
    }
}

extension RouteDecision {
    init(explaining decision: RoutingDecision) {
        self.init(
            queue: decision.queue, priority: decision.priority.rawValue, sla: decision.slaPolicy, tags: decision.tags,
            skills: decision.skills, autoReply: decision.autoReply,
            path: decision.path.map { step in
                Step(location: step.location.description, match: step.description, sets: step.sets)
            }, notes: decision.notes)
    }
}
