/// Says what bytes are by what they begin with, and believes nobody's word for it.
///
/// Signatures are those of the WHATWG's MIME Sniffing standard (https://mimesniff.spec.whatwg.org), and of a few more
/// formats that customers send. What is known by none is `text/plain` where it holds no control characters, and
/// `application/octet-stream` where it does. A sniffed type tells what a file passes for, not that it is harmless.
package enum ContentSniffer {
    /// Bytes that are looked at, from the first on; more are of no use.
    package static let window = 8 << 10

    package static func type(of bytes: [UInt8]) -> String {
        let head = bytes.prefix(window)
        return markup(head) ?? signature(head) ?? boxes(head) ?? zip(head) ?? webM(head) ?? audioFrames(head)
            ?? (isText(head) ? "text/plain" : "application/octet-stream")
    }

    // MARK: Fixed signatures

    private struct Signature {
        var offset = 0
        var bytes: [UInt8]
        var type: String
    }

    private static func ascii(_ text: String, at offset: Int = 0, _ type: String) -> Signature {
        Signature(offset: offset, bytes: Array(text.utf8), type: type)
    }

    private static let signatures = [
        Signature(bytes: [0xFF, 0xD8, 0xFF], type: "image/jpeg"),
        Signature(bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], type: "image/png"),
        ascii("GIF87a", "image/gif"), ascii("GIF89a", "image/gif"),
        Signature(bytes: [0x49, 0x49, 0x2A, 0x00], type: "image/tiff"),
        Signature(bytes: [0x4D, 0x4D, 0x00, 0x2A], type: "image/tiff"),
        Signature(bytes: [0x00, 0x00, 0x01, 0x00], type: "image/x-icon"),
        ascii("BM", "image/bmp"),
        ascii("%PDF-", "application/pdf"), ascii("%!PS-Adobe-", "application/postscript"),
        ascii("{\\rtf", "application/rtf"),
        ascii("OggS", "application/ogg"), ascii("fLaC", "audio/flac"), ascii("ID3", "audio/mpeg"),
        ascii("#!AMR", "audio/amr"),
        Signature(bytes: [0x1F, 0x8B, 0x08], type: "application/gzip"),
        ascii("BZh", "application/x-bzip2"),
        Signature(bytes: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], type: "application/x-xz"),
        Signature(bytes: [0x28, 0xB5, 0x2F, 0xFD], type: "application/zstd"),
        Signature(bytes: [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], type: "application/vnd.rar"),
        Signature(bytes: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], type: "application/x-7z-compressed"),
        ascii("ustar", at: 257, "application/x-tar"),
        // The compound files of older Office versions, and of Outlook's .msg.
        Signature(bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], type: "application/x-ole-storage"),
        ascii("MZ", "application/vnd.microsoft.portable-executable"),
        Signature(bytes: [0x7F, 0x45, 0x4C, 0x46], type: "application/x-executable"),
    ]

    private static func signature(_ head: ArraySlice<UInt8>) -> String? {
        if head.starts(with: "RIFF".utf8) {
            switch Array(head.dropFirst(8).prefix(4)) {
            case Array("WEBP".utf8): return "image/webp"
            case Array("WAVE".utf8): return "audio/wav"
            case Array("AVI ".utf8): return "video/x-msvideo"
            default: return nil
            }
        }
        guard let found = signatures.first(where: { head.dropFirst($0.offset).starts(with: $0.bytes) }) else {
            return nil
        }
        // Two letters are a word as well: the reserved field of the header, or the DOS stub, must be there too.
        switch found.bytes.count {
        case 2 where found.type == "image/bmp":
            return Array(head.dropFirst(6).prefix(4)) == [0, 0, 0, 0] ? found.type : nil
        case 2: return isText(head) ? nil : found.type
        default: return found.type == "application/ogg" ? ogg(head) : found.type
        }
    }

    private static func ogg(_ head: ArraySlice<UInt8>) -> String {
        let page = head.dropFirst(28).prefix(8)
        if page.starts(with: "OpusHead".utf8) || page.starts(with: [1] + Array("vorbis".utf8)) { return "audio/ogg" }
        return page.starts(with: [0x80] + Array("theora".utf8)) ? "video/ogg" : "application/ogg"
    }

    // MARK: Formats with some structure

    /// ISO base media files: MP4, QuickTime, HEIF, AVIF (mimesniff §6.2.1, and the brands of ISO/IEC 23008-12).
    private static func boxes(_ head: ArraySlice<UInt8>) -> String? {
        guard head.count >= 12, head.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
        let size = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let box = Array(head.prefix(max(12, min(size, 256))))
        var brands = [String(decoding: box[8..<12], as: UTF8.self)]
        for start in stride(from: 16, to: box.count - 3, by: 4) {
            brands.append(String(decoding: box[start..<(start + 4)], as: UTF8.self))
        }
        if brands.contains(where: { $0 == "avif" || $0 == "avis" }) { return "image/avif" }
        if brands.contains(where: { ["heic", "heix", "hevc", "hevx", "heim", "heis"].contains($0) }) {
            return "image/heic"
        }
        switch brands[0] {
        case "mif1", "msf1": return "image/heif"
        case "qt  ": return "video/quicktime"
        case "M4A ", "M4B ": return "audio/mp4"
        case _ where brands[0].hasPrefix("3g"): return "video/3gpp"
        default: return "video/mp4"
        }
    }

    /// Zip archives, and what Office, OpenDocument and e-books make of them, by the names of the first entries.
    private static func zip(_ head: ArraySlice<UInt8>) -> String? {
        guard head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) else {
            return nil
        }
        let bytes = Array(head)
        if bytes.count > 38, bytes[30...].starts(with: "mimetype".utf8) {
            // Stored without compression, so that it can be read here (OpenDocument 1.3 part 2, 3.3).
            let size = Int(bytes[18]) | Int(bytes[19]) << 8
            let start = 38 + (Int(bytes[28]) | Int(bytes[29]) << 8)
            let end = min(start + min(size, 100), bytes.count)
            let name = start < end ? String(decoding: bytes[start..<end], as: UTF8.self) : ""
            let isName = name.hasPrefix("application/") && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return isName ? name : "application/zip"
        }
        let office = "application/vnd.openxmlformats-officedocument."
        if contains(bytes, "word/") { return office + "wordprocessingml.document" }
        if contains(bytes, "xl/") { return office + "spreadsheetml.sheet" }
        if contains(bytes, "ppt/") { return office + "presentationml.presentation" }
        return "application/zip"
    }

    /// Whether a local header names an entry that begins so.
    private static func contains(_ bytes: [UInt8], _ folder: String) -> Bool {
        guard bytes.count > 34 else { return false }
        let name = Array(folder.utf8)
        for start in 0..<(bytes.count - 33) where bytes[start] == 0x50 && bytes[start + 1] == 0x4B {
            if bytes[start + 2] == 3, bytes[start + 3] == 4, bytes[(start + 30)...].starts(with: name) { return true }
        }
        return false
    }

    /// Matroska; WebM where its document type says so (mimesniff §6.2.2).
    private static func webM(_ head: ArraySlice<UInt8>) -> String? {
        guard head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) else { return nil }
        let start = Array(head.prefix(64))
        guard let place = start.indices.first(where: { start[$0...].starts(with: [0x42, 0x82]) }) else {
            return "video/x-matroska"
        }
        return start[min(place + 3, start.count)...].starts(with: "webm".utf8) ? "video/webm" : "video/x-matroska"
    }

    /// MPEG audio and AAC without a container: two frames, one where the other ends, are no chance.
    private static func audioFrames(_ head: ArraySlice<UInt8>) -> String? {
        let bytes = Array(head)
        guard bytes.count > 6, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0 else { return nil }
        if bytes[1] & 0xF6 == 0xF0 {
            let length = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5] >> 5)
            guard length > 6, length + 1 < bytes.count else { return nil }
            return bytes[length] == 0xFF && bytes[length + 1] & 0xF6 == 0xF0 ? "audio/aac" : nil
        }
        guard let length = MPEGFrame.length(bytes[1], bytes[2]), length + 1 < bytes.count else { return nil }
        return bytes[length] == 0xFF && bytes[length + 1] & 0xE0 == 0xE0 ? "audio/mpeg" : nil
    }

    // MARK: Text

    private static let tags = [
        "<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style",
        "<title", "<b", "<body", "<br", "<p", "<!--",
    ]

    /// HTML by its first tag (mimesniff §7.1), SVG and other XML by theirs.
    private static func markup(_ head: ArraySlice<UInt8>) -> String? {
        var text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head
        text = text.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }
        guard text.first == UInt8(ascii: "<") else { return nil }
        let small = text.prefix(1024).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        if small.starts(with: "<svg".utf8) { return "image/svg+xml" }
        if small.starts(with: "<?xml".utf8) {
            let rest = String(decoding: small, as: UTF8.self)
            if rest.contains("<svg") { return "image/svg+xml" }
            return rest.contains("<html") ? "text/html" : "application/xml"
        }
        let isHTML = tags.contains { tag in
            guard small.starts(with: tag.utf8) else { return false }
            if tag == "<!--" { return true }
            let next = small.dropFirst(tag.utf8.count).first
            return next == 0x20 || next == UInt8(ascii: ">") || next == 0x0A || next == 0x0D || next == 0x09
        }
        return isHTML ? "text/html" : nil
    }

    /// No byte of mimesniff's "binary data bytes" (§3), unless a byte order mark says that it is UTF-16.
    private static func isText(_ head: ArraySlice<UInt8>) -> Bool {
        if head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0xFF, 0xFE]) { return true }
        return head.allSatisfy { byte in
            switch byte {
            case 0x00...0x08, 0x0B, 0x0E...0x1A, 0x1C...0x1F: false
            default: true
            }
        }
    }
}
