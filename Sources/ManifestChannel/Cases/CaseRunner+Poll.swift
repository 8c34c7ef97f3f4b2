import ChannelKit
import InboxDomain
import Transport

extension CaseRunner {
    /// What is not as the case says.
    static func run(
        _ poll: ChannelCase.Poll, at now: Instant, _ manifest: Manifest, _ inbox: InboxDefinition
    ) async throws(ChannelConfigurationError) -> [String] {
        let factory = ManifestChannelFactory(
            manifest: manifest, exchange: CaseExchange(poll.answer), clock: FixedClock(instant: now), tokens: .forCases)
        let adapter = try factory.manifestAdapter(for: inbox)
        guard let source = adapter.source as? PollSource else { return ["the channel has no poll"] }
        let cursor = poll.cursor?.json
        do throws(SourceFailure) {
            let token = try? await source.tokens?.token()
            let request = try await source.request(cursor: cursor, page: poll.page, token: token)
            var problems: [String] = []
            if let expected = poll.request {
                problems += request.map { compare(expected, $0) } ?? ["request: none was made"]
            }
            guard case .response(let status, let headers, let body) = poll.answer else { return problems }
            let response = HTTPResponse(status: status, headers: headers, body: body)
            return problems
                + compare(poll.outcome, try await source.verdict(of: response, cursor: cursor), adapter, now)
        } catch {
            return ["\(error.code): \(error.detail)"]
        }
    }

    private static func compare(
        _ expected: ChannelCase.Poll.Outcome, _ verdict: PollReader.Verdict, _ adapter: ManifestAdapter, _ now: Instant
    ) -> [String] {
        switch (expected, verdict) {
        case (.page(let cursor, let more, let keys, let events), .page(let page)):
            var problems: [String] = []
            if let cursor { problems += JSONDiff.problems("cursor", cursor, page.cursor ?? .null) }
            if let more, more != page.hasMore { problems.append("more: expected \(more), got \(page.hasMore)") }
            if let keys {
                problems += JSONDiff.problems(
                    "keys", .array(keys.map(JSONValue.string)),
                    .array(page.items.map { $0.key.map(JSONValue.string) ?? .null }))
            }
            if let events { problems += compare(events, page.items, adapter, now) }
            return problems
        case (.failed(let classification, let code), .failure(let actual, _, let actualCode, _)):
            guard classification == actual, code == nil || code == actualCode else {
                return [
                    "outcome: expected \(classification.rawValue) \(code ?? ""), got \(actual.rawValue) \(actualCode ?? "")"
                ]
            }
            return []
        default: return ["outcome: got \(verdict)"]
        }
    }

    private static func compare(
        _ wanted: [NormalizedEvent], _ items: [PollReader.Page.Item], _ adapter: ManifestAdapter, _ now: Instant
    ) -> [String] {
        var events: [NormalizedEvent] = []
        for item in items {
            let delivery = RawDelivery(
                id: DeliveryID(1), inbox: adapter.inbox.name, receivedAt: now, body: item.json.jsonBytes)
            do throws(NormalizationError) {
                events += try adapter.normalize(delivery)
            } catch {
                return ["\(error.code.rawValue): \(error.detail)"]
            }
        }
        return JSONDiff.problems("events", .array(wanted.map(\.json)), .array(events.map(\.json)))
    }
}

/// Shows one time, and never sleeps.
private struct FixedClock: SourceClock {
    let instant: Instant

    func now() -> Instant { instant }

    func sleep(until instant: Instant) async throws {}
}
