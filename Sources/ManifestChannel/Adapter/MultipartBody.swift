import ChannelKit
import Transport

/// Writes a `multipart/form-data` body (RFC 7578), its files unread.
struct MultipartBody {
    struct Part {
        var name: String
        /// Of a file; nil for a plain field.
        var fileName: String?
        var contentType: String?
        var content: Payload.Piece
    }

    let boundary: String
    private(set) var payload = Payload([Payload.Piece]())

    /// `boundary` stands in none of the parts.
    init(_ parts: [Part], boundary: String) {
        self.boundary = boundary
        for part in parts {
            var head = "--\(boundary)\r\ncontent-disposition: form-data; name=\"\(Self.quoted(part.name))\""
            if let fileName = part.fileName { head += "; filename=\"\(Self.quoted(fileName))\"" }
            if let contentType = part.contentType { head += "\r\ncontent-type: \(contentType)" }
            payload.pieces += [.bytes(Array("\(head)\r\n\r\n".utf8)), part.content, .bytes(Array("\r\n".utf8))]
        }
        payload.pieces.append(.bytes(Array("--\(boundary)--\r\n".utf8)))
    }

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// As browsers write names: UTF-8, and what would end the value or the line as a percent sequence
    /// (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data).
    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
