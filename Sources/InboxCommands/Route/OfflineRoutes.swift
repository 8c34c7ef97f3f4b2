import ControlAPI
import InboxConfig
import InboxDomain

/// The routing tree of a configuration file, asked without a daemon.
struct OfflineRoutes {
    private let configuration: Configuration

    /// Reads and checks the whole file, and prints what is wrong with it. Throws where that is an error.
    init(file: String, _ session: Session) throws(CommandError) {
        let (configuration, diagnostics) = ConfigurationLoader.load(
            path: file, environment: session.environment,
            credentialsDirectory: session.environment["CREDENTIALS_DIRECTORY"])
        for finding in diagnostics { session.remark(DisplayText.clean(finding.rendered)) }
        guard let configuration else {
            throw CommandError(.failed, "\(file) has errors", hint: "correct the places named above")
        }
        self.configuration = configuration
    }

    func decide(_ request: RouteTestRequest) throws(CommandError) -> RouteDecision {
        var request = request
        if request.channel == nil, let inbox = request.inbox {
            request.channel = configuration.inboxes[inbox]?.channel
        }
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
            skills: decision.skills,
            path: decision.path.map { step in
                Step(location: step.location.description, match: step.description, sets: step.sets)
            })
    }
}
