import InboxDomain

/// What a signature covers, where it stands, and how old it may be: the part that hashes with a key and public keys have
/// in common.
struct SignedContent {
    var message: [MessagePart]
    var signature: SignaturePlace
    var timestamp: TimestampRule?

    /// Whether `matches` accepts one of the signatures shown, over the bytes that they must cover. It is asked once for
    /// each form of the URL, where the message has the URL.
    ///
    /// The age is judged last: a stale request with a wrong signature is a wrong one.
    func judge(
        _ request: WebhookRequest, now: Instant, _ matches: (_ bytes: [UInt8], _ shown: [[UInt8]]) -> Bool
    ) -> Verdict {
        guard let value = signature.place.value(in: request), !value.isEmpty else {
            return .rejected(.signatureMissing)
        }
        let stamp = timestamp?.text(in: request, signatureValue: value)
        if timestamp != nil, stamp == nil { return .rejected(.signatureMissing) }
        let shown = signature.signatures(in: value)
        guard !shown.isEmpty else { return .rejected(.signatureWrong) }
        var accepted = false
        for url in urls(of: request) {
            guard let bytes = bytes(of: request, url: url, signatureValue: value) else {
                return .rejected(.signatureMissing)
            }
            accepted = matches(bytes, shown)
            if accepted { break }
        }
        guard accepted else { return .rejected(.signatureWrong) }
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

    /// The request with a signature over its bytes, made by `signer`; a timestamp that is there stays, unless `renewing`.
    func sign(
        _ request: WebhookRequest, now: Instant, renewing: Bool, _ signer: (_ bytes: [UInt8]) -> [UInt8]?
    ) -> WebhookRequest {
        var signed = request
        let stamp = timestamp?.text(of: now) ?? ""
        var extra: [(key: String, value: String)] = []
        switch timestamp?.source {
        case .place(let place)? where renewing || place.value(in: signed) == nil: place.set(stamp, in: &signed)
        case .keyed(let name)?: extra = [(name, stamp)]
        default: break
        }
        for case .header(let name) in message where signed.header(name) == nil {
            signed.setHeader(name, "msg_\(now.milliseconds)")
        }
        let list = extra.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        guard let bytes = bytes(of: signed, url: signed.publicURL, signatureValue: list), let made = signer(bytes)
        else {
            return request
        }
        signature.place.set(signature.value(showing: made, extra: extra), in: &signed)
        return signed
    }
}
