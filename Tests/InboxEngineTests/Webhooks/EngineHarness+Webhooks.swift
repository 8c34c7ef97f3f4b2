import Foundation
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Transport

extension EngineHarness {
    static func webhook(_ name: String, events: [String] = []) -> WebhookDefinition {
        WebhookDefinition(
            name: name, url: "https://\(name).example.com/hook/t0ken",
            secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), events: events)
    }

    /// The company with these webhooks, and a step at 75 % that calls `ops`.
    static func calling(_ webhooks: WebhookDefinition...) async throws -> EngineHarness {
        try await EngineHarness { configuration in
            for webhook in webhooks { configuration.webhooks[webhook.name] = webhook }
            configuration.policies["escalating"]?.escalations.append(
                EscalationStep(
                    clock: .firstResponse, moment: .fraction(750), actions: [.priority(.urgent), .webhook("ops")]))
        }
    }

    /// A conversation whose step has called `ops`, at that instant.
    @discardableResult
    func escalated(_ number: Int = 1) async throws -> ConversationID {
        let id = try await converse(
            "please escalate, secretly", id: "m\(number)", thread: "t\(number)", from: "u\(number)")
        clock.advance(seconds: 45 * 60)
        _ = try await services.scheduler.fireDue()
        return id
    }

    /// Calls that wait for a webhook.
    func waiting(_ webhook: String = "ops") async throws -> Int {
        try await engine.read { try WebhookCalls($0).waiting().first { $0.webhook == webhook }?.count ?? 0 }
    }

    func nextAttempt(_ webhook: String = "ops") async throws -> Instant {
        try required(try await engine.read { try WebhookCalls($0).first(of: webhook)?.nextAttemptAt })
    }
}

extension HTTPRequest {
    /// What the body says, as JSON.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }

    var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
}
