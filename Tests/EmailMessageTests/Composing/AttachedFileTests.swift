import Foundation
import InboxDomain
import Testing

@testable import EmailMessage

/// Mails with files and pictures, read back by Python and by ourselves.
@Suite final class AttachedFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "attached-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private static func message(_ text: String, _ files: [OutgoingEmail.File]) -> OutgoingEmail {
        // 2026-03-02T09:00:00Z
        var message = OutgoingEmail(
            from: EmailAddress(name: "Support", address: "help@example.com"), subject: "Re: parcel", text: text,
            date: Instant(milliseconds: 1_772_442_000_000), messageID: "r1@help.example.com", boundarySeed: "seed")
        message.to = [EmailAddress(name: "Ann", address: "ann@example.org")]
        message.files = files
        return message
    }

    private static func picture(_ name: String, id: String) -> OutgoingEmail.File {
        .init(name: name, contentType: "image/png", content: [1, 2, 3], contentID: id)
    }

    /// The bytes as they are sent, the files read from the disk.
    private func whole(_ email: ComposedEmail) throws -> [UInt8] {
        try email.pieces.reduce(into: []) { bytes, piece in
            switch piece {
            case .bytes(let more): bytes += more
            case .base64(let path, let size):
                let data = try Data(contentsOf: URL(filePath: path)).prefix(size)
                bytes += Array(
                    (data.base64EncodedString(options: [
                        .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
                    ]) + "\r\n").utf8)
            }
        }
    }

    @Test func aFileOnTheDiskIsTheSameMail() throws {
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 17 >> 3) }
        let path = folder.appending(path: "x").path
        try Data(content).write(to: URL(filePath: path))
        let inMemory = OutgoingEmail.File(name: "a.bin", contentType: "application/octet-stream", content: content)
        let onDisk = OutgoingEmail.File(
            name: "a.bin", contentType: "application/octet-stream", path: path, size: content.count)
        let small = OutgoingEmail.File(name: "b.txt", contentType: "text/plain", content: Array("hello\n".utf8))
        let expected = try EmailComposer.compose(Self.message("Here.", [inMemory, small]))
        let composed = try EmailComposer.compose(Self.message("Here.", [onDisk, small]))
        #expect(composed.pieces.count == 3)
        #expect(composed.bytes.count < 3000)
        #expect(try whole(composed) == expected.bytes)
        let mail = try PythonMail.read(expected.bytes)
        #expect(mail.defects.isEmpty)
        #expect(
            mail.structure == [
                "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
                "application/octet-stream", "text/plain",
            ])
        #expect(mail.files.map(\.bytes) == [content, Array("hello\n".utf8)])
        let lines = expected.bytes.split(separator: ASCII.lineFeed).map(\.count)
        #expect(lines.max().map { $0 <= 79 } == true)
    }

    @Test func picturesStandWhereTheTextSaysSo() throws {
        let text = "Look:\n[image: map.png]\nand <b>\n[image: map.png]\nand [image: other.png]."
        let composed = try EmailComposer.compose(
            Self.message(
                text,
                [
                    Self.picture("map.png", id: "one@x.org"), Self.picture("map.png", id: "two@x.org"),
                    Self.picture("below \"q\".png", id: "t%h+ree@x.org"),
                ]))
        let mail = try PythonMail.read(composed.bytes)
        #expect(
            mail.structure == [
                "multipart/alternative", "text/plain", "multipart/related", "text/html",
                "image/png", "image/png", "image/png",
            ])
        #expect(mail.plain == text + "\n")
        let tag = { (id: String, name: String) in "<img src=\"cid:\(id)\" alt=\"\(name)\" style=\"max-width:100%\">" }
        #expect(
            mail.html.replacing("\r\n", with: "\n").contains(
                """
                Look:<br>
                \(tag("one@x.org", "map.png"))<br>
                and &lt;b&gt;<br>
                \(tag("two@x.org", "map.png"))<br>
                and [image: other.png].<br>
                \(tag("t%25h+ree@x.org", "below &quot;q&quot;.png"))
                """))
        #expect(mail.files.map(\.cid) == ["<one@x.org>", "<two@x.org>", "<t%h+ree@x.org>"])
        #expect(mail.files.map(\.disposition) == ["inline", "inline", "inline"])
        #expect(
            ParsedEmail(parsing: composed.bytes).attachments.map(\.contentID) == [
                "one@x.org", "two@x.org", "t%h+ree@x.org",
            ])
    }

    @Test func namesThatHaveNoMarkGetOneBelow() {
        #expect(InlinePictures.marked("Hi", names: ["a.png"]) == "Hi\n\n[image: a.png]")
        #expect(
            InlinePictures.marked("[image: a.png]", names: ["a.png", "a.png"]) == "[image: a.png]\n\n[image: a.png]")
        #expect(InlinePictures.marked("x [image: a.png] y", names: ["a.png"]) == "x [image: a.png] y")
        #expect(InlinePictures.marked("", names: ["a.png"]) == "[image: a.png]")
    }

    @Test(arguments: [
        "plain.pdf", "Rechnung für März.pdf", "写真.png", #"with "quotes" and \ back.txt"#, "semi;colon='x'.txt",
        "x\r\nBcc: evil@example.net", String(repeating: "long name ", count: 14) + ".pdf", "percent%20.txt",
        "日本語'の名前.pdf",
    ])
    func namesComeBack(name: String) throws {
        let safe = FileName.safe(name)
        let composed = try EmailComposer.compose(
            Self.message("x", [.init(name: safe, contentType: "application/pdf", content: [1])]))
        let mail = try PythonMail.read(composed.bytes)
        #expect(mail.defects.isEmpty)
        #expect(mail.files.map(\.name) == [safe])
        #expect(ParsedEmail(parsing: composed.bytes).attachments.map(\.filename) == [safe])
        #expect(mail.names == ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"])
    }

    /// The whole mail, byte for byte: what changes here is seen by every customer.
    @Test func theMailIsAsItWas() throws {
        var email = Self.message(
            "Grüße!\n[image: map.png]\n",
            [
                Self.picture("map.png", id: "image1.r1@help.example.com"),
                .init(name: "Rechnung für März.pdf", contentType: "application/pdf", content: Array("%PDF-1.4\n".utf8)),
            ])
        email.history = .init(attribution: "On Monday, Ann wrote:", text: "where?")
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/composed/attachments.txt")
        let text = String(decoding: try EmailComposer.compose(email).bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
