/// Writes parts with their headers.
struct BodyWriter {
    let allows8Bit: Bool
    private(set) var uses8Bit = false

    private static let lineEnd: [UInt8] = [ASCII.carriageReturn, ASCII.lineFeed]

    init(allows8Bit: Bool) {
        self.allows8Bit = allows8Bit
    }

    /// A text part, header and content. The encoding is the plainest that the text can travel in.
    mutating func text(_ text: String, subtype: String) -> MessageBody {
        let plain = Self.plainLines(text)
        let lines = plain.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
        let longest = lines.reduce(0) { max($0, $1.count) }
        let high = plain.reduce(0) { $0 + ($1 >= 0x80 ? 1 : 0) }
        let hasControls = plain.contains { $0 < 0x20 && $0 != ASCII.lineFeed && $0 != ASCII.tab || $0 == 0x7F }
        let encoding: (name: String, bytes: [UInt8])
        if high == 0, longest <= 78, !hasControls {
            encoding = ("7bit", plain)
        } else if allows8Bit, longest <= 998, !hasControls {
            encoding = ("8bit", plain)
            uses8Bit = uses8Bit || high > 0
        } else if high * 4 > plain.count {
            encoding = ("base64", TransferEncoding.base64.encode(Self.withCRLF(plain)))
        } else {
            encoding = ("quoted-printable", TransferEncoding.quotedPrintable.encode(plain))
        }
        var header = HeaderWriter()
        header.words("Content-Type", ["text/\(subtype);", "charset=\(high == 0 ? "us-ascii" : "utf-8")"])
        header.words("Content-Transfer-Encoding", [encoding.name])
        return MessageBody(header.bytes + Self.lineEnd + Self.withCRLF(encoding.bytes))
    }

    /// A file's part.
    func file(_ file: OutgoingEmail.File) -> MessageBody {
        var header = HeaderWriter()
        // Nested messages may not be encoded (RFC 2046 §5.2.1): they go as what they are, bytes.
        let isMessage = file.contentType.lowercased().hasPrefix("message/")
        let type =
            isMessage || file.contentType.lowercased().hasPrefix("multipart/")
            ? "application/octet-stream" : file.contentType
        header.words("Content-Type", ["\(type);"] + HeaderWriter.parameter("name", file.name))
        header.words(
            "Content-Disposition",
            [file.contentID == nil ? "attachment;" : "inline;"] + HeaderWriter.parameter("filename", file.name))
        if let id = file.contentID { header.words("Content-ID", ["<\(id)>"]) }
        header.words("Content-Transfer-Encoding", ["base64"])
        let start = header.bytes + Self.lineEnd
        switch file.content {
        case .bytes(let content):
            return MessageBody(start + Self.withCRLF(TransferEncoding.base64.encode(content)))
        case .file(let path, let size): return MessageBody(start) + MessageBody(path: path, size: size)
        }
    }

    /// A multipart of parts that are written already.
    static func multipart(
        _ subtype: String, _ parts: [MessageBody], seed: String, parameters: [String] = []
    ) -> MessageBody {
        let boundary = boundary(seed: seed, besides: parts)
        var header = HeaderWriter()
        let last = "boundary=\"\(boundary)\""
        header.words("Content-Type", ["multipart/\(subtype);"] + parameters.map { $0 + ";" } + [last])
        var result = MessageBody(header.bytes + lineEnd)
        for part in parts {
            result += MessageBody(Array("--\(boundary)\r\n".utf8))
            result += part
            result += MessageBody(lineEnd)
        }
        return result + MessageBody(Array("--\(boundary)--\r\n".utf8))
    }

    /// `=_` stands in no encoded text; plain text is looked through.
    private static func boundary(seed: String, besides parts: [MessageBody]) -> String {
        var attempt = 0
        while true {
            let candidate = "=_" + SHA256Text.of(Array("\(seed)/\(attempt)".utf8)).prefix(32)
            let mark = Array("--\(candidate)".utf8)
            if !parts.contains(where: { $0.hasLine(startingWith: mark) }) { return candidate }
            attempt += 1
        }
    }

    /// With LF for every line end, and without NULs.
    static func plainLines(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var wasReturn = false
        for byte in text.utf8 where byte != 0 {
            if byte == ASCII.lineFeed, wasReturn {
                wasReturn = false
                continue
            }
            wasReturn = byte == ASCII.carriageReturn
            result.append(wasReturn ? ASCII.lineFeed : byte)
        }
        return result
    }

    private static func withCRLF(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 32)
        for byte in bytes {
            if byte == ASCII.lineFeed { result.append(ASCII.carriageReturn) }
            result.append(byte)
        }
        return result
    }
}
