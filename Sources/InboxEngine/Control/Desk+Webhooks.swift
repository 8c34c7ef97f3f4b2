package import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore

extension Desk {
    package func webhooks() async throws -> [WebhookView] {
        let graph = graph.current
        return try await read { try Self.webhooks($0, graph) }
    }

    private static func webhooks(_ connection: any SQLConnection, _ graph: EngineGraph) throws -> [WebhookView] {
        let states = try WebhookStates(connection).all()
        let waiting = Dictionary(
            uniqueKeysWithValues: try WebhookCalls(connection).waiting().map { ($0.webhook, $0) })
        let configured = graph.configuration.webhooks
        return Set(configured.keys).union(waiting.keys).sorted().map { name in
            let calls = waiting[name]
            let state = states[name]
            let isDisabled = state?.disabledAt != nil
            let word =
                configured[name] == nil
                ? "removed" : isDisabled ? "disabled" : calls?.attempts ?? 0 > 0 ? "retrying" : "ok"
            return WebhookView(
                name: name, origin: configured[name]?.origin, state: word, events: configured[name]?.events ?? [],
                waiting: calls?.count ?? 0, oldestAt: Timestamp(calls?.oldestAt), attempts: calls?.attempts ?? 0,
                nextAttemptAt: word == "retrying" ? Timestamp(calls?.nextAttemptAt) : nil,
                lastAnswer: state?.answer, lastAnswerAt: Timestamp(state?.answeredAt))
        }
    }

    /// Sentences about webhooks that need somebody.
    static func webhookProblems(_ connection: any SQLConnection, _ graph: EngineGraph) throws -> [String] {
        try webhooks(connection, graph).compactMap { webhook in
            switch webhook.state {
            case "disabled":
                "webhook \(webhook.name) answered 410 and is turned off: set another url, then inboxctl reload"
            case "removed": "webhook \(webhook.name) left the configuration and \(webhook.waiting) calls wait for it"
            default: nil
            }
        }
    }

    package func testWebhook(_ name: String, by caller: Caller) async throws -> WebhookTest {
        guard let webhook = graph.current.configuration.webhooks[name] else {
            throw Self.unknown("webhook", name, among: graph.current.configuration.webhooks.keys)
        }
        let start = time.now()
        let id = "inboxd-test-\(start.milliseconds)"
        var data = JSONFields()
        data.add("webhook", name)
        data.add("user", caller.user)
        let answer = await WebhookCaller(exchange: http).call(
            webhook, id: id, body: WebhookBody.text(type: "webhook.test", at: start, data), now: start)
        let delivered = answer.outcome == .delivered
        let test = WebhookTest(
            webhook: name, call: id, delivered: delivered, answer: answer.text,
            milliseconds: max(0, time.now().milliseconds(since: start)))
        var detail = JSONFields()
        detail.add("answer", answer.text)
        try await change(by: caller, "webhook.test", on: name, detail: detail) { _, _, _ in }
        return test
    }
}
