import Testing

@testable import ChannelKit

@Suite struct ContentSnifferTests {
    private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// One file inside a zip archive, stored.
    private static func zip(_ name: String, _ content: String, then more: [UInt8] = []) -> [UInt8] {
        let (name, content) = (ascii(name), ascii(content))
        return [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(content.count), 0, 0, 0]
            + [UInt8(content.count), 0, 0, 0, UInt8(name.count), 0, 0, 0] + name + content + more
    }

    private static func frames(_ header: [UInt8], _ length: Int) -> [UInt8] {
        let frame = header + [UInt8](repeating: 0, count: length - header.count)
        return frame + frame
    }

    static let known: [(bytes: [UInt8], type: String)] = [
        ([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10], "image/jpeg"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "image/png"),
        (ascii("GIF89a\u{1}"), "image/gif"), (ascii("GIF87a\u{1}"), "image/gif"),
        (ascii("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 "), "image/webp"),
        (ascii("RIFF\u{1}\u{2}\u{3}\u{4}WAVEfmt "), "audio/wav"),
        (ascii("RIFF\u{1}\u{2}\u{3}\u{4}AVI LIST"), "video/x-msvideo"),
        ([0, 0, 0, 0x18] + ascii("ftypheic") + [0, 0, 0, 0] + ascii("mif1heic"), "image/heic"),
        ([0, 0, 0, 0x18] + ascii("ftypmif1") + [0, 0, 0, 0] + ascii("mif1miaf"), "image/heif"),
        ([0, 0, 0, 0x18] + ascii("ftypmif1") + [0, 0, 0, 0] + ascii("mif1avif"), "image/avif"),
        ([0, 0, 0, 0x18] + ascii("ftypisom") + [0, 0, 2, 0] + ascii("isomiso2"), "video/mp4"),
        ([0, 0, 0, 0x14] + ascii("ftypqt  ") + [0, 0, 2, 0] + ascii("qt  "), "video/quicktime"),
        ([0, 0, 0, 0x14] + ascii("ftypM4A ") + [0, 0, 2, 0] + ascii("M4A "), "audio/mp4"),
        ([0, 0, 0, 0x14] + ascii("ftyp3gp5") + [0, 0, 2, 0] + ascii("3gp5"), "video/3gpp"),
        ([0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84] + ascii("webm") + [0x42], "video/webm"),
        ([0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x88] + ascii("matroska"), "video/x-matroska"),
        (ascii("OggS") + [UInt8](repeating: 0, count: 24) + ascii("OpusHead"), "audio/ogg"),
        (ascii("OggS") + [UInt8](repeating: 0, count: 24) + [1] + ascii("vorbis!"), "audio/ogg"),
        (ascii("OggS") + [UInt8](repeating: 0, count: 24) + [0x80] + ascii("theora!"), "video/ogg"),
        (ascii("OggS\u{0}"), "application/ogg"),
        (ascii("ID3\u{3}\u{0}"), "audio/mpeg"), (ascii("fLaC\u{0}"), "audio/flac"), (ascii("#!AMR\n<"), "audio/amr"),
        // 128 kbit/s at 44.1 kHz, without padding: 417 bytes a frame.
        (frames([0xFF, 0xFB, 0x90, 0x00], 417), "audio/mpeg"),
        (frames([0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x80, 0xFC], 100), "audio/aac"),
        (ascii("%PDF-1.7\n"), "application/pdf"), (ascii("%!PS-Adobe-3.0"), "application/postscript"),
        (ascii("{\\rtf1\\ansi"), "application/rtf"),
        (zip("a.txt", "a"), "application/zip"),
        (
            zip("[Content_Types].xml", "x", then: zip("word/document.xml", "x")),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        (
            zip("[Content_Types].xml", "x", then: zip("xl/workbook.xml", "x")),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ),
        (zip("ppt/presentation.xml", "x"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (zip("mimetype", "application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (zip("mimetype", "application/epub+zip"), "application/epub+zip"),
        (zip("mimetype", "text/html"), "application/zip"),
        ([0x1F, 0x8B, 8, 0], "application/gzip"), (ascii("BZh91AY&SY"), "application/x-bzip2"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "application/x-xz"),
        (ascii("Rar!\u{1A}\u{7}\u{0}"), "application/vnd.rar"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        ([UInt8](repeating: 0, count: 257) + ascii("ustar\u{0}00"), "application/x-tar"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        (ascii("MZ") + [0x90, 0, 3, 0], "application/vnd.microsoft.portable-executable"),
        ([0x7F, 0x45, 0x4C, 0x46, 2], "application/x-executable"),
        (ascii("BM") + [0x36, 0, 0, 0, 0, 0, 0, 0, 0x36], "image/bmp"), (ascii("II*\u{0}"), "image/tiff"),
        (ascii("  <!DOCTYPE HTML PUBLIC"), "text/html"), (ascii("<ScRiPt>alert(1)"), "text/html"),
        (ascii("\u{FEFF}<html><body>"), "text/html"), (ascii("<!-- x --><p>"), "text/html"),
        (ascii("<?xml version=\"1.0\"?><svg xmlns="), "image/svg+xml"),
        (ascii("<svg onload=alert(1)>"), "image/svg+xml"),
        (ascii("<?xml version=\"1.0\"?><invoice/>"), "application/xml"),
        (ascii("<appointment>"), "text/plain"), (ascii("Dear all,\r\n\tGrüße"), "text/plain"), ([], "text/plain"),
        (ascii("BMW is a car"), "text/plain"), (ascii("MZ is a title"), "text/plain"),
        ([0xFE, 0xFF, 0, 0x41], "text/plain"), ([0, 1, 2, 3], "application/octet-stream"),
        ([0xFF, 0xFB, 0x90, 0x00, 1], "application/octet-stream"),
    ]

    @Test(arguments: known) func knowsAFileByItsBeginning(_ bytes: [UInt8], _ type: String) {
        #expect(ContentSniffer.type(of: bytes) == type)
    }

    /// A beginning that breaks off anywhere is some type, and no crash.
    @Test func takesEveryLength() {
        for (bytes, _) in Self.known {
            for length in 0...min(bytes.count, 80) { _ = ContentSniffer.type(of: Array(bytes.prefix(length))) }
        }
    }

    @Test func looksAtTheBeginningAlone() {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: ContentSniffer.window) + [0, 1]
        #expect(ContentSniffer.type(of: text) == "text/plain")
    }
}
