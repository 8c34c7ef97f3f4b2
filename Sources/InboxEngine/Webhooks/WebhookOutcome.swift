import InboxDomain
import InboxStore

/// Writes down what an attempt to call a webhook came to, inside a write transaction.
struct WebhookOutcome {
    /// Calls that are given up in one transaction.
    static let chunk = 500

    let connection: any SQLConnection
    let rules: WebhookRules
    let now: Instant

    /// Returns how many calls were given up. Where one is, those behind it that waited as long go with it: the webhook was
    /// not there for as long.
    func record(_ answer: WebhookAnswer, _ verdict: WebhookRules.Verdict, of call: WebhookCall) throws -> Int {
        let calls = WebhookCalls(connection)
        try WebhookStates(connection).answered(
            call.webhook, answer.text, isGood: verdict == .delivered, disables: verdict == .gone, at: now)
        switch verdict {
        case .delivered:
            try calls.remove(call.id)
            return 0
        case .retry(let next):
            try calls.retry(call.id, at: next)
            return 0
        case .gone:
            try calls.retry(call.id, at: nil)
            var data = JSONFields()
            data.add("webhook", call.webhook)
            data.add("answer", answer.text)
            try Events(connection).append(.webhookDisabled, at: now, data: data)
            return 0
        case .failed:
            try calls.remove(call.id)
            try giveUp([call], "given up after \(call.attempts + 1) attempts: \(answer.text)")
            return try 1 + expire(call.webhook)
        }
    }

    /// Gives up what has waited too long. Returns how many calls that were; there may be more where it is `chunk`.
    func expire(_ webhook: String) throws -> Int {
        let expired = try WebhookCalls(connection).expire(
            webhook, queuedBy: now.adding(seconds: -rules.lifetime), limit: Self.chunk)
        try giveUp(expired, "it waited too long behind others, or for a webhook that was turned off")
        return expired.count
    }

    private func giveUp(_ calls: [WebhookCall], _ detail: String) throws {
        for call in calls {
            var data = JSONFields()
            data.add("webhook", call.webhook)
            data.add("type", call.type)
            data.add("call", call.key)
            data.add("detail", detail)
            try Events(connection).append(.webhookFailed, at: now, conversation: call.conversation, data: data)
        }
    }
}
