import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore

/// The files of one reply: named by the caller, found in the store, and within the limits.
struct ReplyFiles: Sendable {
    /// Of one reply.
    private static let maximalCount = 20

    struct File: Sendable {
        var name: String
        var type: MediaType
        /// What its content says that it is.
        var sniffedType: String
        var contentID: String?
        var blob: BlobID
        var size: Int
    }

    private(set) var files: [File] = []

    /// Looks the uploads up. Throws `invalid` for one that is not there, or a name that cannot be used.
    init(
        _ requested: [ReplyAttachment], in blobs: BlobStore, limits: ServerConfiguration.Limits
    ) async throws {
        guard requested.count <= Self.maximalCount else {
            throw ControlError(
                .invalid, "\(requested.count) files; one reply takes \(Self.maximalCount)", hint: "send several replies"
            )
        }
        var contentIDs: Set<String> = []
        for attachment in requested {
            let name = FileName.safe(attachment.name)
            guard let blob = BlobID(attachment.upload), let size = try await blobs.size(blob) else {
                throw ControlError(
                    .invalid, "there is no upload “\(attachment.upload.prefix(80))” for “\(name)”",
                    hint: "upload the file first, and give what that answers")
            }
            // Not everything in the store came as an upload.
            guard size <= limits.uploadSize else {
                throw ControlError(.invalid, "“\(name)” has \(size) bytes; one file takes \(limits.uploadSize)")
            }
            if let id = attachment.contentID {
                try Self.check(id, of: name, isNew: contentIDs.insert(id).inserted)
            }
            let type = try Self.type(of: name, declared: attachment.contentType)
            let beginning = try await blobs.beginning(of: blob, ContentSniffer.window)
            files.append(
                File(
                    name: name, type: type, sniffedType: ContentSniffer.type(of: beginning),
                    contentID: attachment.contentID, blob: blob, size: size))
        }
        let total = files.reduce(0) { $0 + $1.size }
        guard total <= limits.replySize else {
            throw ControlError(
                .invalid, "the files have \(total) bytes together; one reply takes \(limits.replySize)",
                hint: "send several replies, or raise server.limits.reply_size")
        }
    }

    private static func check(_ id: String, of name: String, isNew: Bool) throws(ControlError) {
        let isPlain = id.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains(scalar))
        }
        guard isPlain, !id.isEmpty, id.utf8.count <= 60 else {
            throw ControlError(
                .invalid, "the content_id of “\(name)” takes 1 to 60 letters, digits, points, lines and hyphens")
        }
        guard isNew else { throw ControlError(.invalid, "two files have the content_id “\(id)”") }
    }

    /// What was declared; else, and where that says nothing, what the name says.
    static func type(of name: String, declared: String?) throws(ControlError) -> MediaType {
        let said = MediaType(ofFile: name) ?? .unknown
        guard let declared else { return said }
        guard let type = MediaType(declared) else {
            throw ControlError(
                .invalid, "“\(declared.prefix(80))” is no content type", hint: "write type/subtype, such as image/png")
        }
        return type == .unknown ? said : type
    }

    /// Refuses what the channel does not carry. `publicURL` is where the world reaches the daemon.
    func check(_ channel: String, _ limits: AttachmentLimits?, publicURL: String) throws(ControlError) {
        guard !files.isEmpty else { return }
        guard let limits else {
            throw ControlError(
                .conflict, "channel “\(channel)” carries no files", hint: "send a link, or answer by another channel")
        }
        if limits.byLink, !publicURL.hasPrefix("https://") {
            throw ControlError(
                .conflict, "channel “\(channel)” fetches files from here, and \(publicURL) is not where it reaches us",
                hint: "set server.public_url to the address with https under which /files/ can be fetched")
        }
        for file in files {
            guard
                let objection = limits.objection(to: file.type, size: file.size, isInline: file.contentID != nil)
            else { continue }
            throw ControlError(
                .conflict, "channel “\(channel)” does not carry “\(file.name)”: it \(objection)",
                hint: file.contentID != nil && !limits.allowsInline ? "attach it (--attach) instead" : nil)
        }
    }

    /// As the message has them.
    var attachments: [Attachment] {
        files.map {
            Attachment(
                kind: $0.type.kind, name: $0.name, contentType: $0.type.description, size: Int64($0.size),
                contentID: $0.contentID)
        }
    }

    /// Notes where their content is.
    func store(of message: MessageID, _ connection: any SQLConnection) throws {
        for (position, file) in files.enumerated() {
            try Attachments(connection).insert(
                StoredAttachment(
                    position: position, state: .stored, blob: file.blob, size: Int64(file.size),
                    sniffedType: file.sniffedType),
                of: message)
        }
    }
}
