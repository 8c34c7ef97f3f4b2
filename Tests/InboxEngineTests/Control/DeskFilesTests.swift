import ChannelKit
import ControlAPI
import Foundation
import InboxConfig
import InboxDomain
import InboxEngine
import InboxStore
import Synchronization
import Testing

@Suite struct DeskFilesTests {
    private static let carrier = ChannelCapabilities(
        canSend: true,
        attachments: AttachmentLimits(
            count: 10, rules: [.init(type: "image/*", size: 1000), .init(type: "application/pdf", size: 5000)]))

    private func upload(
        _ content: [UInt8], as name: String, type: String? = nil, length: Int? = nil, to harness: EngineHarness
    ) async throws -> UploadResult {
        let upload = Upload(name: name, contentType: type, length: length) { take in
            var rest = content[...]
            while !rest.isEmpty {
                try await take(Array(rest.prefix(700)))
                rest = rest.dropFirst(700)
            }
        }
        return try await harness.desk.upload(upload, by: EngineHarness.ann)
    }

    private func attachment(_ upload: UploadResult, contentID: String? = nil) -> ReplyAttachment {
        ReplyAttachment(
            upload: upload.upload, name: upload.name, contentType: upload.contentType, contentID: contentID)
    }

    @Test func anUploadIsABlob() async throws {
        let harness = try await EngineHarness()
        let content = [UInt8](repeating: 7, count: 2000)
        let result = try await upload(content, as: "/tmp/../Bild.PNG", to: harness)
        let id = BlobID(of: content)
        #expect(
            result
                == UploadResult(upload: id.description, name: "Bild.PNG", contentType: "image/png", size: 2000))
        #expect(try await harness.ledger.blobs.get(id) == content)
        #expect(
            try await upload([1], as: "x", type: "Text/Plain; charset=utf-8", to: harness).contentType == "text/plain")
        #expect(
            try await upload([], as: "x.pdf", type: "application/octet-stream", to: harness).contentType
                == "application/pdf")
        #expect(await refusal { try await upload([1], as: "x", type: "text/pl\r\nain", to: harness) }?.code == .invalid)
    }

    @Test(arguments: [nil, 1025, 1]) func anUploadOverTheLimitIsNotKept(length: Int?) async throws {
        let harness = try await EngineHarness { $0.server.limits.uploadSize = 1024 }
        let content = [UInt8](repeating: 7, count: 1025)
        let error = await refusal { try await upload(content, as: "a.pdf", length: length, to: harness) }
        #expect(error?.code == .tooLarge)
        #expect(error?.message.contains("“a.pdf” has more than 1024 bytes") == true)
        #expect(try await harness.ledger.blobs.exists(BlobID(of: content)) == false)
        #expect(await refusal { try await upload(Array(content.dropLast()), as: "a.pdf", to: harness) } == nil)
    }

    @Test func aReplyCarriesItsFiles() async throws {
        let harness = try await EngineHarness(capabilities: Self.carrier)
        let id = try await harness.converse()
        let pdf = Array("%PDF-1.7".utf8)
        let picture = try await upload([1, 2, 3], as: "a.png", to: harness)
        let paper = try await upload(pdf, as: "b.pdf", to: harness)
        let reply = try await harness.desk.reply(
            id, ReplyRequest(text: "", attachments: [attachment(picture), attachment(paper)]), by: EngineHarness.ann)
        let stored = try await harness.message(reply.message)
        #expect(
            stored.attachments == [
                Attachment(kind: .image, name: "a.png", contentType: "image/png", size: 3),
                Attachment(kind: .file, name: "b.pdf", contentType: "application/pdf", size: 8),
            ])
        let rows = try await harness.engine.read { try Attachments($0).of(MessageID(reply.message)) }
        #expect(rows.map(\.position) == [0, 1])
        #expect(rows.map(\.state) == [.stored, .stored])
        #expect(rows.map(\.sniffedType) == ["application/octet-stream", "application/pdf"])
        #expect(rows.map(\.blob) == [BlobID(of: [1, 2, 3]), BlobID(of: pdf)])
        #expect(rows.map(\.size) == [3, 8])
        #expect(
            try await harness.texts("SELECT detail FROM audit").last?.contains(#""files":["a.png","b.pdf"]"#) == true)

        try await harness.services.sender.sendDue()
        let sent = try #require(try harness.chat.sent.first)
        #expect(sent.text == "")
        #expect(sent.attachments.map(\.name) == ["a.png", "b.pdf"])
        #expect(sent.attachments.map(\.type.description) == ["image/png", "application/pdf"])
        #expect(sent.attachments.map(\.size) == [3, 8])
        for (attachment, content) in zip(sent.attachments, [[1, 2, 3], pdf]) {
            guard case .file(let path) = attachment.content else {
                Issue.record("no file")
                continue
            }
            #expect(FileManager.default.contents(atPath: path) == Data(content))
        }
        let view = try await harness.desk.conversation(id, page: PageRequest(limit: 10))
        #expect(view.timeline.last { $0.direction == "outbound" }?.attachments?.map(\.name) == ["a.png", "b.pdf"])
    }

    @Test func whatTheChannelDoesNotCarryIsRefusedAtOnce() async throws {
        let harness = try await EngineHarness(capabilities: Self.carrier)
        let id = try await harness.converse()
        let cases: [(content: Int, name: String, contentID: String?, message: String)] = [
            (1001, "a.png", nil, "does not carry “a.png”: it has 1001 bytes; of image/* it takes 1000"),
            (1, "a.zip", nil, "it is application/zip; it takes image/*, application/pdf"),
            (1, "a.png", "x", "it cannot stand inside the text"),
        ]
        for (size, name, contentID, message) in cases {
            let file = try await upload([UInt8](repeating: 1, count: size), as: name, to: harness)
            let error = await refusal {
                try await harness.desk.reply(
                    id, ReplyRequest(text: "x", attachments: [attachment(file, contentID: contentID)]),
                    by: EngineHarness.ann)
            }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "sent")")
        }
        let plain = try await EngineHarness()
        let other = try await plain.converse()
        let file = try await upload([1], as: "a.png", to: plain)
        let error = await refusal {
            try await plain.desk.reply(
                other, ReplyRequest(text: "x", attachments: [attachment(file)]), by: EngineHarness.ann)
        }
        #expect(error?.message == "channel “chat” carries no files")
        #expect(try await plain.count("SELECT COUNT(*) FROM outbox") == 0)
    }

    @Test func whatIsAskedMustMakeSense() async throws {
        let harness = try await EngineHarness(capabilities: Self.carrier) {
            $0.server.limits.uploadSize = 1024
            $0.server.limits.replySize = 1500
        }
        let id = try await harness.converse()
        let file = try await upload([UInt8](repeating: 1, count: 800), as: "a.pdf", to: harness)
        let good = attachment(file)
        let cases: [([ReplyAttachment], String)] = [
            ([ReplyAttachment(upload: String(repeating: "0", count: 64), name: "a.pdf")], "there is no upload"),
            ([ReplyAttachment(upload: "../../etc/passwd", name: "a.pdf")], "there is no upload"),
            ([good, good], "1600 bytes together"), (Array(repeating: good, count: 21), "21 files"),
            ([ReplyAttachment(upload: file.upload, name: "a.pdf", contentType: "x")], "is no content type"),
            ([ReplyAttachment(upload: file.upload, name: "a.pdf", contentID: "a>b")], "content_id"),
        ]
        for (attachments, message) in cases {
            let error = await refusal {
                try await harness.desk.reply(
                    id, ReplyRequest(text: "x", attachments: attachments), by: EngineHarness.ann)
            }
            #expect(error?.code == .invalid)
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "sent")")
        }
        #expect(
            await refusal {
                try await harness.desk.reply(id, ReplyRequest(text: "", attachments: []), by: EngineHarness.ann)
            }?.code == .invalid)
        #expect(try await harness.count("SELECT COUNT(*) FROM attachments") == 0)
    }

    @Test func withoutItsContentNothingIsSent() async throws {
        let harness = try await EngineHarness(capabilities: Self.carrier)
        let id = try await harness.converse()
        let file = try await upload([1, 2, 3], as: "a.png", to: harness)
        let reply = try await harness.desk.reply(
            id, ReplyRequest(text: "look", attachments: [attachment(file)]), by: EngineHarness.ann)
        try FileManager.default.removeItem(atPath: harness.ledger.blobs.path(of: BlobID(of: [1, 2, 3])))
        try await harness.services.sender.sendDue()
        #expect(try await harness.state(reply.message) == "failed attachment_missing")
        #expect(try harness.chat.sent.isEmpty)
    }

    // MARK: Quoting

    @Test func aReplyHasByWhatItsMessageCanBeQuoted() async throws {
        let harness = try await EngineHarness()
        var event = MessageEvent(
            id: "m1", conversation: "t1", sender: SenderInfo(id: "u1"), sentAt: EngineHarness.start, text: "hello")
        event.quote = "q1"
        let id = try required(try await harness.receive(.message(event)).conversation)
        let number = try await harness.count("SELECT id FROM messages WHERE provider_id = 'm1'")
        _ = try await harness.desk.reply(
            id, ReplyRequest(text: "yes", replyTo: Int64(number)), by: EngineHarness.ann)
        _ = try await harness.desk.reply(id, ReplyRequest(text: "also"), by: EngineHarness.ann)
        try await harness.services.sender.sendDue()
        try await harness.services.sender.sendDue()
        #expect(try harness.chat.sent.map(\.replyQuote) == ["q1", nil])
    }

    @Test func aReplyMayQuoteAMessageOfItsConversation() async throws {
        let harness = try await EngineHarness()
        let id = try await harness.converse("hello", id: "m1")
        let other = try await harness.converse("else", id: "m2", thread: "t2", from: "u2")
        let number = try await harness.count("SELECT id FROM messages WHERE provider_id = 'm1'")
        let foreign = try await harness.count("SELECT id FROM messages WHERE provider_id = 'm2'")
        let desk = harness.desk
        let reply = try await desk.reply(
            id, ReplyRequest(text: "yes", replyTo: Int64(number)), by: EngineHarness.ann)
        let own = await refusal {
            try await desk.reply(id, ReplyRequest(text: "and", replyTo: reply.message), by: EngineHarness.ann)
        }
        #expect(own?.message.contains("is not sent yet") == true)
        for missing in [Int64(foreign), 999] {
            let error = await refusal {
                try await desk.reply(id, ReplyRequest(text: "x", replyTo: missing), by: EngineHarness.ann)
            }
            #expect(error?.message == "conversation \(id) has no message \(missing)")
        }
        try await harness.services.sender.sendDue()
        #expect(try harness.chat.sent.map(\.replyTo) == ["m1"])
        #expect(try harness.chat.sent.map(\.replyQuote) == [nil])
        #expect(other != id)

        let plain = try await EngineHarness(capabilities: ChannelCapabilities(canSend: true, canQuote: false))
        let conversation = try await plain.converse()
        let error = await refusal {
            try await plain.desk.reply(conversation, ReplyRequest(text: "x", replyTo: 1), by: EngineHarness.ann)
        }
        #expect(error?.message == "channel “chat” cannot quote a message")
    }
}
