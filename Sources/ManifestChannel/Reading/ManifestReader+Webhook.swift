import ChannelKit

extension ManifestReader {
    func webhook(_ keys: YAMLMapping) -> WebhookSpec? {
        let methods = keys["methods"]?.list().compactMap { $0.text()?.uppercased() } ?? ["POST"]
        let verify = keys.required("verify").flatMap(verifySpec)
        let guards = keys["guard"]?.list().compactMap(guardSpec) ?? []
        let handshakes = keys["handshake"]?.listOrOne().compactMap(handshake) ?? []
        let acknowledgement = keys["ack"]?.mapping().map(acknowledgement) ?? WebhookResponse(status: 200)
        let reject = keys["reject"]?.mapping()
        let refusal = status(reject?["bad_signature"], default: 401)
        let guardRefusal = status(reject?["guard"], default: 401)
        reject?.finish()
        keys.finish()
        guard let verify else { return nil }
        return WebhookSpec(
            methods: methods, verify: verify, guards: guards, handshakes: handshakes, acknowledgement: acknowledgement,
            refusal: refusal, guardRefusal: guardRefusal)
    }

    private func acknowledgement(_ keys: YAMLMapping) -> WebhookResponse {
        let status = keys["status"]?.integer(in: 200...299) ?? 200
        let contentType = keys["content_type"]?.text()
        let body = keys["body"]?.scalar ?? ""
        keys.finish()
        return WebhookResponse(status: status, contentType: contentType, body: Array(body.utf8))
    }

    // MARK: guard

    private func guardSpec(_ value: YAMLValue) -> GuardSpec? {
        guard let keys = value.mapping() else { return nil }
        let json = keys["json"].flatMap(path)
        let header = keys["header"]?.text()
        let query = keys["query"]?.text()
        let equals = keys["equals"].flatMap(textSource)
        let list = keys["in"].map { $0.listOrOne().compactMap(textSource) }
        keys.finish()
        let sources: [ContentGuard.Source] =
            [json.map { .json($0) }, header.map { .header($0.lowercased()) }, query.map { .query($0) }].compactMap(
                \.self)
        guard sources.count == 1 else {
            value.report("a guard looks at exactly one of json, header and query")
            return nil
        }
        guard (equals == nil) != (list == nil) else {
            value.report("a guard has exactly one of equals and in")
            return nil
        }
        return GuardSpec(source: sources[0], allowed: list ?? equals.map { [$0] } ?? [])
    }

    // MARK: handshake

    private func handshake(_ value: YAMLValue) -> HandshakeSpec? {
        guard let keys = value.mapping() else { return nil }
        let condition = keys.required("when")?.mapping().map(condition)
        let verification = keys["verify"]?.word(of: HandshakeSpec.Verification.self) ?? .required
        let check = keys["check"]?.mapping().flatMap(check)
        let refusal = status(keys["refuse_status"], default: 403)
        let respond = keys.required("respond")?.mapping()
        let answer = status(respond?["status"], default: 200)
        let contentType = respond?["content_type"]?.text()
        let headers =
            respond?["headers"]?.mapping()?.all.compactMap { name, _, value in
                template(value).map { (name: name.lowercased(), value: $0) }
            } ?? []
        let body = respond?["body"].flatMap(template) ?? .empty
        respond?.finish()
        keys.finish()
        guard let condition, respond != nil else { return nil }
        return HandshakeSpec(
            condition: condition, verification: verification, check: check, refusal: refusal, status: answer,
            contentType: contentType, headers: headers, body: body)
    }

    private func condition(_ keys: YAMLMapping) -> HandshakeCondition {
        let method = keys["method"]?.text()?.uppercased()
        let query = expectations(keys["query"])
        let headers = expectations(keys["header"]).map { ($0.name.lowercased(), $0.expectation) }
        let json = keys["json"]?.mapping()?.all.compactMap { name, place, value in
            path(place).map { (path: $0, expectation: expectation(value)) }
        }
        keys.finish()
        if method == nil, query.isEmpty, headers.isEmpty, json?.isEmpty ?? true {
            keys.value.report("this would match every request: give method, query, header or json")
        }
        return HandshakeCondition(method: method, query: query, headers: headers, json: json ?? [])
    }

    private func expectations(
        _ value: YAMLValue?
    ) -> [(name: String, expectation: HandshakeCondition.Expectation)] {
        value?.mapping()?.all.map { ($0.key, expectation($0.value)) } ?? []
    }

    private func expectation(_ value: YAMLValue) -> HandshakeCondition.Expectation {
        value.scalar == "*" ? .present : .equals(value.json)
    }

    private func check(_ keys: YAMLMapping) -> HandshakeSpec.Check? {
        let place = place(keys, allowed: ["query", "header", "field", "bearer", "path"])
        let expected = keys.required("equals").flatMap(textSource)
        keys.finish()
        guard let place, let expected else { return nil }
        return HandshakeSpec.Check(place: place, expected: expected)
    }
}
