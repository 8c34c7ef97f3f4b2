import Crypto
package import InboxDomain
package import Transport

/// A file that goes with a reply.
package struct OutgoingAttachment: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// A file of ours that never changes.
        case file(path: String)
        case bytes([UInt8])
    }

    /// Safe to be sent and saved: see `FileName.safe`.
    package var name: String
    package var type: MediaType
    /// Bytes.
    package var size: Int
    /// Of a picture inside the text: the name by which that refers to it.
    package var contentID: String?
    package var content: Content
    /// The SHA-256 of the content, in hex.
    package var digest: String
    /// Where the provider may fetch it for a while; nil where its channel does not ask for that.
    package var link: String?

    package init(
        name: String, type: MediaType, size: Int, contentID: String? = nil, file path: String, digest: String,
        link: String? = nil
    ) {
        self.link = link
        self.name = name
        self.type = type
        self.size = size
        self.contentID = contentID
        content = .file(path: path)
        self.digest = digest
    }

    package init(name: String, type: MediaType, contentID: String? = nil, bytes: [UInt8], link: String? = nil) {
        self.link = link
        self.name = name
        self.type = type
        size = bytes.count
        self.contentID = contentID
        content = .bytes(bytes)
        digest = Hex.encode(Array(SHA256.hash(data: bytes)))
    }

    /// The content as a part of a body.
    package var piece: Payload.Piece {
        switch content {
        case .file(let path): .file(path: path, size: size)
        case .bytes(let bytes): .bytes(bytes)
        }
    }
}
