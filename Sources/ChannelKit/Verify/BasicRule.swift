/// HTTP basic authentication (RFC 7617).
package struct BasicRule: Sendable {
    private let credentials: [UInt8]
    private let isUsable: Bool
    /// Whether a refusal asks for credentials: Amazon SNS shows them only then.
    private let challenge: Bool

    /// Without a password nothing is right.
    package init(user: String, password: String, challenge: Bool = false) {
        credentials = Array("\(user):\(password)".utf8)
        isUsable = !password.isEmpty
        self.challenge = challenge
    }

    package func verify(_ request: WebhookRequest) -> Verdict {
        guard let header = request.header("authorization") else { return .rejected(.signatureMissing) }
        guard header.prefix(6).lowercased() == "basic ", let shown = Base64.decode(header.utf8.dropFirst(6)),
            ConstantTime.equal(shown, credentials), isUsable
        else { return .rejected(.signatureWrong) }
        return .accepted
    }

    package func sign(_ request: WebhookRequest) -> WebhookRequest {
        var signed = request
        signed.setHeader("authorization", "Basic \(Base64.encode(credentials))")
        return signed
    }

    var challengeHeader: WebhookRequest.Header? {
        challenge ? .init(name: "www-authenticate", value: "Basic realm=\"inbox\"") : nil
    }
}
