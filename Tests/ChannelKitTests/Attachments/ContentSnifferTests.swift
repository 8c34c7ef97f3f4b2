import Testing

@testable import ChannelKit

@Suite struct ContentSnifferTests {
    /// One file inside a zip archive, stored.
    private static func zip(_ name: String, _ content: String) -> [UInt8] {
        let size = UInt8(content.utf8.count)
        var bytes: [UInt8] = [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        bytes += [size, 0, 0, 0, size, 0, 0, 0, UInt8(name.utf8.count), 0, 0, 0]
        bytes += Array(name.utf8)
        bytes += Array(content.utf8)
        return bytes
    }

    private static func frames(_ header: [UInt8], _ length: Int) -> [UInt8] {
        let frame = header + [UInt8](repeating: 0, count: length - header.count)
        return frame + frame
    }

    /// Bytes, or the bytes of a text.
    struct Piece: ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
        var bytes: [UInt8]

        init(arrayLiteral elements: UInt8...) { bytes = elements }

        init(stringLiteral text: String) { bytes = Array(text.utf8) }

        static func of(_ bytes: [UInt8]) -> Piece {
            var piece: Piece = []
            piece.bytes = bytes
            return piece
        }
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var type: String
        var testDescription: String { type }

        init(_ type: String, _ pieces: Piece...) {
            self.type = type
            bytes = pieces.flatMap(\.bytes)
        }
    }

    private static let zeros = Piece.of([UInt8](repeating: 0, count: 24))
    private static let office = "application/vnd.openxmlformats-officedocument."

    static let images: [Sample] = [
        Sample("image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10]),
        Sample("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
        Sample("image/gif", "GIF89a\u{1}"), Sample("image/gif", "GIF87a\u{1}"),
        Sample("image/webp", "RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 "),
        Sample("image/heic", [0, 0, 0, 0x18], "ftypheic", [0, 0, 0, 0], "mif1heic"),
        Sample("image/heif", [0, 0, 0, 0x18], "ftypmif1", [0, 0, 0, 0], "mif1miaf"),
        Sample("image/avif", [0, 0, 0, 0x18], "ftypmif1", [0, 0, 0, 0], "mif1avif"),
        Sample("image/bmp", "BM", [0x36, 0, 0, 0, 0, 0, 0, 0, 0x36]), Sample("image/tiff", "II*\u{0}"),
    ]

    static let sounds: [Sample] = [
        Sample("audio/wav", "RIFF\u{1}\u{2}\u{3}\u{4}WAVEfmt "),
        Sample("video/x-msvideo", "RIFF\u{1}\u{2}\u{3}\u{4}AVI LIST"),
        Sample("video/mp4", [0, 0, 0, 0x18], "ftypisom", [0, 0, 2, 0], "isomiso2"),
        Sample("video/quicktime", [0, 0, 0, 0x14], "ftypqt  ", [0, 0, 2, 0], "qt  "),
        Sample("audio/mp4", [0, 0, 0, 0x14], "ftypM4A ", [0, 0, 2, 0], "M4A "),
        Sample("video/3gpp", [0, 0, 0, 0x14], "ftyp3gp5", [0, 0, 2, 0], "3gp5"),
        Sample("video/webm", [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84], "webm", [0x42]),
        Sample("video/x-matroska", [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x88], "matroska"),
        Sample("audio/ogg", "OggS", zeros, "OpusHead"), Sample("audio/ogg", "OggS", zeros, [1], "vorbis!"),
        Sample("video/ogg", "OggS", zeros, [0x80], "theora!"), Sample("application/ogg", "OggS\u{0}"),
        Sample("audio/mpeg", "ID3\u{3}\u{0}"), Sample("audio/flac", "fLaC\u{0}"), Sample("audio/amr", "#!AMR\n<"),
        // 128 kbit/s at 44.1 kHz, without padding: 417 bytes a frame.
        Sample("audio/mpeg", .of(frames([0xFF, 0xFB, 0x90, 0x00], 417))),
        Sample("audio/aac", .of(frames([0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x80, 0xFC], 100))),
    ]

    static let archives: [Sample] = [
        Sample("application/zip", .of(zip("a.txt", "a"))),
        Sample(office + "wordprocessingml.document", .of(zip("[Content_Types].xml", "x")), .of(zip("word/a.xml", "x"))),
        Sample(office + "spreadsheetml.sheet", .of(zip("[Content_Types].xml", "x")), .of(zip("xl/a.xml", "x"))),
        Sample(office + "presentationml.presentation", .of(zip("ppt/presentation.xml", "x"))),
        Sample(
            "application/vnd.oasis.opendocument.text", .of(zip("mimetype", "application/vnd.oasis.opendocument.text"))),
        Sample("application/epub+zip", .of(zip("mimetype", "application/epub+zip"))),
        Sample("application/zip", .of(zip("mimetype", "text/html"))),
        Sample("application/gzip", [0x1F, 0x8B, 8, 0]), Sample("application/x-bzip2", "BZh91AY&SY"),
        Sample("application/x-xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
        Sample("application/vnd.rar", "Rar!\u{1A}\u{7}\u{0}"),
        Sample("application/x-7z-compressed", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        Sample("application/x-tar", .of([UInt8](repeating: 0, count: 257)), "ustar\u{0}00"),
    ]

    static let documents: [Sample] = [
        Sample("application/pdf", "%PDF-1.7\n"), Sample("application/postscript", "%!PS-Adobe-3.0"),
        Sample("application/rtf", "{\\rtf1\\ansi"),
        Sample("application/x-ole-storage", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        Sample("application/vnd.microsoft.portable-executable", "MZ", [0x90, 0, 3, 0]),
        Sample("application/x-executable", [0x7F, 0x45, 0x4C, 0x46, 2]),
        Sample("text/html", "  <!DOCTYPE HTML PUBLIC"), Sample("text/html", "<ScRiPt>alert(1)"),
        Sample("text/html", "\u{FEFF}<html><body>"), Sample("text/html", "<!-- x --><p>"),
        Sample("image/svg+xml", "<?xml version=\"1.0\"?><svg xmlns="), Sample("image/svg+xml", "<svg onload=alert(1)>"),
        Sample("application/xml", "<?xml version=\"1.0\"?><invoice/>"), Sample("text/plain", "<appointment>"),
        Sample("text/plain", "Dear all,\r\n\tGrüße"), Sample("text/plain"), Sample("text/plain", "BMW is a car"),
        Sample("text/plain", "MZ is a title"), Sample("text/plain", [0xFE, 0xFF, 0, 0x41]),
        Sample("application/octet-stream", [0, 1, 2, 3]),
        Sample("application/octet-stream", [0xFF, 0xFB, 0x90, 0x00, 1]),
    ]

    static let known: [Sample] = [images, sounds, archives, documents].flatMap { $0 }

    @Test(arguments: known) func knowsAFileByItsBeginning(_ sample: Sample) {
        #expect(ContentSniffer.type(of: sample.bytes) == sample.type)
    }

    /// A beginning that breaks off anywhere is some type, and no crash.
    @Test func takesEveryLength() {
        for sample in Self.known {
            for length in 0...min(sample.bytes.count, 80) {
                _ = ContentSniffer.type(of: Array(sample.bytes.prefix(length)))
            }
        }
    }

    @Test func looksAtTheBeginningAlone() {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: ContentSniffer.window) + [0, 1]
        #expect(ContentSniffer.type(of: text) == "text/plain")
    }
}
