import ChannelKit
import InboxDomain

extension CaseReader {
    func poll(_ keys: YAMLMapping, at: Instant) -> ChannelCase.Poll? {
        let cursor = keys["cursor"]?.json
        let page = keys["page"]?.integer(in: 1...100) ?? 1
        let request = keys["request"]?.json
        let response = keys["response"]?.mapping().map(answer)
        let outcome = keys.required("outcome")?.mapping().map { pollOutcome($0, at: at) }
        keys.finish()
        guard let outcome else { return nil }
        var expected: JSONObject?
        if case .object(let object)? = request { expected = object }
        return ChannelCase.Poll(
            cursor: cursor, page: page, request: expected,
            answer: response ?? .response(status: 200, headers: [], body: []), outcome: outcome)
    }

    private func pollOutcome(_ keys: YAMLMapping, at: Instant) -> ChannelCase.Poll.Outcome {
        let failed = keys["failed"]?.word(of: ResponseClassifier.Class.self)
        let code = keys["code"]?.text()
        let cursor = keys["cursor"]?.json
        let more = keys["more"]?.flag()
        let keysOfItems = keys["keys"]?.list().map { $0.scalar ?? "" }
        let events = keys["events"]?.list().compactMap { event($0, at: at) }
        keys.finish()
        if let failed { return .failed(failed, code: code) }
        return .page(cursor: cursor, more: more, keys: keysOfItems, events: events)
    }
}
