/// Why a connection cannot go on. What follows on it has no meaning any more: close it.
package enum IMAPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the server sent is not IMAP; the text says where it stopped being so, and holds nothing that was sent.
    case malformed(String)
    /// More than the limits allow; the text says of what.
    case overLimit(String)
    /// IMAP, but nothing that may come now.
    case unexpected(String)

    package var description: String {
        switch self {
        case .malformed(let what): "the server's answer is not IMAP: \(what)"
        case .overLimit(let what): "the server's answer is too large: \(what)"
        case .unexpected(let what): "the server's answer does not belong here: \(what)"
        }
    }
}
