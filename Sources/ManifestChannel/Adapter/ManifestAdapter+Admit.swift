package import ChannelKit
package import InboxDomain

extension ManifestAdapter {
    /// In this order: handshakes, the method, the signature, the guards.
    package func admit(_ request: WebhookRequest, now: Instant) -> Admission {
        let webhook = manifest.webhook
        for handshake in webhook.handshakes where handshake.condition.holds(for: request) {
            return answer(handshake, to: request, now: now)
        }
        guard webhook.methods.contains(request.method) else {
            let allow = WebhookRequest.Header(name: "allow", value: webhook.methods.joined(separator: ", "))
            return .reject(.methodNotAllowed, WebhookResponse(status: 405, headers: [allow]))
        }
        if let refusal = refusal(of: request, now: now) { return refusal }
        for condition in guards where !condition.holds(for: request) {
            return .reject(.guardFailed, WebhookResponse(status: webhook.guardRefusal))
        }
        return .accept(keeping: kept(request), acknowledgement: webhook.acknowledgement)
    }

    private func kept(_ request: WebhookRequest) -> [WebhookRequest.Header] {
        let names = manifest.normalize.headers
        return names.isEmpty ? [] : request.headers.filter { names.contains($0.name) }
    }

    private func refusal(of request: WebhookRequest, now: Instant) -> Admission? {
        guard case .rejected(let reason) = verifier.verify(request, now: now) else { return nil }
        let challenge = verifier.challenge.map { [$0] } ?? []
        return .reject(reason, WebhookResponse(status: manifest.webhook.refusal, headers: challenge))
    }

    private func answer(_ handshake: HandshakeSpec, to request: WebhookRequest, now: Instant) -> Admission {
        if handshake.verification == .required, let refusal = refusal(of: request, now: now) { return refusal }
        if let check = handshake.check {
            let expected = settings.texts(check.expected)
            let rule = TokenRule(place: check.place, tokens: expected)
            guard rule.verify(request) == .accepted else {
                return .reject(.handshakeRefused, WebhookResponse(status: handshake.refusal))
            }
        }
        let isJSON = handshake.contentType?.contains("json") ?? false
        let body = handshake.body.text(for: request, settings: settings, escapingJSON: isJSON)
        let headers = handshake.headers.map { header in
            WebhookRequest.Header(
                name: header.name,
                value: Self.oneLine(header.value.text(for: request, settings: settings, escapingJSON: false)))
        }
        return .respond(
            WebhookResponse(
                status: handshake.status, contentType: handshake.contentType, headers: headers, body: Array(body.utf8)))
    }

    /// What came with a request must not begin a header of its own in the answer.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
