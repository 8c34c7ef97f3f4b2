import ChannelKit

extension ManifestReader {
    func webhook(_ keys: YAMLMapping) -> WebhookSpec? {
        let methods = keys["methods"]?.list().compactMap { $0.text()?.uppercased() } ?? ["POST"]
        let paths = keys["paths"]?.listOrOne().compactMap(pathPattern) ?? []
        let verify = keys.required("verify").flatMap(verifySpec)
        let guards = keys["guard"]?.list().compactMap(guardSpec) ?? []
        let replay = keys["replay"]?.mapping().flatMap(replay)
        let limit = keys["limit"]?.mapping().flatMap(limit)
        let handshakes = keys["handshake"]?.listOrOne().compactMap(handshake) ?? []
        let acknowledgements = keys["ack"].map(acknowledgements) ?? []
        let refusals = keys["reject"]?.mapping().map(refusals) ?? RefusalSpec()
        keys.finish()
        guard let verify else { return nil }
        return WebhookSpec(
            methods: methods, paths: paths, verify: verify, guards: guards, replay: replay, limit: limit,
            handshakes: handshakes,
            acknowledgements: acknowledgements, refusals: refusals)
    }

    func pathPattern(_ value: YAMLValue) -> PathPattern? {
        guard let text = value.scalar, let pattern = PathPattern(text) else {
            value.report("this must be a path such as /events or /transactions/{id}")
            return nil
        }
        return pattern
    }

    // MARK: Answers

    private func acknowledgements(_ value: YAMLValue) -> [AcknowledgementSpec] {
        let specs = value.listOrOne().compactMap { value -> AcknowledgementSpec? in
            guard let keys = value.mapping() else { return nil }
            let condition = keys["when"]?.mapping().map(condition)
            let response = response(keys, statuses: 200...303, default: 200)
            keys.finish()
            let leadsOn = response.status == 303 && response.headers.contains { $0.name == "location" }
            if response.status >= 300, !leadsOn {
                value.report("what is taken is answered with 2xx, or with 303 and a header location")
            }
            return AcknowledgementSpec(condition: condition, response: response)
        }
        for (spec, value) in zip(specs, value.listOrOne()).dropLast() where spec.condition == nil {
            value.report("what stands after this is never reached: it has no \"when\"")
        }
        return specs
    }

    /// `status`, `content_type`, `headers` and `body` of a mapping.
    private func response(
        _ keys: YAMLMapping, statuses: ClosedRange<Int> = 200...599, default fallback: Int
    ) -> ResponseSpec {
        ResponseSpec(
            status: keys["status"]?.integer(in: statuses) ?? fallback, contentType: keys["content_type"]?.text(),
            headers: keys["headers"]?.mapping()?.all.compactMap { name, _, value in
                template(value).map { (name: name.lowercased(), value: $0) }
            } ?? [], body: keys["body"].flatMap(template) ?? .empty)
    }

    /// A status, or an answer in full.
    private func refusal(_ value: YAMLValue?, default fallback: Int) -> ResponseSpec {
        guard let value, value.isMapping, let keys = value.mapping() else {
            return ResponseSpec(status: status(value, default: fallback))
        }
        let response = response(keys, default: fallback)
        keys.finish()
        return response
    }

    private func refusals(_ keys: YAMLMapping) -> RefusalSpec {
        var refusals = RefusalSpec()
        refusals.signatureWrong = refusal(keys["bad_signature"], default: 401)
        refusals.signatureMissing = keys["no_signature"].map { refusal($0, default: 401) } ?? refusals.signatureWrong
        refusals.timestampStale = keys["stale"].map { refusal($0, default: 401) } ?? refusals.signatureWrong
        refusals.replayed = keys["replayed"].map { refusal($0, default: 401) } ?? refusals.signatureWrong
        refusals.guardFailed = refusal(keys["guard"], default: 401)
        refusals.pathUnknown = refusal(keys["path"], default: 404)
        refusals.methodNotAllowed = refusal(keys["method"], default: 405)
        refusals.keysUnavailable = refusal(keys["no_keys"], default: 503)
        refusals.rateLimited = refusal(keys["limit"], default: 429)
        keys.finish()
        return refusals
    }

    // MARK: replay

    private func replay(_ keys: YAMLMapping) -> ReplaySpec? {
        let key = keys.required("key")?.listOrOne().compactMap(part) ?? []
        let content = keys["same"]?.listOrOne().compactMap(part) ?? [.rawBody]
        let window = keys.required("window").flatMap(duration)
        let entries = keys["entries"]?.integer(in: 1...1_000_000) ?? 100_000
        keys.finish()
        guard let window, !key.isEmpty else { return nil }
        return ReplaySpec(key: key, content: content, window: window, entries: entries)
    }

    // MARK: limit

    private func limit(_ keys: YAMLMapping) -> LimitSpec? {
        let header = keys.required("header")?.text()?.lowercased()
        let count = keys.required("count")?.integer(in: 1...100_000)
        let window = keys.required("window").flatMap(duration)
        let entries = keys["entries"]?.integer(in: 1...1_000_000) ?? 10_000
        keys.finish()
        guard let header, let count, let window else { return nil }
        return LimitSpec(header: header, count: count, window: window, entries: entries)
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
        let when = keys.required("when")?.mapping().map(condition)
        let verification = keys["verify"]?.word(of: HandshakeSpec.Verification.self) ?? .required
        let fetch = keys["fetch"]?.mapping().flatMap(fetch)
        let isGuarded = keys["guard"]?.flag() ?? (fetch != nil)
        let check = keys["check"]?.mapping().flatMap(check)
        var refusal = refusal(keys["refuse"], default: 403)
        refusal.status = status(keys["refuse_status"], default: refusal.status)
        let respond = keys.required("respond")?.mapping()
        let answer = respond.map { response($0, default: 200) }
        respond?.finish()
        keys.finish()
        if fetch != nil, verification == .notSent {
            value.report("what is not verified must not make us ask anybody: fetch needs verify: required")
        }
        guard let when, let answer else { return nil }
        return HandshakeSpec(
            condition: when, verification: verification, isGuarded: isGuarded, check: check, fetch: fetch,
            refusal: refusal, response: answer)
    }

    private func fetch(_ keys: YAMLMapping) -> HandshakeSpec.Fetch? {
        let field = keys.required("field").flatMap(bodyField)
        let patterns = keys.required("url").map(urlPatterns) ?? []
        keys.finish()
        return field.map { HandshakeSpec.Fetch(field: $0, patterns: patterns) }
    }

    func condition(_ keys: YAMLMapping) -> RequestCondition {
        let condition = RequestCondition(
            methods: keys["method"]?.listOrOne().compactMap { $0.text()?.uppercased() } ?? [],
            path: keys["path"].flatMap(pathPattern), query: expectations(keys["query"]),
            headers: expectations(keys["header"]).map { ($0.name.lowercased(), $0.expectation) },
            form: expectations(keys["form"]),
            json: keys["json"]?.mapping()?.all.compactMap { name, place, value in
                path(place).map { (path: $0, expectation: expectation(value)) }
            } ?? [])
        keys.finish()
        if condition.isEmpty {
            keys.value.report("this would match every request: give method, path, query, header, form or json")
        }
        return condition
    }

    private func expectations(
        _ value: YAMLValue?
    ) -> [(name: String, expectation: RequestCondition.Expectation)] {
        value?.mapping()?.all.map { ($0.key, expectation($0.value)) } ?? []
    }

    private func expectation(_ value: YAMLValue) -> RequestCondition.Expectation {
        if value.scalar == "*" { return .present }
        if let text = value.scalar, text.hasSuffix("*") { return .begins(String(text.dropLast())) }
        return .equals(value.json)
    }

    private func check(_ keys: YAMLMapping) -> HandshakeSpec.Check? {
        let place = place(keys, allowed: ["query", "header", "field", "param", "bearer", "path"])
        let expected = keys.required("equals").flatMap(textSource)
        keys.finish()
        guard let place, let expected else { return nil }
        return HandshakeSpec.Check(place: place, expected: expected)
    }
}
