import ChannelKit
import NIOCore
import NIOHTTP1

/// Writes an HTTP/1.1 response (RFC 9112) into one buffer, framed by Content-Length.
struct AnswerEncoder {
    private let dates: DateHeader

    init(dates: DateHeader) {
        self.dates = dates
    }

    /// `toHead` leaves the body out, as the answer to HEAD. Fields that would break the framing, or that are no valid
    /// fields, are left out: an adapter's answer may hold text that came with the request.
    func encode(
        _ response: WebhookResponse, toHead: Bool = false, close: Bool, allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        // A final status only: an interim one would leave the client waiting.
        let status = HTTPResponseStatus(statusCode: (200...599).contains(response.status) ? response.status : 500)
        var buffer = allocator.buffer(capacity: 256 + response.body.count)
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(status.code))
        buffer.writeStaticString(" ")
        buffer.writeString(status.reasonPhrase)
        buffer.writeStaticString("\r\ndate: ")
        buffer.writeBytes(dates.value)
        for field in response.headers where Self.mayBeSent(field) {
            buffer.writeStaticString("\r\n")
            buffer.writeString(field.name)
            buffer.writeStaticString(": ")
            buffer.writeString(field.value)
        }
        if status.mayHaveResponseBody {
            buffer.writeStaticString("\r\ncontent-length: ")
            buffer.writeString(String(response.body.count))
        }
        if close { buffer.writeStaticString("\r\nconnection: close") }
        buffer.writeStaticString("\r\n\r\n")
        if !toHead, status.mayHaveResponseBody { buffer.writeBytes(response.body) }
        return buffer
    }

    private static func mayBeSent(_ field: WebhookRequest.Header) -> Bool {
        guard !field.name.isEmpty, field.name.utf8.allSatisfy(isTokenByte), field.value.utf8.allSatisfy(isValueByte)
        else { return false }
        switch field.name.lowercased() {
        case "connection", "content-length", "date", "transfer-encoding": return false
        default: return true
        }
    }

    /// A `tchar` of RFC 9110, 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "|"):
            true
        default: false
        }
    }

    private static func isValueByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\t") || (byte >= 0x20 && byte != 0x7F)
    }
}
