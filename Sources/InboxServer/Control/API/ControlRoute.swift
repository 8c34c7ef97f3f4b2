package import ControlAPI

/// One entry of the API's route table. `docs/openapi.yaml` describes the same table; a test holds them together.
package struct ControlRoute: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    /// The operation's name in the OpenAPI document.
    package let operation: String
    package let method: Method
    /// As OpenAPI writes it: `/v1/queues/{queue}/reassign`.
    package let path: String
    /// The lowest role that may call it.
    package let role: CallerRole
    /// The query parameters it knows; another one is an error, since a mistyped one would change what is meant.
    package let query: [String]
    /// The keys its JSON body may have; none where it takes no body.
    package let body: [String]
    /// Whether its body is a file, handed on as it comes, rather than JSON.
    package let takesFile: Bool
    let handle: @Sendable (any ControlService, ControlInput) async throws -> ControlAnswer

    let segments: [String]

    init(
        _ operation: String, _ method: Method, _ path: String, role: CallerRole, query: [String] = [],
        body: [String] = [], takesFile: Bool = false,
        handle: @escaping @Sendable (any ControlService, ControlInput) async throws -> ControlAnswer
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.role = role
        self.query = query
        self.body = body
        self.takesFile = takesFile
        self.handle = handle
        segments = path.split(separator: "/").map(String.init)
    }

    /// The values of the path's parameters, or nil where the path is another one.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, value) in zip(segments, path) {
            if segment.hasPrefix("{") {
                parameters[String(segment.dropFirst().dropLast())] = value
            } else if segment != value {
                return nil
            }
        }
        return parameters
    }

    /// The whole table.
    package static let all: [ControlRoute] =
        queueRoutes + conversationRoutes + attachmentRoutes + ledgerRoutes + daemonRoutes
}
