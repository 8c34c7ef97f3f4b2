package import ChannelKit
package import InboxDomain

extension ManifestAdapter {
    /// In this order: handshakes, the path, the method, the signature, the guards, the replay memory, the rate.
    package func admit(_ request: WebhookRequest, now: Instant) -> Admission {
        admit(request, now: now, waits: 3)
    }

    /// `waits`: how many more keys may be waited for.
    private func admit(_ request: WebhookRequest, now: Instant, waits: Int) -> Admission {
        let webhook = manifest.webhook
        for handshake in webhook.handshakes where handshake.condition.holds(for: request) {
            return answer(handshake, to: request, now: now, waits: waits)
        }
        if !webhook.paths.isEmpty, !webhook.paths.contains(where: { $0.values(in: request.subpath) != nil }) {
            return refuse(.pathUnknown, request)
        }
        guard webhook.methods.contains(request.method) else {
            let allow = WebhookRequest.Header(name: "allow", value: webhook.methods.joined(separator: ", "))
            return refuse(.methodNotAllowed, request, adding: [allow])
        }
        if let refusal = refusal(of: request, now: now, waits: waits) { return refusal }
        guard guards.allSatisfy({ $0.holds(for: request) }) else { return refuse(.guardFailed, request) }
        if let replay, !replay.admits(request, now: now) { return refuse(.replayed, request) }
        if let wait = wait(of: request, now: now) {
            return refuse(.rateLimited, request, adding: [.init(name: "retry-after", value: String(wait))])
        }
        return .accept(keeping: kept(request), acknowledgement: acknowledgement(of: request))
    }

    private func kept(_ request: WebhookRequest) -> [WebhookRequest.Header] {
        let names = manifest.normalize.headers
        return names.isEmpty ? [] : request.headers.filter { names.contains($0.name) }
    }

    private func acknowledgement(of request: WebhookRequest) -> WebhookResponse {
        let first = manifest.webhook.acknowledgements.first { $0.condition?.holds(for: request) ?? true }
        return response(first?.response ?? ResponseSpec(status: 200), to: request)
    }

    /// Seconds that the sender has to wait, where it comes too often. All whom nothing tells apart are one.
    private func wait(of request: WebhookRequest, now: Instant) -> Int64? {
        guard let limit, let header = manifest.webhook.limit?.header else { return nil }
        return limit.wait(of: RateLimit.sender(of: request.header(header) ?? ""), now: now)
    }

    // MARK: Refusals

    private func refusal(of request: WebhookRequest, now: Instant, waits: Int) -> Admission? {
        switch verifier.verify(request, now: now) {
        case .accepted: return nil
        case .rejected(let reason): return refuse(reason, request, adding: verifier.challenge.map { [$0] } ?? [])
        case .waiting(let need):
            guard waits > 0 else { return refuse(.keysUnavailable, request) }
            return .wait {
                await need.load(now: now)
                let next = admit(request, now: now, waits: waits - 1)
                if case .wait(let work) = next { return await work() }
                return next
            }
        }
    }

    private func refuse(
        _ reason: RejectionReason, _ request: WebhookRequest, adding headers: [WebhookRequest.Header] = []
    ) -> Admission {
        var response = response(manifest.webhook.refusals.response(to: reason), to: request)
        response.headers += headers
        if reason == .keysUnavailable, response.status == 503 {
            response.headers.append(.init(name: "retry-after", value: "30"))
        }
        return .reject(reason, response)
    }

    // MARK: Handshakes

    private func answer(_ handshake: HandshakeSpec, to request: WebhookRequest, now: Instant, waits: Int) -> Admission {
        if handshake.verification == .required, let refusal = refusal(of: request, now: now, waits: waits) {
            return refusal
        }
        if handshake.isGuarded, !guards.allSatisfy({ $0.holds(for: request) }) { return refuse(.guardFailed, request) }
        if let check = handshake.check {
            let expected = settings.texts(check.expected)
            let rule = TokenRule(place: check.place, tokens: expected)
            guard rule.verify(request) == .accepted else {
                return .reject(.handshakeRefused, response(handshake.refusal, to: request, of: handshake))
            }
        }
        guard let fetch = handshake.fetch else {
            return .respond(response(handshake.response, to: request, of: handshake))
        }
        return answer(handshake, fetching: fetch, request, now)
    }

    /// The sender is answered once the address has been asked, so that it tries again where that failed.
    private func answer(
        _ handshake: HandshakeSpec, fetching fetch: HandshakeSpec.Fetch, _ request: WebhookRequest, _ now: Instant
    ) -> Admission {
        guard let url = fetch.field.value(in: request), fetch.patterns.contains(where: { $0.matches(url) }) else {
            return .reject(.handshakeRefused, response(handshake.refusal, to: request, of: handshake))
        }
        return .wait {
            if !fetches.isFresh(url, now: now) { await fetches.load(url, now: now) }
            guard fetches.isFresh(url, now: now) else {
                return .reject(
                    .handshakeRefused, WebhookResponse(status: 503, headers: [.init(name: "retry-after", value: "30")]))
            }
            return .respond(response(handshake.response, to: request, of: handshake))
        }
    }

    // MARK: Answers

    private func response(
        _ spec: ResponseSpec, to request: WebhookRequest, of handshake: HandshakeSpec? = nil
    ) -> WebhookResponse {
        let isJSON = spec.contentType?.contains("json") ?? false
        let paths = (handshake?.condition.path.map { [$0] } ?? []) + manifest.webhook.paths
        let headers = spec.headers.map { header in
            WebhookRequest.Header(
                name: header.name,
                value: Self.oneLine(
                    header.value.text(for: request, paths: paths, settings: settings, escapingJSON: false)))
        }
        let body = spec.body.text(for: request, paths: paths, settings: settings, escapingJSON: isJSON)
        return WebhookResponse(
            status: spec.status, contentType: spec.contentType, headers: headers, body: Array(body.utf8))
    }

    /// What came with a request must not begin a header of its own in the answer.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
