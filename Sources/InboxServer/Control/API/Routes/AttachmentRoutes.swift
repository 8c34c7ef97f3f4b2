import ControlAPI
import InboxDomain

extension ControlRoute {
    static let attachmentRoutes = [
        ControlRoute(
            "listAttachments", .get, "/v1/attachments", role: .viewer, query: ["state", "limit", "cursor"]
        ) { service, input in
            let query = AttachmentQuery(state: input.query["state"] ?? "missing", page: try input.page())
            return try .json(try await service.attachments(query))
        },
        ControlRoute(
            "getAttachment", .get, "/v1/messages/{message}/attachments/{position}", role: .viewer
        ) { service, input in
            let message = MessageID(try input.number("message"))
            guard let position = Int(input.parameter("position")), position >= 0 else {
                throw ControlError(.invalid, "the position is a whole number from 0")
            }
            return .content(try await service.attachment(message, position: position))
        },
        ControlRoute(
            "retryAttachments", .post, "/v1/attachments/retry", role: .operator, body: ["message", "position", "all"]
        ) { service, input in
            let request = try input.decode(AttachmentRetryRequest.self)
            return try .json(try await service.retryAttachments(request, by: input.caller))
        },
    ]
}
