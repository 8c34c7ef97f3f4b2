/// A node of a message's structure (RFC 2045, 2046), as places in its bytes.
struct MIMEPart {
    /// As IMAP counts (RFC 3501 §6.4.5): `1.2` is the second part of the first; a message that is no multipart has `1`.
    var path: String
    var fields: [RawField]
    var type: ContentType
    /// Behind the header; of a leaf without the line end that belongs to the boundary after it.
    var body: Range<Int>
    var children: [Int] = []
    /// Whether its body was read as parts.
    var isOpened = false
}
