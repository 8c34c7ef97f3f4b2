/// An untagged response: it may come at any moment, asked for or not.
package enum IMAPResponse: Sendable, Hashable {
    /// The greeting, a remark on the command under way, or the server's end (BYE).
    case status(IMAPStatus)
    case capabilities([String])
    case enabled([String])
    /// Messages in the mailbox.
    case exists(UInt32)
    case recent(UInt32)
    /// The message with this sequence number is gone.
    case expunged(UInt32)
    /// The messages with these UIDs are gone; `earlier` is true where that was before the mailbox was selected.
    case vanished(IMAPUIDSet, earlier: Bool)
    case flags([String])
    /// What SEARCH found, in the old form of the answer or in the extended one.
    case found(IMAPUIDSet)
    case fetched(IMAPFetched)
    /// Anything else, by its name in upper case.
    case other(String)
}

/// What a FETCH response says of one message. Nil is what it does not say.
package struct IMAPFetched: Sendable, Hashable {
    package enum Body: Sendable, Hashable {
        case bytes([UInt8])
        /// Over the limit on messages: read and thrown away.
        case skipped(size: Int)
        /// The server has none.
        case none
    }

    package var sequence: UInt32
    package var uid: UInt32?
    package var size: Int?
    /// When the server got it: seconds since 1970-01-01T00:00:00Z.
    package var internalDate: Int64?
    package var flags: [String]?
    /// `BODY[]`, or its beginning.
    package var body: Body?

    package init(
        sequence: UInt32, uid: UInt32? = nil, size: Int? = nil, internalDate: Int64? = nil, flags: [String]? = nil,
        body: Body? = nil
    ) {
        self.sequence = sequence
        self.uid = uid
        self.size = size
        self.internalDate = internalDate
        self.flags = flags
        self.body = body
    }
}
