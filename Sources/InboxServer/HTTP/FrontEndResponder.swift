import ChannelKit
import NIOCore
import NIOHTTP1

/// Answers the calls that passed the gate.
struct FrontEndResponder: Sendable {
    let intake: any WebhookIntake
    let files: @Sendable (String) async -> WebhookResponse
    let readiness: @Sendable () async -> Readiness
    let metrics: PrometheusRegistry
    let publicURL: String
    let benchmarkRoutes: Bool

    @Sendable func refused(_ inbox: String?, _ reason: RejectionReason) {
        intake.refused(inbox: inbox, reason: reason)
    }

    func respond(to call: InboundCall) async -> WebhookResponse {
        switch call.target {
        case .inbox(let inbox, let subpath, let query):
            return await intake.handle(inbox: inbox, request: request(call, subpath: subpath, query: query))
        case .file(let path):
            return await read(call) { await files(path) }
        case .noop where benchmarkRoutes:
            return WebhookResponse(status: 200)
        case .health:
            return await read(call) { Self.text(200, "ok\n") }
        case .readiness:
            let readiness = await readiness()
            return await read(call) { Self.text(readiness.isReady ? 200 : 503, readiness.text) }
        case .metrics:
            let page = await metrics.render()
            return await read(call) {
                WebhookResponse(
                    status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(page.utf8))
            }
        case .noop, .unknown:
            return Self.text(
                404, "Nothing here. Webhooks go to /in/<inbox>; see also /healthz, /readyz and /metrics.\n")
        }
    }

    private func request(_ call: InboundCall, subpath: String, query: String) -> WebhookRequest {
        var headers: [WebhookRequest.Header] = []
        headers.reserveCapacity(call.head.headers.count)
        for (name, value) in call.head.headers {
            headers.append(.init(name: name.lowercased(), value: value))
        }
        return WebhookRequest(
            method: call.head.method.rawValue, subpath: subpath, query: query, headers: headers,
            body: Array(call.body.readableBytesView), publicURL: publicURL + RequestTarget.originForm(call.head.uri))
    }

    /// The pages that are only read.
    private func read(_ call: InboundCall, _ page: () async -> WebhookResponse) async -> WebhookResponse {
        switch call.head.method {
        case .GET, .HEAD: return await page()
        default:
            var response = Self.text(405, "Only GET and HEAD here.\n")
            response.headers.append(.init(name: "allow", value: "GET, HEAD"))
            return response
        }
    }

    private static func text(_ status: Int, _ text: String) -> WebhookResponse {
        WebhookResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}
