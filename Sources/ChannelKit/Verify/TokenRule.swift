/// A shared token that every request shows: as a header, a bearer token, a field, or a part of the URL.
package struct TokenRule: Sendable {
    package var place: RequestPlace
    /// What stands before the token, for example `Token `.
    package var prefix: String
    /// Any of them is right: while a token is being changed there are two.
    private let tokens: [[UInt8]]

    /// An empty token is never right.
    package init(place: RequestPlace, tokens: [String], prefix: String = "") {
        self.place = place
        self.prefix = prefix
        self.tokens = tokens.filter { !$0.isEmpty }.map { Array($0.utf8) }
    }

    package func verify(_ request: WebhookRequest) -> Verdict {
        guard let shown = place.value(in: request), !shown.isEmpty else { return .rejected(.signatureMissing) }
        guard shown.hasPrefix(prefix) else { return .rejected(.signatureWrong) }
        let candidate = Array(shown.utf8.dropFirst(prefix.utf8.count))
        var accepted = false
        for token in tokens where ConstantTime.equal(candidate, token) { accepted = true }
        return accepted ? .accepted : .rejected(.signatureWrong)
    }

    package func sign(_ request: WebhookRequest) -> WebhookRequest {
        var signed = request
        place.set(prefix + String(decoding: tokens.first ?? [], as: UTF8.self), in: &signed)
        return signed
    }
}
