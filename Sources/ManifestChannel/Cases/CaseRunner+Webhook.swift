import ChannelKit
import InboxDomain

extension CaseRunner {
    /// What is not as the case says.
    static func run(
        _ webhook: ChannelCase.Webhook, at now: Instant, _ manifest: Manifest, _ inbox: InboxDefinition
    ) async throws(ChannelConfigurationError) -> [String] {
        // Whatever a handshake asks for answers well.
        let exchange = CaseExchange(.response(status: 200, headers: [], body: []))
        let adapter = await (try adapter(manifest, inbox, exchange)).forCases()
        let request = signed(webhook, at: now, adapter)
        let expected = webhook.expectation
        for _ in 1..<webhook.times { _ = adapter.admit(request, now: now) }
        var admission = adapter.admit(request, now: now)
        if case .wait(let work) = admission { admission = await work() }
        switch admission {
        case .accept(let headers, let answer):
            return compare(expected, outcome: .accepted, reason: nil, answer)
                + compareEvents(expected, of: request, keeping: headers, at: now, adapter)
        case .respond(let answer): return compare(expected, outcome: .responded, reason: nil, answer)
        case .reject(let reason, let answer):
            return compare(expected, outcome: .rejected, reason: reason, answer)
        case .wait: return ["outcome: something is still waited for"]
        }
    }

    /// The request as the daemon meets it: with its URL, and signed where the case does not show a signature of its own.
    static func signed(_ webhook: ChannelCase.Webhook, at now: Instant, _ adapter: ManifestAdapter) -> WebhookRequest {
        var request = webhook.request
        request.publicURL =
            "https://inbox.example.com/in/\(adapter.inbox.name)\(request.subpath)"
            + (request.query.isEmpty ? "" : "?\(request.query)")
        guard webhook.signed ?? !adapter.verifier.isShown(in: request) else { return request }
        return adapter.verifier.sign(request, now: now.adding(seconds: -webhook.age), claims: webhook.claims)
    }

    private static func compare(
        _ expected: ChannelCase.Expectation, outcome: ChannelCase.Expectation.Outcome, reason: RejectionReason?,
        _ answer: WebhookResponse
    ) -> [String] {
        var problems: [String] = []
        func compare(_ what: String, _ expected: String?, _ actual: String) {
            if let expected, expected != actual { problems.append("\(what): expected \(expected), got \(actual)") }
        }
        let because = reason.map { " (\($0.rawValue))" } ?? ""
        compare("outcome", expected.outcome.rawValue, outcome.rawValue)
        if expected.outcome != outcome, !because.isEmpty { problems[0] += because }
        if expected.outcome == .rejected { compare("reason", expected.reason?.rawValue, reason?.rawValue ?? "none") }
        compare("status", expected.status.map(String.init), String(answer.status))
        compare("body", expected.body, String(decoding: answer.body, as: UTF8.self))
        let contentType = answer.headers.first { $0.name == "content-type" }?.value
        compare("content type", expected.contentType, contentType ?? "none")
        for (name, value) in expected.headers {
            compare("header \(name)", value, answer.headers.first { $0.name == name }?.value ?? "none")
        }
        return problems
    }

    private static func compareEvents(
        _ expected: ChannelCase.Expectation, of request: WebhookRequest, keeping headers: [WebhookRequest.Header],
        at now: Instant, _ adapter: ManifestAdapter
    ) -> [String] {
        guard expected.outcome == .accepted else { return [] }
        let delivery = RawDelivery(
            id: DeliveryID(1), inbox: adapter.inbox.name, receivedAt: now, method: request.method,
            subpath: request.subpath, query: request.query, headers: headers, body: request.body)
        do throws(NormalizationError) {
            let batch = try adapter.normalizeEach(delivery)
            var problems = compare(expected.error, batch.failures, events: batch.events.count)
            if let wanted = expected.events {
                problems += JSONDiff.problems("events", .array(wanted.map(\.json)), .array(batch.events.map(\.json)))
            }
            return problems
        } catch {
            if expected.error == error.code, expected.events == nil { return [] }
            return ["\(error.code.rawValue): \(error.detail)"]
        }
    }

    private static func compare(
        _ expected: NormalizationError.Code?, _ failures: [NormalizationError], events: Int
    ) -> [String] {
        guard let expected else { return failures.map { "\($0.code.rawValue): \($0.detail)" } }
        if failures.contains(where: { $0.code == expected }) { return [] }
        return ["error: expected \(expected.rawValue), got \(events) events"]
    }
}
