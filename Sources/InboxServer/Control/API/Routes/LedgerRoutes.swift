import ControlAPI
import InboxDomain

extension ControlRoute {
    static let ledgerRoutes = [
        ControlRoute("listChannels", .get, "/v1/channels", role: .viewer) { service, _ in
            try .json(Page(items: try await service.channels()))
        },
        ControlRoute("listInboxes", .get, "/v1/inboxes", role: .viewer) { service, _ in
            try .json(Page(items: try await service.inboxes()))
        },
        ControlRoute("showInbox", .get, "/v1/inboxes/{inbox}", role: .viewer) { service, input in
            try .json(try await service.inbox(input.parameter("inbox")))
        },
        ControlRoute(
            "listDeliveries", .get, "/v1/deliveries", role: .viewer, query: ["inbox", "state", "limit", "cursor"]
        ) { service, input in
            let query = DeliveryQuery(
                inbox: input.query["inbox"], state: input.query["state"], page: try input.page())
            return try .json(try await service.deliveries(query))
        },
        ControlRoute(
            "showDelivery", .get, "/v1/deliveries/{delivery}", role: .viewer, query: ["body"]
        ) { service, input in
            let id = DeliveryID(try input.number("delivery"))
            return try .json(try await service.delivery(id, withBody: try input.flag("body")))
        },
        ControlRoute(
            "explainThread", .get, "/v1/deliveries/{delivery}/thread", role: .viewer
        ) { service, input in
            try .json(try await service.threadExplanation(DeliveryID(try input.number("delivery"))))
        },
        ControlRoute(
            "replayDeliveries", .post, "/v1/deliveries/replay", role: .operator,
            body: ["ids", "inbox", "state", "dry_run"]
        ) { service, input in
            let request = try input.decode(ReplayRequest.self)
            let byFilter = request.inbox != nil || request.state != nil
            guard (request.ids != nil) != byFilter else {
                throw ControlError(.invalid, "give either “ids”, or “inbox” and “state” or one of them")
            }
            guard request.ids?.count ?? 1 <= PageRequest.maximalLimit else {
                throw ControlError(.invalid, "more than \(PageRequest.maximalLimit) ids at once")
            }
            return try .json(try await service.replay(request, by: input.caller))
        },
        ControlRoute("checkLedger", .get, "/v1/ledger/check", role: .operator) { service, _ in
            try .json(try await service.ledgerCheck())
        },
    ]
}
