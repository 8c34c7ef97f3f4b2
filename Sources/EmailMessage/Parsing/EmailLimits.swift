/// What bounds the reading of one message. What lies beyond is not read, and `ParsedEmail.reached` says so; the raw
/// message has it still.
package struct EmailLimits: Sendable, Hashable {
    /// Bytes of the whole message.
    package var messageBytes = 64 << 20
    /// Multiparts inside one another. A deeper one is one attachment.
    package var depth = 32
    /// Parts in all, multiparts too.
    package var parts = 1000
    /// Bytes of one part's header, the message's own among them.
    package var headerBytes = 256 << 10
    /// Fields of one header.
    package var headerFields = 1000
    /// Addresses of one field.
    package var addresses = 1000
    /// Bytes of HTML that are made into text.
    package var htmlBytes = 4 << 20

    package init() {}

    /// Which of them a message ran into.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case messageBytes = "message_bytes"
        case depth
        case parts
        case headerBytes = "header_bytes"
        case headerFields = "header_fields"
        case htmlBytes = "html_bytes"
    }
}
