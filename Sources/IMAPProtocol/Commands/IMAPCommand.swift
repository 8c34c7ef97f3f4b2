/// What a client asks of a server. Messages are named by UID throughout.
package enum IMAPCommand: Sendable {
    case capability
    case noop
    case logout
    /// Says who we are (RFC 2971); some servers let nobody in who does not.
    case id(name: String)
    /// Only where the server does not say LOGINDISABLED.
    case login(user: String, password: String)
    case authenticate(IMAPCredentials)
    /// Mailbox names and headers in UTF-8 from here on (RFC 6855).
    case enableUTF8
    case select(mailbox: String)
    /// Selects, and changes nothing.
    case examine(mailbox: String)
    case create(mailbox: String)
    case search(IMAPSearch)
    case fetch(IMAPUIDSet, IMAPFetchItems)
    /// Adds flags.
    case store(IMAPUIDSet, adding: [String])
    case move(IMAPUIDSet, mailbox: String)
    case copy(IMAPUIDSet, mailbox: String)
    /// Removes those of the set that are flagged `\Deleted` (RFC 4315).
    case expunge(IMAPUIDSet)
    /// Waits for news (RFC 2177); `finishIdle` ends it.
    case idle
}

/// Who one is, for AUTHENTICATE.
package enum IMAPCredentials: Sendable {
    /// RFC 4616.
    case plain(user: String, password: String)
    /// Google's and Microsoft's own, before there was a standard.
    case xoauth2(user: String, token: String)
    /// RFC 7628.
    case oauthBearer(user: String, token: String, host: String, port: Int)
}

/// Which messages to find.
package struct IMAPSearch: Sendable, Hashable {
    package var first: UInt32
    /// Nil: to the end of the mailbox. The answer then holds the last message also where its UID is below `first`.
    package var last: UInt32?
    package var isUndeleted: Bool

    package init(from first: UInt32, through last: UInt32? = nil, isUndeleted: Bool = false) {
        self.first = first
        self.last = last
        self.isUndeleted = isUndeleted
    }
}

/// What to read of the messages. Reading marks none of them as seen.
package enum IMAPFetchItems: Sendable, Hashable {
    case sizes
    /// Date, flags, and the whole message.
    case messages
}
