/// A file on its way to the daemon.
package struct Upload: Sendable {
    /// Hands the content to the closure piece by piece, in its order, and throws on what that throws.
    package typealias Content = @Sendable (_ take: @Sendable ([UInt8]) async throws -> Void) async throws -> Void

    /// As the sender calls it; it is made safe.
    package var name: String
    /// `type/subtype`; nil: what the name says.
    package var contentType: String?
    /// Bytes, where the sender says so beforehand.
    package var length: Int?
    package var content: Content

    package init(name: String, contentType: String? = nil, length: Int? = nil, content: @escaping Content) {
        self.name = name
        self.contentType = contentType
        self.length = length
        self.content = content
    }
}

/// A file that replies may carry now.
package struct UploadResult: Sendable, Hashable, Codable {
    /// What a reply names it by: the SHA-256 of the content.
    package var upload: String
    package var name: String
    package var contentType: String
    /// Bytes.
    package var size: Int64

    package init(upload: String, name: String, contentType: String, size: Int64) {
        self.upload = upload
        self.name = name
        self.contentType = contentType
        self.size = size
    }
}

/// A file of a reply.
package struct ReplyAttachment: Sendable, Hashable, Codable {
    package var upload: String
    package var name: String
    /// `type/subtype`; nil: what the name says.
    package var contentType: String?
    /// Makes it a picture inside the text, where that says `[image: NAME]`, or below it. By mail only: letters, digits and
    /// `._-`, one for each picture.
    package var contentID: String?

    /// The coder makes `content_id` of it, and back.
    private enum CodingKeys: String, CodingKey {
        case upload, name, contentType
        case contentID = "contentId"
    }

    package init(upload: String, name: String, contentType: String? = nil, contentID: String? = nil) {
        self.upload = upload
        self.name = name
        self.contentType = contentType
        self.contentID = contentID
    }
}
