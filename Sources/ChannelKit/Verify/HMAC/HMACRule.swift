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

    /// The age is judged last: a stale request with a wrong signature is a wrong one.
    package func verify(_ request: WebhookRequest, now: Instant) -> Verdict {
        guard let value = signature.place.value(in: request), !value.isEmpty else {
            return .rejected(.signatureMissing)
        }
        let stamp = timestamp?.text(in: request, signatureValue: value)
        if timestamp != nil, stamp == nil { return .rejected(.signatureMissing) }
        let shown = signature.signatures(in: value)
        guard !shown.isEmpty else { return .rejected(.signatureWrong) }

        var matches = false
        for url in urls(of: request) {
            guard let bytes = bytes(of: request, url: url, signatureValue: value) else {
                return .rejected(.signatureMissing)
            }
            for key in keys {
                let expected = key.signature(of: bytes)
                for candidate in shown where ConstantTime.equal(candidate, expected) { matches = true }
            }
            if matches { break }
        }
        guard matches else { return .rejected(.signatureWrong) }
        if let timestamp, let stamp, !timestamp.isFresh(stamp, now: now) { return .rejected(.timestampStale) }
        return .accepted
    }

    /// The bytes that are signed, or nil where a part is missing.
    private func bytes(of request: WebhookRequest, url: String, signatureValue: String) -> [UInt8]? {
        if message == [.rawBody] { return request.body }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(request.body.count + 128)
        for part in message {
            if part == .timestamp {
                guard let stamp = timestamp?.text(in: request, signatureValue: signatureValue) else { return nil }
                bytes.append(contentsOf: stamp.utf8)
            } else if !part.append(of: request, url: url, to: &bytes) {
                return nil
            }
        }
        return bytes
    }

    /// The URL as configured, and where the signature covers it also with its port added or left out: senders differ.
    private func urls(of request: WebhookRequest) -> [String] {
        guard message.contains(.url) else { return [""] }
        return [request.publicURL] + PublicURL.otherPortForm(of: request.publicURL)
    }

    package func sign(_ request: WebhookRequest, now: Instant, renewing: Bool) -> WebhookRequest {
        guard let key = keys.first else { return request }
        var signed = request
        let stamp = timestamp?.text(of: now) ?? ""
        var extra: [(key: String, value: String)] = []
        switch timestamp?.source {
        case .header(let name)? where renewing || signed.header(name) == nil: signed.setHeader(name, stamp)
        case .keyed(let name)?: extra = [(name, stamp)]
        default: break
        }
        for case .header(let name) in message where signed.header(name) == nil {
            signed.setHeader(name, "msg_\(now.milliseconds)")
        }
        let list = extra.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        guard let bytes = bytes(of: signed, url: signed.publicURL, signatureValue: list) else { return request }
        signature.place.set(signature.value(showing: key.signature(of: bytes), extra: extra), in: &signed)
        return signed
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
