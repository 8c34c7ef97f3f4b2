package import InboxDomain

/// A keyed hash over parts of the request.
package struct HMACRule: Sendable {
    /// Every key is tried: while a secret is being changed there are two.
    package var keys: [SigningKey]
    package var message: [MessagePart]
    package var signature: SignaturePlace
    package var timestamp: TimestampRule?

    package init(
        keys: [SigningKey], message: [MessagePart], signature: SignaturePlace, timestamp: TimestampRule? = nil
    ) {
        self.keys = keys
        self.message = message
        self.signature = signature
        self.timestamp = timestamp
    }

    private var content: SignedContent {
        SignedContent(message: message, signature: signature, timestamp: timestamp)
    }

    package func verify(_ request: WebhookRequest, now: Instant) -> Verdict {
        content.judge(request, now: now) { bytes, shown in
            var matches = false
            for key in keys {
                let expected = key.signature(of: bytes)
                for candidate in shown where ConstantTime.equal(candidate, expected) { matches = true }
            }
            return matches
        }
    }

    package func sign(_ request: WebhookRequest, now: Instant, renewing: Bool) -> WebhookRequest {
        guard let key = keys.first else { return request }
        return content.sign(request, now: now, renewing: renewing) { key.signature(of: $0) }
    }
}

/// The two ways to write a URL on its scheme's own port.
enum PublicURL {
    /// `https://h/p` for `https://h:443/p`, and the other way round; none where the URL has a port of its own.
    static func otherPortForm(of url: String) -> [String] {
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where url.hasPrefix(scheme) {
            let afterScheme = url.dropFirst(scheme.count)
            let authority = afterScheme.prefix { $0 != "/" && $0 != "?" }
            let rest = afterScheme.dropFirst(authority.count)
            if authority.hasSuffix(port) { return ["\(scheme)\(authority.dropLast(port.count))\(rest)"] }
            return authority.contains(":") ? [] : ["\(scheme)\(authority)\(port)\(rest)"]
        }
        return []
    }
}
