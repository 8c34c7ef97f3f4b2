package import ChannelKit
package import InboxDomain
package import Transport

/// What customers attach: as `attachments:` of the manifest says, and plainly from its URL where there is none.
extension ManifestAdapter {
    package func place(of attachment: Attachment) -> AttachmentPlace {
        if let attachments { return attachments.place(of: attachment) }
        guard attachment.kind.hasContent, attachment.url.flatMap({ WebOrigin($0) }) != nil else { return .nowhere }
        return .remote
    }

    package func content(of attachment: Attachment, in delivery: RawDelivery) -> [UInt8]? {
        if case .delivery(.mail)? = attachments?.spec.source {
            return attachment.ref.flatMap { mailPart($0, in: delivery) }
        }
        return attachments?.content(of: attachment, in: delivery)
    }

    package func attachmentStep(
        _ attachment: Attachment, number: Int, answer: HTTPResponse?, now: Instant
    ) async -> AttachmentStep {
        guard let attachments else { return .get(HTTPRequest(method: "GET", url: attachment.url ?? "")) }
        return await attachments.step(attachment, number: number, answer: answer, now: now)
    }

    package func attachmentFailure(_ response: HTTPResponse, now: Instant) async -> AttachmentFailure? {
        guard let attachments else { return AttachmentFailure(response, now: now) }
        return await attachments.failure(response, now: now)
    }

    package var trustedOrigins: Set<WebOrigin> { attachments?.origins ?? [] }
}
