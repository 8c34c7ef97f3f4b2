/// What became of one attachment, as a line of a list.
package struct AttachmentSummary: Sendable, Hashable, Codable {
    package var message: Int64
    /// Its place in the message's list, from 0.
    package var position: Int
    package var conversation: Int64
    package var inbox: String
    package var receivedAt: Timestamp
    /// `image`, `audio`, `video`, `file`, `sticker`.
    package var kind: String
    package var name: String?
    /// As the sender declares it.
    package var contentType: String?
    /// Bytes, as the sender declares them.
    package var size: Int64?
    /// `waiting`, `stored`, `missing`.
    package var state: String
    /// Bytes of the content.
    package var storedSize: Int64?
    /// What the content is by its first bytes.
    package var sniffedType: String?
    /// Why it is missing, or what the last attempt got.
    package var reason: String?
    package var attempts: Int
    /// Of one that waits.
    package var nextAttemptAt: Timestamp?

    package init(
        message: Int64, position: Int, conversation: Int64, inbox: String, receivedAt: Timestamp, kind: String,
        name: String? = nil, contentType: String? = nil, size: Int64? = nil, state: String, storedSize: Int64? = nil,
        sniffedType: String? = nil, reason: String? = nil, attempts: Int = 0, nextAttemptAt: Timestamp? = nil
    ) {
        self.message = message
        self.position = position
        self.conversation = conversation
        self.inbox = inbox
        self.receivedAt = receivedAt
        self.kind = kind
        self.name = name
        self.contentType = contentType
        self.size = size
        self.state = state
        self.storedSize = storedSize
        self.sniffedType = sniffedType
        self.reason = reason
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
    }
}

package struct AttachmentQuery: Sendable, Hashable {
    /// `waiting`, `stored`, `missing`.
    package var state: String
    package var page: PageRequest

    package init(state: String = "missing", page: PageRequest = PageRequest()) {
        self.state = state
        self.page = page
    }
}

/// The content of an attachment.
package struct AttachmentContent: Sendable, Hashable {
    /// As the sender wrote it: no safe name for a file.
    package var name: String?
    /// By its first bytes.
    package var sniffedType: String
    package var bytes: [UInt8]

    package init(name: String? = nil, sniffedType: String, bytes: [UInt8]) {
        self.name = name
        self.sniffedType = sniffedType
        self.bytes = bytes
    }
}

/// Which missing attachments to fetch again: those of a message, one of them, or all there are.
package struct AttachmentRetryRequest: Sendable, Hashable, Codable {
    /// Nil for all messages; then `all` has to say so.
    package var message: Int64?
    package var position: Int?
    package var all: Bool?

    package init(message: Int64? = nil, position: Int? = nil, all: Bool? = nil) {
        self.message = message
        self.position = position
        self.all = all
    }
}

package struct AttachmentRetryResult: Sendable, Hashable, Codable {
    /// How many wait again.
    package var retried: Int

    package init(retried: Int) {
        self.retried = retried
    }
}
