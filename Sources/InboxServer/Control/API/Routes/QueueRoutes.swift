import ControlAPI

extension ControlRoute {
    static let queueRoutes = [
        ControlRoute("listQueues", .get, "/v1/queues", role: .viewer) { service, _ in
            try .json(Page(items: try await service.queues()))
        },
        ControlRoute(
            "listQueueConversations", .get, "/v1/queues/{queue}/conversations", role: .viewer,
            query: ["limit", "cursor"]
        ) { service, input in
            try .json(try await service.queue(input.parameter("queue"), page: try input.page()))
        },
        ControlRoute(
            "reassignQueue", .post, "/v1/queues/{queue}/reassign", role: .operator, body: ["to", "where", "dry_run"]
        ) { service, input in
            let request = try input.decode(ReassignRequest.self)
            return try .json(
                try await service.reassignQueue(input.parameter("queue"), request, by: input.caller))
        },
        ControlRoute(
            "redirectQueue", .put, "/v1/queues/{queue}/redirect", role: .operator, body: ["to", "until", "reason"]
        ) { service, input in
            let request = try input.decode(RedirectRequest.self)
            let override = try await service.redirectQueue(input.parameter("queue"), request, by: input.caller)
            return try .json(RedirectResult(override: override))
        },
        ControlRoute(
            "pauseQueue", .put, "/v1/queues/{queue}/pause", role: .operator, body: ["paused", "until", "reason"]
        ) { service, input in
            let request = try input.decode(PauseRequest.self)
            let pause = try await service.pauseQueue(input.parameter("queue"), request, by: input.caller)
            return try .json(PauseResult(pause: pause))
        },
    ]
}
