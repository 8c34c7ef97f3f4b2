/// A hash of the body that stands elsewhere in the request, where a signature covers it: Twilio's `bodySHA256`.
package struct BodyDigestRule: Sendable, Hashable {
    package var place: RequestPlace
    package var algorithm: HashAlgorithm
    package var encoding: BinaryEncoding
    /// Whether forms, whose fields are signed themselves, and empty bodies may go without.
    package var unlessForm: Bool

    package init(
        place: RequestPlace, algorithm: HashAlgorithm, encoding: BinaryEncoding = .hex, unlessForm: Bool = false
    ) {
        self.place = place
        self.algorithm = algorithm
        self.encoding = encoding
        self.unlessForm = unlessForm
    }

    package func verify(_ request: WebhookRequest) -> Verdict {
        guard let shown = place.value(in: request) else {
            let mayLack = unlessForm && (request.isForm || request.body.isEmpty)
            return mayLack ? .accepted : .rejected(.signatureMissing)
        }
        let digest = algorithm.digest(of: request.body)
        return encoding.decode(shown).map { ConstantTime.equal($0, digest) } ?? false
            ? .accepted : .rejected(.signatureWrong)
    }

    package func sign(_ request: WebhookRequest) -> WebhookRequest {
        if unlessForm, request.isForm || request.body.isEmpty { return request }
        var signed = request
        place.set(encoding.encode(algorithm.digest(of: request.body)), in: &signed)
        return signed
    }
}
