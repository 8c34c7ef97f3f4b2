import ChannelKit
import InboxDomain
import Transport

/// Goes and gets, at intervals, what a provider does not push: one request a page, each item a delivery, and the cursor
/// stored with them.
///
/// Items that the ledger has under their key are left out, so that a page may be read again: after a crash between two
/// pages, or where the provider's cursor is coarse.
struct PollSource: ChannelSource {
    let spec: PollSpec
    let channel: String
    let inbox: String
    let settings: InboxSettings
    let exchange: any HTTPExchange
    let clock: any SourceClock
    let timeout: Duration
    /// Nil where the channel has no `auth`.
    var tokens: InboxTokens?

    /// Bytes of an answer.
    private static let maximumAnswer = 8 << 20

    var fingerprint: String { spec.fingerprint }

    func run(_ sink: any DeliverySink) async throws(SourceFailure) {
        var cursor = try await sink.cursor()
        while !Task.isCancelled {
            var next = clock.now().adding(seconds: spec.interval)
            if let later = try await round(&cursor, sink) {
                next = max(next, later)
            } else {
                sink.report(SourceReport(.connected))
            }
            do { try await clock.sleep(until: next) } catch { return }
        }
    }

    /// Reads pages until there is no more, or the bound is reached. The instant before which not to ask again, where the
    /// provider gave one.
    private func round(_ cursor: inout String?, _ sink: any DeliverySink) async throws(SourceFailure) -> Instant? {
        for number in 1...spec.pages {
            guard let response = try await answer(cursor: cursor, page: number) else { return nil }
            switch try await verdict(of: response, cursor: cursor) {
            case .page(let page):
                let following = page.cursor?.json ?? cursor
                try await store(page.items, cursor: following == cursor ? nil : following, sink)
                cursor = following
                if !page.hasMore { return nil }
            case .failure(.rateLimited, let seconds, _, let detail):
                let until = ResponseRules.instant(after: seconds, from: clock.now())
                sink.report(
                    SourceReport(
                        .failing, problem: detail.map { settings.redacted($0).firstWords } ?? "\(channel) asks to wait")
                )
                return until
            case .failure(let classification, _, let code, let detail):
                throw SourceFailure(
                    classification == .needsOperator || classification == .permanent ? .needsOperator : .transient,
                    code: code.map { settings.redacted($0).firstWords } ?? "poll_refused",
                    detail: detail.map { settings.redacted($0).firstWords } ?? "\(channel) refused the request")
            case .unknown, .broken:
                throw SourceFailure(
                    .needsOperator, code: "poll_items", detail: "the items of \(channel)'s answer cannot be read")
            }
        }
        return nil
    }

    private func store(
        _ items: [PollReader.Page.Item], cursor: String?, _ sink: any DeliverySink
    ) async throws(SourceFailure) {
        let keys = items.compactMap(\.key)
        let known = keys.isEmpty ? [] : try await sink.known(keys)
        var seen = known
        var deliveries: [IncomingDelivery] = []
        let now = clock.now()
        for item in items {
            if let key = item.key, !seen.insert(key).inserted { continue }
            deliveries.append(IncomingDelivery(key: item.key, receivedAt: now, body: item.json.jsonBytes))
        }
        guard !deliveries.isEmpty || cursor != nil else { return }
        _ = try await sink.accept(deliveries, cursor: cursor)
    }

    // MARK: The request

    /// The provider's answer; nil where the program makes no request. Where the token is refused, it is asked once
    /// more with a new one.
    private func answer(cursor: String?, page: Int) async throws(SourceFailure) -> HTTPResponse? {
        let token = try await token()
        guard let request = try await request(cursor: cursor, page: page, token: token) else { return nil }
        let response = try await perform(request)
        guard response.refusesToken, let token else { return response }
        let next = try await self.token(rejected: token)
        guard next != token, let renewed = try await self.request(cursor: cursor, page: page, token: next) else {
            return response
        }
        return try await perform(renewed)
    }

    private func token(rejected: String? = nil) async throws(SourceFailure) -> String? {
        guard let tokens else { return nil }
        do throws(TokenFailure) {
            return try await tokens.token(rejected: rejected)
        } catch {
            throw SourceFailure(
                error.retry == .needsOperator ? .needsOperator : .transient, code: error.code,
                detail: settings.redacted(error.detail).firstWords)
        }
    }

    /// The request that the program makes; nil where it makes none.
    func request(cursor: String?, page: Int, token: String?) async throws(SourceFailure) -> HTTPRequest? {
        let input = Array(
            "{\"cursor\":\(cursor ?? "null"),\"page\":\(page),\"now\":\(clock.now().milliseconds)}".utf8)
        let program = spec.request
        let variables = RequestContext(inbox: inbox, settings: settings, token: token).variables
        let outputs: [JSONValue]
        switch await JQThread.run({ () throws(JQError) in try program.run(input, with: variables) }) {
        case .success(let values): outputs = values
        // What jq says may quote the settings.
        case .failure:
            throw SourceFailure(.needsOperator, code: "poll_program", detail: "the program of poll failed")
        }
        guard outputs.count <= 1 else {
            throw SourceFailure(
                .needsOperator, code: "poll_program", detail: "the program of poll gave \(outputs.count) requests")
        }
        guard let output = outputs.first, !output.isNull else { return nil }
        do throws(SendRequestError) {
            var request = try SendRequestReader.request(from: output, timeout: timeout)
            request.maximumResponseBytes = Self.maximumAnswer
            return request
        } catch {
            throw SourceFailure(.needsOperator, code: "poll_program", detail: "the program of poll: \(error.message)")
        }
    }

    private func perform(_ request: HTTPRequest) async throws(SourceFailure) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await exchange.perform(request)
        } catch {
            switch error {
            case .notSent(let detail), .answerLost(let detail):
                throw SourceFailure(.transient, code: "no_answer", detail: settings.redacted(detail).firstWords)
            case .invalidRequest(let detail):
                throw SourceFailure(
                    .needsOperator, code: "invalid_request", detail: settings.redacted(detail).firstWords)
            }
        }
    }

    // MARK: The answer

    /// Where no rule says otherwise: 429 and 503 with `Retry-After` ask to wait, 401 and 403 need an operator, and all else
    /// is tried again.
    func verdict(of response: HTTPResponse, cursor: String?) async throws(SourceFailure) -> PollReader.Verdict {
        let answer = PollReader.input(of: response, cursor: cursor)
        let reader = spec.reader
        let variables = RequestContext(inbox: inbox, settings: settings, now: clock.now()).variables
        let given = response.header("retry-after").flatMap { Double($0) }
        switch await JQThread.run({ () throws(JQError) in try reader.judge(answer, with: variables) }) {
        case .success(.unknown):
            let detail = "\(channel) answered \(response.status)"
            let code = "http_\(response.status)"
            switch response.status {
            case 429: return .failure(.rateLimited, retryAfter: given, code: code, detail: detail)
            case 503 where given != nil: return .failure(.rateLimited, retryAfter: given, code: code, detail: detail)
            case 401, 403: return .failure(.needsOperator, retryAfter: nil, code: code, detail: detail)
            default: return .failure(.transient, retryAfter: nil, code: code, detail: detail)
            }
        case .success(.failure(.rateLimited, nil, let code, let detail)):
            return .failure(.rateLimited, retryAfter: given, code: code, detail: detail)
        case .success(let verdict): return verdict
        case .failure: return .broken
        }
    }
}
