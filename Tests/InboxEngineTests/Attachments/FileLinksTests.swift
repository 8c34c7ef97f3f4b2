import ChannelKit
import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore
import Testing

@testable import InboxEngine

/// Files of replies that a provider fetches from us.
@Suite struct FileLinksTests {
    private static let links = FileLinks(key: [UInt8](repeating: 7, count: 32))
    private static let file = FileLinks.File(message: MessageID(20), position: 1)
    private static let start = EngineHarness.start

    // MARK: Addresses

    @Test func anAddressLeadsToItsFileForAWhile() {
        let path = Self.links.path(of: Self.file, named: "Grüße 1.png", writtenAt: Self.start)
        #expect(path.hasPrefix("/files/20-1-") && path.hasSuffix("/Gr%C3%BC%C3%9Fe%201.png"))
        #expect(path == Self.links.path(of: Self.file, named: "Grüße 1.png", writtenAt: Self.start))
        let end = Self.start.adding(seconds: FileLinks.lifetime)
        #expect(Self.links.file(at: path, now: end.adding(seconds: -1)) == Self.file)
        #expect(Self.links.file(at: path, now: end) == nil)
        // The name is for people.
        let renamed = path.split(separator: "/").dropLast().joined(separator: "/")
        #expect(Self.links.file(at: "/\(renamed)/x", now: Self.start) == Self.file)
    }

    @Test func noOtherAddressLeadsAnywhere() throws {
        let path = Self.links.path(of: Self.file, named: "a.png", writtenAt: Self.start)
        let mac = try #require(path.split(separator: "-").last?.split(separator: "/").first)
        let facts = path.dropFirst("/files/".count).dropLast(mac.count + "-/a.png".count)
        let until = try #require(facts.split(separator: "-").last)
        let others = [
            "/files/21-1-\(until)-\(mac)/a.png", "/files/20-0-\(until)-\(mac)/a.png",
            "/files/20-1-99999999999-\(mac)/a.png",
            "/files/20-1-\(until)-\(mac.dropLast(2))/a.png", "/files/20-1-\(until)-\(mac)00/a.png",
            "/files/+20-1-\(until)-/a.png", "/files/20-1-\(until)-/a.png", "/files/", "/files/----",
            "/in/\(facts)-\(mac)",
            "/files/20-1-\(until)-\(String(repeating: "0", count: 64))/a.png",
        ]
        for other in others { #expect(Self.links.file(at: other, now: Self.start) == nil, "\(other)") }
        let foreign = FileLinks(key: [UInt8](repeating: 8, count: 32))
        #expect(foreign.file(at: path, now: Self.start) == nil)
    }

    // MARK: Replies

    private func reply(
        publicURL: String = "https://inbox.example", name: String = "a.png", _ content: [UInt8] = [1, 2, 3]
    ) async throws -> (harness: EngineHarness, message: Int64) {
        let harness = try await EngineHarness(
            capabilities: ChannelCapabilities(canSend: true, attachments: AttachmentLimits(count: 10, byLink: true))
        ) { $0.server.publicURL = publicURL }
        let id = try await harness.converse()
        let upload = Upload(name: name, contentType: nil, length: nil) { take in try await take(content) }
        let file = try await harness.desk.upload(upload, by: EngineHarness.ann)
        let attachment = ReplyAttachment(upload: file.upload, name: file.name, contentType: file.contentType)
        let reply = try await harness.desk.reply(
            id, ReplyRequest(text: "", attachments: [attachment]), by: EngineHarness.ann)
        return (harness, reply.message)
    }

    private func path(of harness: EngineHarness) async throws -> String {
        try await harness.services.sender.sendDue()
        let link = try #require(try harness.chat.sent.first?.attachments.first?.link)
        #expect(link.hasPrefix("https://inbox.example/files/"))
        return String(link.dropFirst("https://inbox.example".count))
    }

    @Test func aProviderFetchesWhatWeSend() async throws {
        let (harness, _) = try await reply()
        let path = try await path(of: harness)
        let answer = await harness.services.files.response(to: path)
        #expect(answer.status == 200 && answer.body == [1, 2, 3])
        let headers = Dictionary(answer.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(headers["content-type"] == "image/png")
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["content-disposition"] == "attachment")
        harness.clock.advance(seconds: FileLinks.lifetime)
        #expect(await harness.services.files.response(to: path).status == 404)
    }

    @Test func nothingThatABrowserRunsIsServedAsSuch() async throws {
        for name in ["a.html", "a.svg"] {
            let (harness, _) = try await reply(name: name, Array("<script>".utf8))
            let answer = await harness.services.files.response(to: try await path(of: harness))
            #expect(answer.headers.contains { $0.name == "content-type" && $0.value == "application/octet-stream" })
        }
    }

    @Test func whatACustomerSentIsNotServed() async throws {
        let (harness, message) = try await reply()
        let path = try await path(of: harness)
        _ = try await harness.engine.write(.work) {
            try $0.execute("UPDATE messages SET direction = 'inbound' WHERE id = ?", [.int(message)])
        }
        #expect(await harness.services.files.response(to: path).status == 404)
    }

    @Test func withoutAnAddressForTheWorldFilesAreRefused() async throws {
        let error = await #expect(throws: ControlError.self) { _ = try await reply(publicURL: "http://127.0.0.1:8460") }
        #expect(error?.message.contains("fetches files from here") == true)
        #expect(error?.hint?.contains("server.public_url") == true)
    }
}
