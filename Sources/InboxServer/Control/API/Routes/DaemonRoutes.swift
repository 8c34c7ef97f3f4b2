import ControlAPI
import InboxDomain
import ServiceLifecycle

extension ControlRoute {
    static let daemonRoutes = [
        ControlRoute("getStatus", .get, "/v1/status", role: .viewer) { service, _ in
            try .json(try await service.status())
        },
        ControlRoute(
            "testRoute", .post, "/v1/routes/test", role: .viewer,
            body: [
                "channel", "inbox", "from", "from_name", "recipient", "subject", "text", "locale", "attachments",
                "contact", "known", "headers", "automatic", "open", "at",
                "attachment_types", "event",
            ]
        ) { service, input in
            try .json(try await service.routeTest(try input.decode(RouteTestRequest.self).facts()))
        },
        ControlRoute(
            "listSimulationRecords", .get, "/v1/simulation", role: .operator, query: ["since", "limit", "cursor"]
        ) { service, input in
            guard let text = input.query["since"], let since = try? Instant(rfc3339: text) else {
                throw ControlError(.invalid, "since must be an instant", hint: "for instance 2026-03-02T09:00:00Z")
            }
            return try .json(try await service.simulationRecords(since: since, page: try input.page()))
        },
        ControlRoute(
            "listEvents", .get, "/v1/events", role: .viewer, query: ["after", "limit", "wait", "follow"]
        ) { service, input in
            let after = try input.query["after"] == nil ? nil : input.integer("after", in: 0...Int64.max, else: 0)
            let limit = try input.integer(
                "limit", in: 1...Int64(PageRequest.maximalLimit), else: Int64(PageRequest.defaultLimit))
            if try input.flag("follow") {
                return ControlAnswer(body: .lines(EventStream(service, after: after, limit: Int(limit)).next))
            }
            let wait = try input.integer("wait", in: 0...Int64(EventQuery.maximalWait), else: 0)
            return try .json(
                try await waitForEvents(service, EventQuery(after: after, limit: Int(limit), wait: Int(wait))))
        },
        ControlRoute("listWebhooks", .get, "/v1/webhooks", role: .viewer) { service, _ in
            try .json(Page(items: try await service.webhooks()))
        },
        ControlRoute("testWebhook", .post, "/v1/webhooks/{webhook}/test", role: .operator) { service, input in
            try .json(try await service.testWebhook(input.parameter("webhook"), by: input.caller))
        },
        ControlRoute("listAgents", .get, "/v1/agents", role: .viewer) { service, _ in
            try .json(Page(items: try await service.agents()))
        },
        ControlRoute("showAgent", .get, "/v1/agents/{agent}", role: .viewer) { service, input in
            try .json(try await service.agent(input.parameter("agent")))
        },
        ControlRoute(
            "setCapacity", .put, "/v1/agents/{agent}/capacity", role: .operator, body: ["capacity"]
        ) { service, input in
            let capacity = try input.decode(CapacityRequest.self).capacity
            return try .json(
                try await service.setCapacity(input.parameter("agent"), capacity, by: input.caller))
        },
        ControlRoute(
            "setAvailability", .put, "/v1/agents/{agent}/availability", role: .agent, body: ["available"]
        ) { service, input in
            let agent = input.parameter("agent")
            guard agent == input.caller.agent || input.caller.role >= .operator else {
                throw ControlError(
                    .refused, "agents set their own availability, not that of \(agent)", hint: "ask an operator")
            }
            let available = try input.decode(AvailabilityRequest.self).available
            return try .json(
                try await service.setAvailability(agent, available: available, by: input.caller))
        },
        ControlRoute("reload", .post, "/v1/reload", role: .admin) { service, input in
            try .json(try await service.reload(by: input.caller))
        },
        ControlRoute("getConfiguration", .get, "/v1/config", role: .admin) { service, _ in
            try .json(ConfigurationText(text: try await service.configurationText()))
        },
    ]

    /// Does not keep a daemon from stopping for as long as somebody waits.
    private static func waitForEvents(_ service: any ControlService, _ query: EventQuery) async throws -> EventBatch {
        do {
            return try await cancelWhenGracefulShutdown { try await service.events(query) }
        } catch is CancellationError {
            throw ControlError(.unavailable, "the daemon is stopping")
        }
    }
}
