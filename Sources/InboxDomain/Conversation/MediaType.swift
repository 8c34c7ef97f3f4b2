/// What kind of content something is: `type/subtype` (RFC 6838 §4.2), in small letters, without parameters.
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package static let unknown = MediaType(known: "application/octet-stream")

    /// Reads `type/subtype`, with parameters behind it or without; nil where the text is none.
    package init?(_ text: String) {
        var essence = text.prefix { $0 != ";" }
        while let last = essence.last, last == " " || last == "\t" { essence = essence.dropLast() }
        let words = essence.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard words.count == 2, words.allSatisfy(Self.isName), essence.utf8.count <= 127 else { return nil }
        description = essence.lowercased()
    }

    /// By the extension of a file's name; nil for those that are not in the table.
    package init?(ofFile name: String) {
        guard let point = name.lastIndex(of: "."),
            let type = Self.byExtension[name[name.index(after: point)...].lowercased()]
        else { return nil }
        description = type
    }

    private init(known: String) {
        description = known
    }

    /// Whether it is one of `pattern`: `image/png`, `image/*` or `*/*`.
    package func matches(_ pattern: String) -> Bool {
        if pattern == "*/*" || pattern == description { return true }
        return pattern.hasSuffix("/*") && description.hasPrefix(pattern.dropLast(1))
    }

    /// What it is shown as.
    package var kind: Attachment.Kind {
        switch description.prefix(while: { $0 != "/" }) {
        case "image": .image
        case "audio": .audio
        case "video": .video
        default: .file
        }
    }

    private static func isName(_ word: Substring.UTF8View) -> Bool {
        guard let first = word.first, isAlphanumeric(first) else { return false }
        return word.allSatisfy { isAlphanumeric($0) || "!#$&-^_.+".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// What people attach, as registered with IANA.
    private static let byExtension: [String: String] = [
        "txt": "text/plain", "log": "text/plain", "csv": "text/csv", "html": "text/html", "htm": "text/html",
        "md": "text/markdown", "ics": "text/calendar", "vcf": "text/vcard", "css": "text/css", "xml": "application/xml",
        "json": "application/json", "yaml": "application/yaml", "yml": "application/yaml", "pdf": "application/pdf",
        "rtf": "application/rtf", "zip": "application/zip", "gz": "application/gzip", "tgz": "application/gzip",
        "7z": "application/x-7z-compressed", "tar": "application/x-tar", "eml": "message/rfc822",
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation", "epub": "application/epub+zip",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "svg": "image/svg+xml", "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic",
        "avif": "image/avif", "ico": "image/vnd.microsoft.icon",
        "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg",
        "opus": "audio/ogg", "wav": "audio/wav", "flac": "audio/flac", "amr": "audio/amr",
        "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "3gp": "video/3gpp",
        "mpg": "video/mpeg", "mpeg": "video/mpeg", "avi": "video/x-msvideo", "mkv": "video/x-matroska",
    ]
}
