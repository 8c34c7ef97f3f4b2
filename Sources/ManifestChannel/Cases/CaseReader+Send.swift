import ChannelKit
import InboxDomain

extension CaseReader {
    func send(_ keys: YAMLMapping) -> ChannelCase.Send? {
        let message = keys.required("message")?.mapping().map(message)
        let several = keys["exchanges"]?.list().compactMap { $0.mapping() }
        var exchanges: [ChannelCase.Send.Exchange] = []
        for one in several ?? [keys] {
            exchanges.append(exchange(one))
            if several != nil { one.finish() }
        }
        let outcome = keys.required("outcome")?.mapping().flatMap(outcome)
        keys.finish()
        guard let message, let outcome else { return nil }
        return ChannelCase.Send(message: message, exchanges: exchanges, outcome: outcome)
    }

    private func exchange(_ keys: YAMLMapping) -> ChannelCase.Send.Exchange {
        let request = keys["request"]?.json
        let response = keys["response"]?.mapping()
        let lost = keys["answer_lost"]?.flag() ?? false
        let unreachable = keys["no_connection"]?.flag() ?? false
        var expected: JSONObject?
        if case .object(let object)? = request { expected = object }
        let answer: ChannelCase.Send.Answer
        switch (lost, unreachable) {
        case (true, _): answer = .lost
        case (_, true): answer = .noConnection
        default: answer = response.map(self.answer) ?? .response(status: 200, headers: [], body: [])
        }
        return ChannelCase.Send.Exchange(request: expected, answer: answer)
    }

    private func message(_ keys: YAMLMapping) -> OutgoingMessage {
        let id = keys["id"]?.integer(in: 1...Int(Int32.max)) ?? 1
        let conversation = keys.required("conversation")?.text() ?? ""
        let recipient = keys.required("recipient")?.text() ?? ""
        let files = keys["attachments"]?.list().compactMap { $0.mapping().map(attachment) } ?? []
        let text = (files.isEmpty ? keys.required("text") : keys["text"])?.text() ?? ""
        let replyTo = keys["reply_to"]?.text()
        let replyQuote = keys["reply_quote"]?.text()
        let lastID = keys["last_inbound_id"]?.text()
        let last = keys["last_inbound_at"]?.json.integer.map { Instant(milliseconds: $0) }
        let key = keys["idempotency_key"]?.text() ?? "key-\(id)"
        keys.finish()
        return OutgoingMessage(
            message: MessageID(Int64(id)), conversation: ConversationID(1), threadKey: conversation,
            recipient: recipient, text: text, replyTo: replyTo, replyQuote: replyQuote, lastInboundAt: last,
            lastInboundID: lastID, idempotencyKey: key, attachments: files)
    }

    /// `{name, content_type?, link?, text?}`, or `size` in place of the text, for many letters `x`.
    private func attachment(_ keys: YAMLMapping) -> OutgoingAttachment {
        let name = keys.required("name")?.text() ?? ""
        var type = MediaType(ofFile: name) ?? .unknown
        if let declared = keys["content_type"] {
            if let read = declared.text().flatMap({ MediaType($0) }) {
                type = read
            } else {
                declared.report("this must be a type such as image/png")
            }
        }
        let size = keys["size"]?.integer(in: 0...200_000_000)
        let text = keys["text"]?.text() ?? ""
        let link = keys["link"]?.text()
        keys.finish()
        let bytes = size.map { [UInt8](repeating: UInt8(ascii: "x"), count: $0) } ?? Array(text.utf8)
        return OutgoingAttachment(name: name, type: type, bytes: bytes, link: link)
    }

    func answer(_ keys: YAMLMapping) -> ChannelCase.Send.Answer {
        let status = keys["status"]?.integer(in: 100...599) ?? 200
        let headers = keys["headers"]?.mapping()?.all.map { (name: $0.key.lowercased(), value: $0.value.scalar ?? "") }
        let json = keys["json"]
        let body = keys["body"]
        keys.finish()
        let bytes = json.map { $0.json.jsonBytes } ?? Array((body?.scalar ?? "").utf8)
        return .response(status: status, headers: headers ?? [], body: bytes)
    }

    private func outcome(_ keys: YAMLMapping) -> ChannelCase.Send.Outcome? {
        let sent = keys["sent"]
        let failed = keys["failed"]?.word(of: ResponseClassifier.Class.self)
        let code = keys["code"]?.text()
        let until = keys["until_seconds"]?.integer(in: 0...1_000_000)
        keys.finish()
        if let failed { return .failed(failed, code: code, untilSeconds: until) }
        guard keys.keys.contains("sent") else {
            keys.value.report("an outcome is {sent: id} or {failed: class}")
            return nil
        }
        return .sent(sent?.scalar)
    }
}
