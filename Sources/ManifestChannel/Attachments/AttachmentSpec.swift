import ChannelKit
import InboxDomain

/// `attachments:` of a manifest: how the content is had of what customers attach.
struct AttachmentSpec: Sendable {
    enum Source: Sendable {
        /// Makes the requests; the second one and those after it of the answers.
        case requests(JQPool)
        case delivery(DeliveryContent)
    }

    /// How the content stands in the delivery.
    enum DeliveryContent: String, Sendable, CaseIterable {
        /// `ref` is the name of a file's field of a multipart form.
        case form
        /// `ref` is a path in the JSON, `.Attachments[0].Content`, to a text of base64.
        case base64
        /// `ref` is a part of the raw mail that `normalize` found there.
        case mail
    }

    /// A host that credentials may go to.
    enum Host: Sendable, Hashable {
        case pattern(URLPattern)
        /// The origin of the URL in that setting.
        case setting(String)
    }

    var source: Source
    /// Kinds whose content can be had at all.
    var kinds: Set<Attachment.Kind>
    var hosts: [Host]
    var classifier: ResponseClassifier
}
