/// What an event may hold; more is an error, not a cut.
package enum EventLimits {
    /// Events of one delivery.
    package static let events = 1000
    /// Bytes of an id, an address or any other short text.
    package static let shortText = 512
    /// Bytes of a message's text, and of its HTML.
    package static let text = 1 << 20
    /// Attachments of one message.
    package static let attachments = 100
    /// Headers of one message.
    package static let headers = 100
    /// Message-IDs in each of a mail's threading lists, and people in each of its lists of recipients.
    package static let threading = 1000
    /// Bytes of an attachment's URL, name or handle, of a person's name, a subject, a header or an error.
    package static let longText = 8192
}
