import ChannelKit
import InboxDomain

extension CaseReader {
    func send(_ keys: YAMLMapping) -> ChannelCase.Send? {
        let message = keys.required("message")?.mapping().map(message)
        let request = keys["request"]?.json
        let response = keys["response"]?.mapping()
        let lost = keys["answer_lost"]?.flag() ?? false
        let unreachable = keys["no_connection"]?.flag() ?? false
        let outcome = keys.required("outcome")?.mapping().flatMap(outcome)
        keys.finish()
        guard let message, let outcome else { return nil }
        var expected: JSONObject?
        if case .object(let object)? = request { expected = object }
        let answer: ChannelCase.Send.Answer
        switch (lost, unreachable) {
        case (true, _): answer = .lost
        case (_, true): answer = .noConnection
        default: answer = response.map(self.answer) ?? .response(status: 200, headers: [], body: [])
        }
        return ChannelCase.Send(message: message, request: expected, answer: answer, outcome: outcome)
    }

    private func message(_ keys: YAMLMapping) -> OutgoingMessage {
        let id = keys["id"]?.integer(in: 1...Int(Int32.max)) ?? 1
        let conversation = keys.required("conversation")?.text() ?? ""
        let recipient = keys.required("recipient")?.text() ?? ""
        let text = keys.required("text")?.text() ?? ""
        let replyTo = keys["reply_to"]?.text()
        let last = keys["last_inbound_at"]?.json.integer.map { Instant(milliseconds: $0) }
        let key = keys["idempotency_key"]?.text() ?? "key-\(id)"
        keys.finish()
        return OutgoingMessage(
            message: MessageID(Int64(id)), conversation: ConversationID(1), threadKey: conversation,
            recipient: recipient, text: text, replyTo: replyTo, lastInboundAt: last, idempotencyKey: key)
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
