import ChannelKit
import InboxDomain
import Transport

/// What a provider's answer, or its absence, comes to.
extension ManifestSender {
    /// `step` names a request that reaches nobody.
    func failure(of error: HTTPFailure, step: String?, _ context: RequestContext) -> SendFailure {
        switch error {
        case .notSent(let detail):
            SendFailure(.transient, code: "no_connection", detail: context.redacted(detail).firstWords)
        case .answerLost(let detail):
            SendFailure(
                spec.idempotency != .none || step != nil ? .transient : .maybeSent, code: "answer_lost",
                detail: context.redacted(detail).firstWords, mayHaveArrived: step == nil)
        case .invalidRequest(let detail):
            SendFailure(.permanent, code: "invalid_request", detail: context.redacted(detail).firstWords)
        }
    }

    func outcome(
        of response: HTTPResponse, step: String?, _ context: RequestContext, now: Instant
    ) async -> SendOutcome {
        let answer = ResponseClassifier.input(of: response, step: step)
        let variables = context.variables
        let classifier = spec.classifier
        let judged = await JQThread.run { () throws(JQError) in
            try classifier.judge(answer, with: variables, isStep: step != nil)
        }
        switch (try? judged.get()) ?? .unknown {
        case .success(let id): return .sent(providerID: id)
        case .failure(let classification, let retryAfter, let code, let detail):
            return .failed(
                SendFailure(
                    // What reaches nobody cannot have been sent.
                    step != nil && classification == .maybeSent
                        ? .transient : retry(classification, after: retryAfter, now: now),
                    code: code.map { context.redacted($0).firstWords } ?? "http_\(response.status)",
                    detail: detail.map { context.redacted($0).firstWords } ?? "\(channel) answered \(response.status)")
            )
        case .unknown where step != nil && 200..<300 ~= response.status: return .sent(providerID: nil)
        case .unknown: return .failed(defaultFailure(of: response, now: now))
        }
    }

    private func retry(
        _ classification: ResponseClassifier.Class, after seconds: Double?, now: Instant
    ) -> SendFailure.Retry {
        switch classification {
        case .transient: .transient
        case .permanent: .permanent
        case .needsOperator: .needsOperator
        case .maybeSent: .maybeSent
        case .rateLimited: .rateLimited(until: ResponseRules.instant(after: seconds, from: now))
        }
    }

    /// Where the manifest has no rule: too many requests are rate limiting, other refusals of the request are permanent,
    /// and everything else is worth another try.
    private func defaultFailure(of response: HTTPResponse, now: Instant) -> SendFailure {
        let retry: SendFailure.Retry =
            switch response.status {
            case 429:
                .rateLimited(
                    until: ResponseRules.instant(after: response.header("retry-after").flatMap(Double.init), from: now))
            case 400..<500: .permanent
            default: .transient
            }
        return SendFailure(
            retry, code: "http_\(response.status)", detail: "\(channel) answered \(response.status)")
    }
}
