import ChannelKit
import InboxDomain
import Transport

extension CaseRunner {
    /// Steps of one attachment, at most: as the daemon has it.
    private static let maximumSteps = 4

    /// What is not as the case says.
    static func run(
        _ fetch: ChannelCase.Fetch, at now: Instant, _ manifest: Manifest, _ inbox: InboxDefinition
    ) async throws(ChannelConfigurationError) -> [String] {
        let adapter = try adapter(manifest, inbox, CaseExchange(.noConnection))
        switch adapter.place(of: fetch.attachment) {
        case .nowhere: return compare(fetch.outcome, .nowhere)
        case .delivery:
            let delivery = RawDelivery(
                id: DeliveryID(1), inbox: inbox.name, receivedAt: now,
                headers: [.init(name: "content-type", value: fetch.delivery?.contentType ?? "")],
                body: fetch.delivery?.body ?? [])
            let content = adapter.content(of: fetch.attachment, in: delivery)
            return compare(
                fetch.outcome, content.map { .content($0) } ?? .failed(.permanent, code: "not_in_delivery"))
        case .remote:
            var problems: [String] = []
            let outcome = await walk(fetch, adapter, now, &problems)
            return problems + (outcome.map { compare(fetch.outcome, $0) } ?? [])
        }
    }

    /// Goes through the steps with the case's answers; nil where the case does not have as many as there are requests.
    private static func walk(
        _ fetch: ChannelCase.Fetch, _ adapter: ManifestAdapter, _ now: Instant, _ problems: inout [String]
    ) async -> ChannelCase.Fetch.Outcome? {
        var answer: HTTPResponse?
        for number in 1...maximumSteps {
            let step = await adapter.attachmentStep(fetch.attachment, number: number, answer: answer, now: now)
            if case .failed(let failure) = step { return outcome(failure) }
            guard number <= fetch.exchanges.count else {
                problems.append("exchanges: a request is made after the last one")
                return nil
            }
            let exchange = fetch.exchanges[number - 1]
            let request: HTTPRequest
            switch step {
            case .ask(let made), .get(let made, _): request = made
            case .failed: return nil
            }
            if let expected = exchange.request {
                problems += compare(expected, request).map { "exchange \(number): \($0)" }
            }
            guard case .response(let status, let headers, let body) = exchange.answer else { return nil }
            let response = HTTPResponse(status: status, headers: headers, body: body)
            guard case .get = step else {
                answer = response
                continue
            }
            var head = response
            if 200..<300 ~= status { head.body = [] }
            if let failure = await adapter.attachmentFailure(head, now: now) { return outcome(failure) }
            if number < fetch.exchanges.count { problems.append("exchanges: the content is had before the last one") }
            return .content(body)
        }
        problems.append("exchanges: there are more than \(maximumSteps) steps")
        return nil
    }

    private static func outcome(_ failure: AttachmentFailure) -> ChannelCase.Fetch.Outcome {
        switch failure.retry {
        case .permanent: .failed(.permanent, code: failure.code)
        case .notBefore: .failed(.rateLimited, code: failure.code)
        case .transient: .failed(.transient, code: failure.code)
        }
    }

    private static func compare(
        _ expected: ChannelCase.Fetch.Outcome, _ actual: ChannelCase.Fetch.Outcome
    ) -> [String] {
        var actual = actual
        if case .failed(_, nil) = expected, case .failed(let classification, _) = actual {
            actual = .failed(classification, code: nil)
        }
        let (wanted, found) = (text(of: expected), text(of: actual))
        return wanted == found ? [] : ["outcome: expected \(wanted), got \(found)"]
    }

    private static func text(of outcome: ChannelCase.Fetch.Outcome) -> String {
        switch outcome {
        case .content(let bytes): "content: \(String(decoding: bytes, as: UTF8.self))"
        case .nowhere: "nowhere"
        case .failed(let classification, let code):
            "failed: \(classification == .needsOperator ? "transient" : classification.rawValue)"
                + (code.map { ", code \($0)" } ?? "")
        }
    }
}
