package import ControlAPI
import InboxDomain
package import Logging

/// The control API without the wire: finds the route, checks the caller's role and the parameters, asks the service,
/// and writes JSON. It does not throw; whatever goes wrong is an answer.
package struct ControlRouter: Sendable {
    private let service: any ControlService
    private let access: any AccessControl
    private let logger: Logger

    package init(service: any ControlService, access: any AccessControl, logger: Logger) {
        self.service = service
        self.access = access
        self.logger = logger
    }

    /// Whether the body of such a request is a file. It is to be given as `ControlRequest.file`, unread: who may not send
    /// one is refused first.
    package func takesFile(method: String, target: String) -> Bool {
        guard case .route(let route, _) = Self.find(ControlRequest(method: method, target: target)) else {
            return false
        }
        return route.takesFile
    }

    /// Answers one request. `peer` is nil where the connection has no credentials: such a caller is refused.
    package func answer(_ request: ControlRequest, from peer: PeerCredentials?) async -> ControlAnswer {
        let route: ControlRoute
        let parameters: [String: String]
        switch Self.find(request) {
        case .route(let found, let values): (route, parameters) = (found, values)
        case .none(let answer): return answer
        }
        do {
            let caller = try await identify(peer, for: route)
            let query = try Self.query(of: request, for: route)
            let input = ControlInput(
                parameters: parameters, query: query, body: request.body, bodyKeys: route.body, caller: caller,
                file: request.file)
            return try await route.handle(service, input)
        } catch let error as ControlError {
            return .failure(error)
        } catch {
            logger.error(
                "control request failed", metadata: ["control.operation": "\(route.operation)", "error": "\(error)"])
            return .failure(
                ControlError(
                    .internal, "the daemon could not do \(route.operation)", hint: "its log has the reason"))
        }
    }

    private enum Finding {
        case route(ControlRoute, [String: String])
        case none(ControlAnswer)
    }

    private static func find(_ request: ControlRequest) -> Finding {
        guard let path = request.segments else {
            return .none(.failure(ControlError(.invalid, "the path is not percent-encoded as it should be")))
        }
        let candidates = ControlRoute.all.compactMap { route in route.match(path).map { (route, $0) } }
        if let (route, parameters) = candidates.first(where: { $0.0.method.rawValue == request.method }) {
            return .route(route, parameters)
        }
        let place = "/" + path.joined(separator: "/")
        if candidates.isEmpty {
            let near = Spelling.nearest(to: place, among: ControlRoute.all.map(\.path))
            return .none(
                .failure(
                    ControlError(
                        .notFound, "there is no \(place)",
                        hint: near.map { "did you mean \($0)?" } ?? "docs/openapi.yaml lists all paths")))
        }
        let methods = candidates.map(\.0.method.rawValue).joined(separator: ", ")
        return .none(
            .failure(
                ControlError(.methodNotAllowed, "\(place) does not take \(request.method)", hint: "use \(methods)"),
                headers: [("allow", methods)]))
    }

    private func identify(_ peer: PeerCredentials?, for route: ControlRoute) async throws(ControlError) -> Caller {
        guard let peer else {
            throw ControlError(
                .refused, "this connection says nothing about who calls", hint: "use the control socket")
        }
        let identity = await access.caller(uid: peer.uid, gid: peer.gid, pid: peer.pid)
        guard let role = identity.role else {
            throw ControlError(
                .refused, "\(identity.user) has no role here. \(identity.groups)".trimmed,
                hint: access.refusal(for: route.role))
        }
        guard role >= route.role else {
            throw ControlError(
                .refused, "\(identity.user) is \(role.rawValue); \(route.operation) takes \(route.role.rawValue)",
                hint: access.refusal(for: route.role))
        }
        return Caller(user: identity.user, uid: peer.uid, gid: peer.gid, role: role, agent: identity.agent)
    }

    private static func query(of request: ControlRequest, for route: ControlRoute) throws(ControlError) -> [String:
        String]
    {
        guard let pairs = request.query else {
            throw ControlError(.invalid, "the query is not percent-encoded as it should be")
        }
        var query: [String: String] = [:]
        for (name, value) in pairs {
            guard route.query.contains(name) else {
                throw ControlError(
                    .invalid, "unknown parameter “\(name)”", hint: ControlInput.hint(for: name, among: route.query))
            }
            guard query.updateValue(value, forKey: name) == nil else {
                throw ControlError(.invalid, "the parameter “\(name)” is given twice")
            }
        }
        return query
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
