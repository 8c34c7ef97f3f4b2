/// A part of a message that is none of its chosen bodies. Its bytes stay in the raw message:
/// `ParsedEmail.content(of:in:)` takes them out again.
package struct EmailAttachment: Sendable, Hashable {
    /// Where it stands in the message, as IMAP counts: `2`, `1.2`. Text that was uuencoded within a body has the body's
    /// path and a number: `1#1`.
    package var path: String
    /// As the sender wrote it, without control characters. No safe name for a file: it may hold slashes.
    package var filename: String?
    /// `type/subtype` in small letters, as the sender says; never verified.
    package var contentType: String
    /// `inline`, `attachment`, or nil where the part does not say.
    package var disposition: String?
    /// Without angle brackets: what `cid:` addresses in the HTML name.
    package var contentID: String?
    /// Bytes, without the transfer encoding.
    package var size: Int
    /// SHA-256 of the same bytes, in small hexadecimal digits.
    package var sha256: String
}
