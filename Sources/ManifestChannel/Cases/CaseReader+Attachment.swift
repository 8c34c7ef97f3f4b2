import ChannelKit
import InboxDomain

extension CaseReader {
    func fetch(_ keys: YAMLMapping, at: Instant) -> ChannelCase.Fetch? {
        let attachment = keys.required("of").flatMap { declared($0, at: at) }
        var delivery: (contentType: String, body: [UInt8])?
        if let given = keys["delivery"]?.mapping() {
            let contentType = given["content_type"]?.text() ?? "application/json"
            let (json, body) = (given["json"], given["body"])
            given.finish()
            delivery = (contentType, json.map { $0.json.jsonBytes } ?? Array((body?.scalar ?? "").utf8))
        }
        let exchanges = (keys["exchanges"]?.list() ?? []).compactMap { $0.mapping() }.map { keys in
            let request = keys["request"]?.json
            let response = keys["response"]?.mapping().map(answer)
            keys.finish()
            var expected: JSONObject?
            if case .object(let object)? = request { expected = object }
            return ChannelCase.Fetch.Exchange(
                request: expected, answer: response ?? .response(status: 200, headers: [], body: []))
        }
        let outcome = keys.required("outcome")?.mapping().flatMap(fetchOutcome)
        keys.finish()
        guard let attachment, let outcome else { return nil }
        return ChannelCase.Fetch(attachment: attachment, delivery: delivery, exchanges: exchanges, outcome: outcome)
    }

    /// As an event has it.
    private func declared(_ value: YAMLValue, at: Instant) -> Attachment? {
        let event = JSONValue.object([
            ("type", .string("message")), ("id", .string("case")), ("conversation", .string("case")),
            ("sender", .object([("id", .string("case"))])), ("text", .string("")),
            ("attachments", .array([value.json])),
        ])
        do throws(NormalizationError) {
            guard case .message(let message) = try NormalizedEvent(json: event, receivedAt: at) else { return nil }
            return message.attachments.first
        } catch {
            value.report("this is no attachment of an event: \(error.detail)")
            return nil
        }
    }

    private func fetchOutcome(_ keys: YAMLMapping) -> ChannelCase.Fetch.Outcome? {
        let content = keys["content"]
        let failed = keys["failed"]?.word(of: ResponseClassifier.Class.self)
        let code = keys["code"]?.text()
        let nowhere = keys["nowhere"]?.flag() ?? false
        keys.finish()
        if let failed { return .failed(failed, code: code) }
        if nowhere { return .nowhere }
        guard let content = content?.text() else {
            keys.value.report("an outcome is {content: text}, {failed: class} or {nowhere: true}")
            return nil
        }
        return .content(Array(content.utf8))
    }
}
